import { describe, expect, it } from 'vitest'
import { writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { invalid, refusal, restHouse } from './rest-house.ts'
import { anUnmanagedRestCode, pending } from './shapes.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { ask, workspaceId } = house

const found = (deviceId: string, about: object = {}) =>
  house.code({ deviceId, pin: '8642', name: 'Old tenant', isManaged: false, lockSlot: '1', ...about })
const shown = (access_code_id: string, device_id: string, about: object = {}) =>
  anUnmanagedRestCode(workspaceId, device_id, { access_code_id, ...about })

describe('/access_codes/unmanaged/get', () => {
  it.each(['GET', 'POST'])('shows a code by its id, and by its device and PIN: by %s', async (method) => {
    const device_id = await house.door()
    const access_code_id = await found(device_id, { cannotBeManaged: true, cannotDelete: true, status: 'UNSET' })
    const access_code = shown(access_code_id, device_id, {
      status: 'unset',
      cannot_be_managed: true,
      cannot_delete_unmanaged_access_code: true,
    })
    for (const given of [{ access_code_id }, { device_id, code: '8642' }]) {
      expect(await ask('/access_codes/unmanaged/get', given, { method })).toEqual({
        status: 200,
        body: { access_code, ok: true },
      })
    }
  })

  it('finds no code that is managed', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, code: '8642' })
    const byId = { access_code_id: accessCode.id }
    const missing = (message: string, data: object) => refusal(404, 'access_code_not_found', message, { data })
    expect(await ask('/access_codes/unmanaged/get', byId)).toEqual(
      missing(`No unmanaged access code of this workspace has the id ${accessCode.id}.`, byId),
    )
    expect(await ask('/access_codes/unmanaged/get', { device_id: deviceId, code: '8642' })).toEqual(
      missing(`No unmanaged access code of this workspace has the PIN on the device ${deviceId}.`, {
        device_id: deviceId,
      }),
    )
  })
})

describe('/access_codes/unmanaged/list', () => {
  it('lists those of a device, newest first, in pages, and searches them', async () => {
    const device_id = await house.door()
    const first = await found(device_id)
    const second = await found(device_id, { pin: '9753', name: 'Installer' })
    await house.createOne({ deviceId: device_id })
    await found(await house.door())
    const list = (given: object) => ask('/access_codes/unmanaged/list', { device_id, ...given })
    expect(await list({})).toEqual({
      status: 200,
      body: {
        access_codes: [shown(second, device_id, { name: 'Installer', code: '9753' }), shown(first, device_id)],
        pagination: { next_page_cursor: null, has_next_page: false, next_page_url: null },
        ok: true,
      },
    })
    const page = await list({ limit: 1 })
    const next = await list({ limit: 1, page_cursor: page.body.pagination.next_page_cursor })
    expect(next.body.access_codes).toEqual([shown(first, device_id)])
    for (const search of ['TENANT', '8642', first.slice(0, 30)]) {
      expect((await list({ search })).body.access_codes).toEqual([shown(first, device_id)])
    }
    expect(await ask('/access_codes/unmanaged/list', {})).toEqual(invalid({ device_id: 'Is required.' }))
  })
})

describe('/access_codes/unmanaged/delete', () => {
  it.each(['POST', 'DELETE'])('takes a code off its lock: by %s', async (method) => {
    const device_id = await house.door()
    const access_code_id = await found(device_id)
    expect(await ask('/access_codes/unmanaged/delete', { access_code_id }, { method })).toEqual({
      status: 200,
      body: { action_attempt: pending('DELETE_ACCESS_CODE'), ok: true },
    })
    const { body } = await ask('/access_codes/unmanaged/get', { access_code_id })
    expect(body.access_code).toMatchObject({ status: 'set', warnings: [{ warning_code: 'being_deleted' }] })
  })

  it('refuses one that only its maker’s app can delete', async () => {
    const access_code_id = await found(await house.door(), { cannotDelete: true })
    expect(await writingNothing(gateway, () => ask('/access_codes/unmanaged/delete', { access_code_id }))).toEqual(
      refusal(409, 'not_modifiable', 'The lock lets nobody else delete this code: delete it in the app of its maker.'),
    )
  })
})

describe.each([
  ['/access_codes/unmanaged/convert_to_managed', {}],
  ['/access_codes/unmanaged/update', { is_managed: true }],
])('%s', (path, needed) => {
  it.each(['POST', 'PATCH'])('takes a code over: by %s', async (method) => {
    const access_code_id = await found(await house.door())
    const given = { access_code_id, ...needed, force: true, allow_external_modification: true }
    expect(await ask(path, given, { method })).toEqual({ status: 200, body: { ok: true } })
    const { body } = await ask('/access_codes/get', { access_code_id })
    expect(body.access_code).toMatchObject({
      is_managed: true,
      status: 'setting',
      code: '8642',
      is_external_modification_allowed: true,
    })
  })

  it('refuses one that cannot be managed, on a device that is left to others, and one that is not there', async () => {
    const kept = await found(await house.door(), { cannotBeManaged: true })
    expect(await ask(path, { access_code_id: kept, ...needed })).toEqual(
      refusal(409, 'not_modifiable', 'The lock keeps this code from being managed by others.'),
    )
    const left = await house.door({ isManaged: false })
    const theirs = await found(left)
    expect(await ask(path, { access_code_id: theirs, ...needed })).toEqual(
      refusal(400, 'unsupported_device', 'Door is not managed: manage it first, by /devices/update.', {
        data: { device_id: left },
      }),
    )
    expect(await ask(path, { access_code_id: 'x', ...needed })).toEqual(
      refusal(404, 'access_code_not_found', 'No unmanaged access code of this workspace has the id x.', {
        data: { access_code_id: 'x' },
      }),
    )
  })
})

describe('/access_codes/unmanaged/update', () => {
  it.each([{}, { is_managed: false }])('refuses %j: nothing but managing can be asked for', async (given) => {
    const access_code_id = await found(await house.door())
    const { status, body } = await ask('/access_codes/unmanaged/update', { access_code_id, ...given })
    expect([status, Object.keys(body.error.validation_errors)]).toEqual([400, ['_errors', 'is_managed']])
  })
})
