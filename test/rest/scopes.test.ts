import { describe, expect, it } from 'vitest'
import type { Scope } from '../../src/domain/auth/viewer.ts'
import { routes } from '../../src/rest/routes.ts'
import { anId } from '../api/answers.ts'
import { eventsAreListed, inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { refusal, restClient, restHouse } from './rest-house.ts'
import { aNewRestCode, pending } from './shapes.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { workspaceId } = house

async function clientWith(scopes: readonly Scope[]) {
  const { key } = await gateway.clientOf(workspaceId, scopes)
  return restClient(gateway.url, key)
}
const needs = (scope: Scope, toDoWhat = '') =>
  refusal(403, 'forbidden', `This credential needs the scope ${scope}${toDoWhat && ` ${toDoWhat}`}.`)

describe('a route that needs a scope', async () => {
  const all: readonly Scope[] = ['READ_CODES', 'SEE_PINS', 'WRITE_CODES', 'MANAGE_DEVICES', 'MANAGE_CREDENTIALS']
  const scoped = routes.flatMap(({ path, scope }) => (scope === null ? [] : [[path, scope] as const]))

  it('is every one but that which tells who asks where they are', () => {
    expect(routes.filter(({ scope }) => scope === null).map(({ path }) => path)).toEqual(['/workspaces/get'])
  })

  it.each(scoped)('%s is refused without %s, whatever the input, and nothing is written', async (path, scope) => {
    const client = await clientWith(all.filter((one) => one !== scope))
    for (const given of [{}, { device_id: 'x', access_code_id: 'x' }, { nonsense: true }]) {
      expect(await writingNothing(gateway, () => client.ask(path, given))).toEqual(needs(scope))
    }
  })
})

describe('a key without SEE_PINS', async () => {
  const blind = await clientWith(['READ_CODES', 'WRITE_CODES'])

  it('may create codes, and sees no PIN of theirs', async () => {
    const device_id = await house.door()
    expect(await blind.ask('/access_codes/create', { device_id, common_code_key: 'blind' })).toEqual({
      status: 200,
      body: {
        access_code: aNewRestCode(workspaceId, device_id, { code: null, common_code_key: 'blind' }),
        action_attempt: pending('CREATE_ACCESS_CODE'),
        ok: true,
      },
    })
  })

  it('sees no PIN anywhere', async () => {
    const deviceId = await house.door()
    const { vault, database } = gateway
    const id = await house.code({
      ...{ deviceId, pin: '480917', status: 'SETTING', lockSlot: '1', confirmedAt: new Date(), confirmedName: null },
      ...{ startsAt: new Date(), endsAt: new Date(inHours(5)), confirmedStartsAt: null, confirmedEndsAt: null },
    })
    const before = vault.seal('480918', id)
    await database.pool.query(
      'update access_code set confirmed_pin_ciphertext = $2, confirmed_pin_hash = $3 where id = $1',
      [id, before, vault.hash(workspaceId, '480918')],
    )
    const unmanaged = await house.code({ deviceId, pin: '480919', isManaged: false })
    for (const type of ['ACCESS_CODE_SET_ON_DEVICE', 'ACCESS_CODE_USED', 'ACCESS_CODE_DELETED'] as const) {
      await database.prisma.event.create({
        data: { id: crypto.randomUUID(), workspaceId, type, deviceId, accessCodeId: id },
      })
    }
    const attempt = { workspaceId, actionType: 'UPDATE_ACCESS_CODE', status: 'SUCCESS' as const, result: {} }
    const { id: action_attempt_id } = await database.prisma.actionAttempt.create({
      data: { ...attempt, id: crypto.randomUUID(), deviceId, accessCodeId: id },
    })
    await eventsAreListed(gateway)
    const questions: [string, object][] = [
      ['/access_codes/get', { access_code_id: id }],
      ['/access_codes/list', { device_id: deviceId }],
      ['/access_codes/unmanaged/get', { access_code_id: unmanaged }],
      ['/access_codes/unmanaged/list', { device_id: deviceId }],
      ['/access_codes/get_timeline', { access_code_id: id }],
      ['/action_attempts/get', { action_attempt_id }],
      ['/action_attempts/list', { device_id: deviceId }],
      ['/events/list', { device_id: deviceId }],
      ['/events/get', { device_id: deviceId }],
    ]
    for (const [path, given] of questions) {
      const seen = await house.ask(path, given)
      expect([path, JSON.stringify(seen.body)]).toEqual([path, expect.stringMatching(/4809\d\d/)])
      const hidden = await blind.ask(path, given)
      expect([path, hidden.status, JSON.stringify(hidden.body)]).toEqual([
        path,
        200,
        expect.not.stringMatching(/4809\d\d/),
      ])
    }
  })

  it.each<[string, object, string]>([
    ['/access_codes/create', { code: '4711' }, 'to choose a PIN'],
    ['/access_codes/create_multiple', { code: '4711' }, 'to choose a PIN'],
    ['/access_codes/update', { access_code_id: 'x', code: '4711' }, 'to choose a PIN'],
    ['/access_codes/get', { code: '4711' }, 'to look for a PIN'],
    ['/access_codes/unmanaged/get', { code: '4711' }, 'to look for a PIN'],
    ['/access_codes/generate_code', {}, 'to be told a PIN'],
    ['/access_codes/simulate/create_unmanaged_access_code', { code: '4711' }, 'to choose a PIN'],
  ])('may not name or be told a PIN by %s, whether the devices are there or not', async (path, given, toDoWhat) => {
    for (const id of [await house.door(), 'x']) {
      const where = path.endsWith('multiple') ? { device_ids: [id] } : path.endsWith('update') ? {} : { device_id: id }
      const answer = await writingNothing(gateway, () => blind.ask(path, { ...where, ...given }))
      expect(answer).toEqual(needs('SEE_PINS', toDoWhat))
    }
  })

  it('finds nothing by a PIN, whether there is one or not', async () => {
    const deviceId = await house.door()
    const id = await house.code({ deviceId, pin: '735190', name: 'Guest' })
    await house.code({ deviceId, pin: '735190', isManaged: false })
    for (const path of ['/access_codes/list', '/access_codes/unmanaged/list']) {
      expect((await blind.ask(path, { device_id: deviceId, search: '735190' })).body.access_codes).toEqual([])
      expect((await house.ask(path, { device_id: deviceId, search: '735190' })).body.access_codes).toHaveLength(1)
    }
    expect(
      (await blind.ask('/access_codes/list', { device_id: deviceId, search: 'gue' })).body.access_codes,
    ).toMatchObject([{ access_code_id: id, code: null }])
  })

  it('may not ask for the first answer to a request that named a PIN, by key or by PUT', async () => {
    const device_ids = [await house.door()]
    const given = { device_ids, code: '4711' }
    const init = { method: 'PUT', headers: { 'idempotency-key': 'with a PIN' } }
    expect((await house.ask('/access_codes/create_multiple', given, init)).status).toBe(200)
    expect(await blind.ask('/access_codes/create_multiple', given, init)).toEqual(needs('SEE_PINS', 'to choose a PIN'))
  })

  it('sees no PIN in the answer to a replay', async () => {
    const given = { device_ids: [await house.door()] }
    const init = { headers: { 'idempotency-key': 'replayed' } }
    await house.ask('/access_codes/create_multiple', given, init)
    const { body } = await blind.ask('/access_codes/create_multiple', given, init)
    expect(body.access_codes).toMatchObject([{ access_code_id: anId, code: null }])
  })
})
