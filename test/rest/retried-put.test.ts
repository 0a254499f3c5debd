import { describe, expect, it } from 'vitest'
import { inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { restClient, restHouse } from './rest-house.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { pool } = gateway.database

const put = (given: object, client = house) => client.ask('/access_codes/create_multiple', given, { method: 'PUT' })
const post = (given: object) => house.ask('/access_codes/create_multiple', given)
const keyOf = ({ body }: Awaited<ReturnType<typeof put>>) => body.access_codes[0].common_code_key
const request = async (about: object = {}) => ({ device_ids: [await house.door(), await house.door()], ...about })

describe('the same PUT of create_multiple again', () => {
  it('within a minute is answered with the first group, and makes nothing', async () => {
    const given = await request({ starts_at: inHours(1), ends_at: inHours(2), name: 'Guests' })
    const first = await put(given)
    expect(await writingNothing(gateway, () => put(given))).toEqual(first)
    const { device_ids, ...rest } = given
    expect(await writingNothing(gateway, () => put({ ...rest, device_ids, prefer_native_scheduling: true }))).toEqual(
      first,
    )
  })

  it('while the first is under way makes one group', async () => {
    const given = await request()
    const keys = (await Promise.all(Array.from({ length: 5 }, () => put(given)))).map(keyOf)
    expect(new Set(keys).size).toBe(1)
  })

  it('shows the codes as they are now', async () => {
    const given = await request()
    const { access_code_id } = (await put(given)).body.access_codes[0]
    await pool.query(`update access_code set status = 'SET', lock_slot = '1' where id = $1`, [access_code_id])
    expect((await put(given)).body.access_codes[0]).toMatchObject({ access_code_id, status: 'set' })
  })

  it('later than that makes another group', async () => {
    const given = await request()
    const first = await put(given)
    const age = (seconds: number) =>
      pool.query(`update idempotency_key set created_at = now() - make_interval(secs => $1) where key like e'\\x1f%'`, [
        seconds,
      ])
    await age(55)
    expect(keyOf(await put(given))).toBe(keyOf(first))
    await age(61)
    const second = await put(given)
    expect(keyOf(second)).not.toBe(keyOf(first))
    expect(keyOf(await put(given))).toBe(keyOf(second))
  })

  it.each([
    ['deleted', '/access_codes/delete', {}],
    ['changed', '/access_codes/update', { name: 'Other' }],
  ])('after one of its codes was %s makes another group', async (_what, path, about) => {
    const given = await request()
    const first = await put(given)
    await house.ask(path, { access_code_id: first.body.access_codes[1].access_code_id, ...about })
    const second = await put(given)
    expect(keyOf(second)).not.toBe(keyOf(first))
  })

  it('with anything else in it makes another group', async () => {
    const given = await request()
    const first = await put(given)
    expect(keyOf(await put({ ...given, name: 'Other' }))).not.toBe(keyOf(first))
    expect(keyOf(await put({ ...given, device_ids: given.device_ids.toReversed() }))).not.toBe(keyOf(first))
  })

  it('from another credential of the workspace makes another group', async () => {
    const given = await request()
    const first = await put(given)
    const { key } = await gateway.clientOf(house.workspaceId)
    expect(keyOf(await put(given, { ...house, ...restClient(gateway.url, key) }))).not.toBe(keyOf(first))
  })

  it('is no repetition of a POST, nor is a POST one of it', async () => {
    const given = await request()
    const keys = [keyOf(await put(given)), keyOf(await post(given)), keyOf(await post(given))]
    expect(new Set(keys).size).toBe(3)
  })

  it('after a refusal is tried anew', async () => {
    const given = await request({ code: '480917' })
    const { accessCode } = await house.createOne({ deviceId: given.device_ids[0], code: '480917' })
    expect((await put(given)).body.error.type).toBe('code_cannot_be_shared')
    await pool.query('update pin_claim set released_at = now() where access_code_id = $1', [accessCode.id])
    expect((await put(given)).status).toBe(200)
  })

  it('with a key is as with any method', async () => {
    const given = await request()
    const init = { method: 'PUT', headers: { 'idempotency-key': 'mine' } }
    const first = await house.ask('/access_codes/create_multiple', given, init)
    await house.ask('/access_codes/delete', { access_code_id: first.body.access_codes[0].access_code_id })
    expect(keyOf(await house.ask('/access_codes/create_multiple', given, { ...init, method: 'POST' }))).toBe(
      keyOf(first),
    )
  })
})
