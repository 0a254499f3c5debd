import { describe, expect, it } from 'vitest'
import { anInstant } from '../api/answers.ts'
import { writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { invalid, refusal, restHouse } from './rest-house.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { ask, workspaceId } = house

const common = (device_id: string, about: object = {}) => ({
  device_id,
  workspace_id: workspaceId,
  connected_account_id: null,
  device_type: 'test_lock',
  capabilities_supported: ['access_code', 'lock'],
  can_program_online_access_codes: true,
  can_unlock_with_code: true,
  custom_metadata: {},
  errors: [],
  warnings: [],
  created_at: anInstant,
  ...about,
})
const properties = {
  online: true,
  name: 'Door',
  model: { display_name: 'test_lock', manufacturer_display_name: 'test_lock' },
}
const aDevice = (device_id: string, about: object = {}, more: object = {}) => ({
  ...common(device_id, about),
  is_managed: true,
  display_name: 'Door',
  space_ids: [],
  properties: {
    ...properties,
    appearance: { name: 'Door' },
    code_constraints: [],
    supported_code_lengths: [4, 5, 6, 7, 8],
    supports_backup_access_code_pool: true,
    backup_access_code_pool_enabled: false,
    ...more,
  },
})
const noSuchDevice = (device_id: string) =>
  refusal(404, 'device_not_found', `No device of this workspace has the id ${device_id}.`, { data: { device_id } })
const idsOf = ({ body }: { body: { devices: { device_id: string }[] } }) =>
  body.devices.map(({ device_id }) => device_id)

describe('/devices/get', () => {
  it.each(['GET', 'POST'])('shows a lock, whole: by %s', async (method) => {
    const device_id = await house.door()
    expect(await ask('/devices/get', { device_id }, { method })).toEqual({
      status: 200,
      body: { device: aDevice(device_id), ok: true },
    })
  })

  it('shows all that may be known of one', async () => {
    const connected_account_id = await house.account()
    const offlineSince = new Date()
    const device_id = await house.door({
      ...{
        connectedAccountId: connected_account_id,
        manufacturer: 'August',
        timeZone: 'Europe/Lisbon',
        batteryLevel: 0.15,
      },
      ...{
        offlineSince,
        customMetadata: { floor: '2' },
        canProgramOfflineAccessCodes: false,
        maxActiveCodesSupported: 1,
      },
      codeConstraints: [{ constraintType: 'NO_ZEROS' }, { constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 14 }],
    })
    await house.code({ deviceId: device_id })
    const device = aDevice(
      device_id,
      {
        connected_account_id,
        capabilities_supported: ['access_code', 'lock', 'battery'],
        can_program_offline_access_codes: false,
        custom_metadata: { floor: '2' },
        location: { time_zone: 'Europe/Lisbon', timezone: 'Europe/Lisbon' },
        errors: [
          {
            error_code: 'device_disconnected',
            is_device_error: true,
            message: expect.stringContaining('Door is offline'),
            created_at: offlineSince.toISOString(),
          },
        ],
        warnings: [
          {
            warning_code: 'max_access_codes_reached',
            message: expect.stringContaining('Door holds 1 codes, and 1 at most'),
            created_at: anInstant,
            active_access_code_count: 1,
            max_active_access_code_count: 1,
          },
        ],
      },
      {
        online: false,
        manufacturer: 'august',
        battery_level: 0.15,
        battery: { level: 0.15, status: 'low' },
        model: { display_name: 'test_lock', manufacturer_display_name: 'August' },
        code_constraints: [
          { constraint_type: 'no_zeros' },
          { constraint_type: 'name_length', min_length: 2, max_length: 14 },
        ],
        max_active_codes_supported: 1,
      },
    )
    expect((await ask('/devices/get', { device_id })).body).toEqual({ device, ok: true })
  })

  it('says of a thermostat nothing about codes', async () => {
    const device_id = await house.door({
      ...{ deviceType: 'ecobee_thermostat', canProgramOnlineAccessCodes: null, supportedCodeLengths: [] },
      supportsBackupAccessCodePool: false,
    })
    const { can_program_online_access_codes: _c, can_unlock_with_code: _u, ...rest } = common(device_id)
    expect((await ask('/devices/get', { device_id })).body.device).toEqual({
      ...rest,
      device_type: 'ecobee_thermostat',
      capabilities_supported: ['thermostat'],
      is_managed: true,
      display_name: 'Door',
      space_ids: [],
      properties: {
        ...properties,
        appearance: { name: 'Door' },
        model: { display_name: 'ecobee_thermostat', manufacturer_display_name: 'ecobee_thermostat' },
      },
    })
  })

  it('finds a device by exactly its name', async () => {
    const device_id = await house.door({ name: 'The one and only' })
    expect((await ask('/devices/get', { name: 'The one and only' })).body.device.device_id).toBe(device_id)
    expect(await ask('/devices/get', { name: 'The one' })).toEqual(
      refusal(404, 'device_not_found', 'No device of this workspace has the name The one.', {
        data: { name: 'The one' },
      }),
    )
    expect(await ask('/devices/get', {})).toEqual(invalid({ device_id: 'Give device_id or name.' }))
  })

  it('finds no device of another workspace, of others, or of a malformed id', async () => {
    const stranger = await restHouse(gateway)
    for (const id of [await stranger.door(), await house.door({ isManaged: false }), 'x']) {
      expect(await ask('/devices/get', { device_id: id })).toEqual(noSuchDevice(id))
    }
  })
})

describe('/devices/list', async () => {
  const shop = await restHouse(gateway)
  const account = await shop.account()
  const before = new Date('2020-01-01T00:00:00Z')
  const yale = await shop.door({
    name: 'Gate',
    deviceType: 'yale_lock',
    manufacturer: 'Yale',
    connectedAccountId: account,
  })
  const august = await shop.door({
    name: 'Loft',
    deviceType: 'august_lock',
    customMetadata: { floor: '3', safe: true },
  })
  const old = await shop.door({ name: 'Old gate', createdAt: before, canProgramOnlineAccessCodes: null })
  await shop.door({ isManaged: false })

  it.each<[string, object, string[]]>([
    ['nothing', {}, [august, yale, old]],
    ['ids', { device_ids: [yale, 'x'] }, [yale]],
    ['no ids', { device_ids: [] }, []],
    ['an account', { connected_account_id: account }, [yale]],
    ['accounts', { connected_account_ids: [account, 'x'] }, [yale]],
    ['a kind', { device_type: 'august_lock' }, [august]],
    ['kinds', { device_types: ['august_lock', 'yale_lock'] }, [august, yale]],
    ['a kind and other kinds', { device_type: 'august_lock', device_types: ['yale_lock'] }, []],
    ['a maker, in whatever case', { manufacturer: 'yale' }, [yale]],
    ['an instant', { created_before: '2020-01-02T00:00:00Z' }, [old]],
    ['metadata', { custom_metadata_has: { floor: '3', safe: true } }, [august]],
    ['metadata that differs', { custom_metadata_has: { floor: '3', safe: false } }, []],
    ['a part of the name', { search: 'GATE' }, [yale, old]],
  ])('lists managed devices by %s', async (_what, given, expected) => {
    expect(idsOf(await shop.ask('/devices/list', given))).toEqual(expected)
    if (expected.length > 0)
      expect(idsOf(await shop.ask('/locks/list', given))).toEqual(expected.filter((id) => id !== old))
  })

  it('takes the same in the address, metadata with dots', async () => {
    const query = 'custom_metadata_has.floor=3&custom_metadata_has.safe=true&device_types=august_lock&limit=5'
    expect(idsOf(await shop.ask(`/devices/list?${query}`, undefined, { method: 'GET' }))).toEqual([august])
  })

  it('goes on in pages', async () => {
    const first = await shop.ask('/devices/list', { limit: 2 })
    const page_cursor = first.body.pagination.next_page_cursor
    const second = await shop.ask('/devices/list', { limit: 2, page_cursor }, { method: 'GET' })
    expect([idsOf(first), idsOf(second)]).toEqual([[august, yale], [old]])
    expect(second.body.pagination).toEqual({ next_page_cursor: null, has_next_page: false, next_page_url: null })
  })

  it('shows locks under both of their names', async () => {
    const { body } = await shop.ask('/locks/list', {})
    expect(body.locks).toEqual(body.devices)
    expect(idsOf({ body })).toEqual([august, yale])
    const one = await shop.ask('/locks/get', { device_id: yale })
    expect(one.body).toEqual({ lock: body.locks[1], device: body.locks[1], ok: true })
    expect(await shop.ask('/locks/get', { device_id: old })).toEqual(noSuchDevice(old))
  })

  it.each(['space_id', 'include_if', 'connect_webview_id', 'user_identifier_key'])(
    'refuses %s, which it could only ignore',
    async (name) => {
      const { status, body } = await shop.ask('/devices/list', { [name]: 'x' })
      expect([status, Object.keys(body.error.validation_errors)]).toEqual([400, ['_errors', name]])
    },
  )

  it.each(['a\0b', ' ', 'x'.repeat(201)])('refuses to look for %j', async (search) => {
    expect((await shop.ask('/devices/list', { search })).status).toBe(400)
    expect((await shop.ask('/devices/list', { device_type: search, manufacturer: search })).status).toBe(400)
  })
})

describe('/devices/update', () => {
  const update = (given: object, init?: RequestInit) => ask('/devices/update', given, init)

  it.each(['POST', 'PATCH'])('changes what is kept of a device: by %s', async (method) => {
    const device_id = await house.door({ customMetadata: { floor: '1', key: 'x' } })
    const custom_metadata = { floor: '2', key: null, safe: true }
    const given = { device_id, name: 'Gate', custom_metadata, backup_access_code_pool_enabled: true }
    expect(await update(given, { method })).toEqual({ status: 200, body: { ok: true } })
    const { device } = (await ask('/devices/get', { device_id })).body
    expect(device).toMatchObject({
      display_name: 'Gate',
      custom_metadata: { floor: '2', safe: true },
      properties: { backup_access_code_pool_enabled: true },
    })
  })

  it('leaves a device to others, and takes it back', async () => {
    const device_id = await house.door()
    expect((await update({ device_id, is_managed: false })).status).toBe(200)
    expect(await ask('/devices/get', { device_id })).toEqual(noSuchDevice(device_id))
    expect(await ask('/devices/unmanaged/get', { device_id })).toEqual({
      status: 200,
      body: { device: { ...common(device_id), is_managed: false, properties }, ok: true },
    })
    expect(idsOf(await ask('/devices/unmanaged/list', {}))).toContain(device_id)
    const back = await ask('/devices/unmanaged/update', { device_id, is_managed: true, custom_metadata: { a: 'b' } })
    expect(back).toEqual({ status: 200, body: { ok: true } })
    expect((await ask('/devices/get', { device_id })).body.device.custom_metadata).toEqual({ a: 'b' })
  })

  it('names what cannot be', async () => {
    const device_id = await house.door({ supportsBackupAccessCodePool: false })
    expect(await writingNothing(gateway, () => update({ device_id, backup_access_code_pool_enabled: true }))).toEqual(
      invalid({ backup_access_code_pool_enabled: 'Door cannot keep spare codes.' }),
    )
    expect(
      await update({ device_id, properties: { name: 'x' }, name: null, custom_metadata: { 'a.b': 7 } }),
    ).toMatchObject({
      status: 400,
      body: {
        error: {
          validation_errors: {
            properties: { _errors: ['Give name itself: nothing else of a device’s properties can be changed.'] },
            name: { _errors: ['Cannot be null: leave it out, or give a value.'] },
            custom_metadata: { 'a.b': { _errors: [expect.any(String), expect.any(String)] } },
          },
        },
      },
    })
    expect(await update({ device_id: 'x' })).toEqual(noSuchDevice('x'))
    expect(await ask('/devices/unmanaged/update', { device_id, is_managed: false })).toEqual(
      invalid({ is_managed: 'Must be true.' }),
    )
  })
})

describe('/connected_accounts', () => {
  it('shows an account, and what is wrong with it', async () => {
    const disconnectedAt = new Date()
    const connected_account_id = await house.account({ displayName: 'Hub of the house', disconnectedAt })
    const connected_account = {
      connected_account_id,
      account_type: 'simulated',
      account_type_display_name: 'Simulated locks',
      display_name: 'Hub of the house',
      created_at: anInstant,
      errors: [
        {
          error_code: 'account_disconnected',
          is_connected_account_error: true,
          message: 'Hub of the house is disconnected: connect it again.',
          created_at: disconnectedAt.toISOString(),
        },
      ],
      warnings: [],
      automatically_manage_new_devices: true,
      accepted_capabilities: ['lock'],
      custom_metadata: {},
    }
    expect(await ask('/connected_accounts/get', { connected_account_id }, { method: 'GET' })).toEqual({
      status: 200,
      body: { connected_account, ok: true },
    })
    const { body } = await ask('/connected_accounts/list', { search: 'of the house' })
    expect(body).toEqual({
      connected_accounts: [connected_account],
      pagination: { next_page_cursor: null, has_next_page: false, next_page_url: null },
      ok: true,
    })
  })

  it('lists them in pages', async () => {
    const hotel = await restHouse(gateway)
    const first = await hotel.account()
    const second = await hotel.account()
    const page = (page_cursor: string | null) => hotel.ask('/connected_accounts/list', { limit: 1, page_cursor })
    const one = await page(null)
    const two = await page(one.body.pagination.next_page_cursor)
    const ids = [one, two].flatMap(({ body }) =>
      body.connected_accounts.map((account: { connected_account_id: string }) => account.connected_account_id),
    )
    expect(ids).toEqual([second, first])
  })

  it('finds none that is not there, and none by its e-mail address', async () => {
    expect(await ask('/connected_accounts/get', { connected_account_id: 'x' })).toEqual(
      refusal(404, 'connected_account_not_found', 'No connected account of this workspace has the id x.', {
        data: { connected_account_id: 'x' },
      }),
    )
    expect((await ask('/connected_accounts/get', { email: 'a@b.c' })).body.error.validation_errors).toHaveProperty(
      'email',
    )
  })
})

describe('/workspaces/get', () => {
  it.each(['GET', 'POST'])('shows the workspace of the credential: by %s', async (method) => {
    expect(await ask('/workspaces/get', undefined, { method })).toEqual({
      status: 200,
      body: {
        workspace: {
          workspace_id: workspaceId,
          name: 'Test house',
          company_name: 'Test house',
          is_sandbox: true,
          is_suspended: false,
          connect_partner_name: null,
          connect_webview_customization: {},
          is_publishable_key_auth_enabled: false,
          organization_id: null,
        },
        ok: true,
      },
    })
  })
})
