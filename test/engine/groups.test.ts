import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { engineHouse } from '../support/engine-house.ts'

const house = await engineHouse()
const { pool } = house.database

/** Every error that PostgreSQL answered to anybody in this process: what is tried again is otherwise seen by nobody. */
const answered: string[] = []
beforeAll(() => {
  const query = pg.Client.prototype.query
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const result = Reflect.apply(query, this, given)
    if (result instanceof Promise) result.catch((error) => answered.push(String(error.code ?? error.message)))
    return result as never
  })
})
afterAll(() => vi.restoreAllMocks())

const DOORS = 40

it('clears forty doors of one group at the same moment, and ends the group once, without one lost race', async () => {
  const doors = await Promise.all(Array.from({ length: DOORS }, () => house.door()))
  const ids: string[] = []
  for (const { id } of doors) ids.push(await house.wish(id, { commonCodeKey: 'forty doors' }))
  house.start()
  const states = async () =>
    (
      await pool.query(
        'select status, count(*)::int from access_code where id = any($1) and removed_at is null group by 1',
        [ids],
      )
    ).rows
  await house.eventually(states, [{ status: 'SET', count: DOORS }])

  answered.length = 0
  await house.deleteGroup('forty doors')
  await expect.poll(states, { timeout: 20_000, interval: 20 }).toEqual([])
  const group = `select ended_at is not null as "isEnded" from linked_code_group where common_code_key = 'forty doors'`
  expect((await pool.query(group)).rows).toEqual([{ isEnded: true }])
  expect(answered).toEqual([])
})
