import pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { SharedConnections } from '../../src/data/shared-connections.ts'
import { queryTexts } from '../../src/data/statement.ts'
import { freshDatabase } from '../support/database.ts'

const { url } = await freshDatabase()
const shared = new SharedConnections({
  connectionString: url,
  application_name: 'shared',
  pipeline: true,
} as pg.ClientConfig)
const observer = new pg.Client(url)
await observer.connect()
afterAll(() => Promise.all([shared[Symbol.asyncDispose](), observer.end()]))

const ask = (text: string, ...values: unknown[]) => queryTexts(shared, text, values)
const backends = async () => {
  const { rows } = await observer.query(
    "select pid from pg_stat_activity where application_name = 'shared' order by pid",
  )
  return rows.map(({ pid }) => pid as number)
}
beforeEach(() => ask('select 1'))

test('what is asked in one turn gets its own answers, by two connections at most', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask('select $1::int, null', n)))
  expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => [[String(n), null]]))
  expect((await backends()).length).toBeLessThanOrEqual(2)
})

test('one that fails fails alone', async () => {
  const asked = ['1', 'x', '3', '0'].map((given) => ask('select 6 / $1::text::int', given))
  const answers = await Promise.allSettled(asked)
  expect(answers).toMatchObject([
    { value: [['6']] },
    { reason: { message: 'invalid input syntax for type integer: "x"' } },
    { value: [['2']] },
    { reason: { message: 'division by zero' } },
  ])
})

test('a connection that is ended fails what is under way on it, and the next asker has another', async () => {
  const before = await backends()
  const waiting = Promise.allSettled([ask('select pg_sleep(60)'), ask('select pg_sleep(60)'), ask('select 3')])
  await expect
    .poll(
      async () =>
        (await observer.query("select from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'"))
          .rowCount,
    )
    .toBe(2)
  await observer.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'shared'")
  expect(await waiting).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }, { status: 'rejected' }])
  expect(await ask('select 4')).toEqual([['4']])
  for (const pid of await backends()) expect(before).not.toContain(pid)
})

test('while there is no database every asker hears so, and when there is one again it answers', async () => {
  await using nobody = new SharedConnections({ host: '127.0.0.1', port: 1 })
  const asked = [queryTexts(nobody, 'select 1', []), queryTexts(nobody, 'select 2', [])]
  expect(await Promise.allSettled(asked)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
  await expect(queryTexts(nobody, 'select 3', [])).rejects.toThrow()
})
