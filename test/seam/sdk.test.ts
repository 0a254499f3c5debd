import { describe, expect, it } from 'vitest'
import { demoDeviceIds } from '../../prisma/demo-doors.ts'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { routes } from '../../src/rest/routes.ts'
import { confirmBackups } from '../api/backup-codes.ts'
import { addCode, eventsAreListed, inHours } from '../api/codes.ts'
import { askedPaths, currentClient, olderClient } from './clients.ts'
import { demoGateway } from './demo-gateway.ts'

const gateway = await demoGateway()
const { frontDoor, backDoor, gardenGate, garage, poolHouse, office, sideDoor, attic, boatShed, thermostat } =
  demoDeviceIds

const stay = () => ({ starts_at: inHours(24), ends_at: inHours(48) })

/** What both generations of the client can do, each with the verbs and the ways of its time. */
describe.each([
  ['@seamapi/http 2.32.0', currentClient],
  ['@seamapi/http 1.121.0', olderClient as unknown as typeof currentClient],
])('%s', (_version, connect) => {
  const seam = connect(gateway.where)

  it('creates, gets, lists, updates and deletes a code', async () => {
    const code = await seam.accessCodes.create({ device_id: sideDoor, name: 'Ada', ...stay() })
    expect(code).toMatchObject({ device_id: sideDoor, name: 'Ada', type: 'time_bound', status: 'unset' })
    const { access_code_id } = code
    expect(await seam.accessCodes.get({ access_code_id })).toEqual(code)
    expect(await seam.accessCodes.get({ device_id: sideDoor, code: code.code ?? '' })).toEqual(code)
    expect(await seam.accessCodes.list({ device_id: sideDoor })).toContainEqual(code)
    expect(await seam.accessCodes.list({ access_code_ids: [access_code_id] })).toEqual([code])
    await seam.accessCodes.update({ access_code_id, name: 'Grace', type: 'ongoing' })
    expect(await seam.accessCodes.get({ access_code_id })).toMatchObject({ name: 'Grace', type: 'ongoing' })
    await seam.accessCodes.delete({ access_code_id })
    expect(await seam.accessCodes.get({ access_code_id })).toMatchObject({ status: 'removing' })
  })

  it('puts one PIN on many doors, and moves them together', async () => {
    const codes = await seam.accessCodes.createMultiple({
      device_ids: [frontDoor, backDoor, poolHouse],
      behavior_when_code_cannot_be_shared: 'create_random_code',
      name: 'Guests',
      ...stay(),
    })
    expect(codes.map(({ device_id }) => device_id)).toEqual([frontDoor, backDoor, poolHouse])
    expect(new Set(codes.map((error) => (error as { code?: string }).code)).size).toBe(1)
    const common_code_key = codes[0]?.common_code_key ?? ''
    const moved = { starts_at: inHours(30), ends_at: inHours(60) }
    await seam.accessCodes.updateMultiple({ common_code_key, name: 'Moved', ...moved })
    const access_code_ids = codes.map(({ access_code_id }) => access_code_id)
    for (const code of await seam.accessCodes.list({ access_code_ids })) {
      expect(code).toMatchObject({ name: 'Moved', ...moved, common_code_key })
    }
  })

  it('is told a PIN that it could use', async () => {
    const proposed = await seam.accessCodes.generateCode({ device_id: office })
    expect(proposed).toMatchObject({ device_id: office, code: expect.stringMatching(/^\d{4,9}$/) })
  })

  it('pulls a backup', async () => {
    const booking = { starts_at: inHours(-1), ends_at: inHours(2), use_backup_access_code_pool: true }
    const { access_code_id } = await seam.accessCodes.create({ device_id: attic, ...booking })
    await confirmBackups(gateway, attic)
    const backup = await seam.accessCodes.pullBackupAccessCode({ access_code_id })
    expect(backup).toMatchObject({ is_backup: true, device_id: attic, ends_at: booking.ends_at })
    expect(await seam.accessCodes.get({ access_code_id })).toMatchObject({
      pulled_backup_access_code_id: backup.access_code_id,
    })
  })

  it('tells which lengths a device takes', async () => {
    await seam.accessCodes.reportDeviceConstraints({ device_id: boatShed, supported_code_lengths: [4, 5] })
    const { properties } = await seam.devices.get({ device_id: boatShed })
    expect(properties.supported_code_lengths).toEqual([4, 5])
  })

  it('sees the codes of others, takes one over and deletes one', async () => {
    const about = { deviceId: gardenGate, isManaged: false } as const
    const [mine, theirs] = [
      await addCode(gateway, gateway.workspaceId, { ...about, pin: '86421', lockSlot: '91' }),
      await addCode(gateway, gateway.workspaceId, { ...about, pin: '86422', lockSlot: '92' }),
    ]
    const unmanaged = await seam.accessCodes.unmanaged.list({ device_id: gardenGate })
    expect(unmanaged.map(({ access_code_id }) => access_code_id)).toEqual(expect.arrayContaining([mine, theirs]))
    expect(await seam.accessCodes.unmanaged.get({ access_code_id: mine })).toMatchObject({ code: '86421' })
    await seam.accessCodes.unmanaged.convertToManaged({ access_code_id: mine })
    expect(await seam.accessCodes.get({ access_code_id: mine })).toMatchObject({ is_managed: true, code: '86421' })
    await seam.accessCodes.unmanaged.delete({ access_code_id: theirs })
    expect(await seam.accessCodes.unmanaged.get({ access_code_id: theirs })).toMatchObject({
      warnings: [{ warning_code: 'being_deleted' }],
    })
    await seam.accessCodes.delete({ access_code_id: mine })
  })

  it('takes one over by unmanaged.update as well', async () => {
    const about = { deviceId: gardenGate, isManaged: false, lockSlot: '93' } as const
    const access_code_id = await addCode(gateway, gateway.workspaceId, { ...about, pin: '86423' })
    await seam.accessCodes.unmanaged.update({ access_code_id, is_managed: true, force: true })
    expect((await seam.accessCodes.get({ access_code_id })).is_managed).toBe(true)
    await seam.accessCodes.delete({ access_code_id })
  })

  it('sees devices, locks, accounts and its workspace', async () => {
    const devices = await seam.devices.list()
    expect(devices).toHaveLength(15)
    expect(await seam.devices.list({ device_ids: [frontDoor, backDoor] })).toHaveLength(2)
    expect(await seam.devices.list({ manufacturer: 'august' })).toMatchObject(
      devices.filter(({ device_type }) => device_type === 'august_lock').map(({ device_id }) => ({ device_id })),
    )
    expect(await seam.devices.get({ name: 'Garage' })).toMatchObject({ device_id: garage })
    expect(await seam.locks.list()).toHaveLength(14)
    expect(await seam.locks.get({ device_id: frontDoor })).toMatchObject({ display_name: 'Front door' })
    const accounts = await seam.connectedAccounts.list()
    expect(accounts).toHaveLength(2)
    const connected_account_id = accounts[0]?.connected_account_id ?? ''
    expect(await seam.connectedAccounts.get({ connected_account_id })).toEqual(accounts[0])
    expect(await seam.devices.list({ connected_account_ids: [connected_account_id] })).not.toHaveLength(0)
    expect(await seam.workspaces.get()).toMatchObject({ name: 'Demo house', is_sandbox: true })
  })

  it('changes what is kept of a device, and leaves one to others', async () => {
    await seam.devices.update({ device_id: office, custom_metadata: { floor: '2', safe: true } })
    expect(await seam.devices.list({ custom_metadata_has: { floor: '2', safe: true } })).toMatchObject([
      { device_id: office },
    ])
    await seam.devices.update({ device_id: office, custom_metadata: { floor: '', safe: '' } })
    expect((await seam.devices.get({ device_id: office })).custom_metadata).toEqual({})
    await seam.devices.update({ device_id: thermostat, is_managed: false })
    expect(await seam.devices.unmanaged.get({ device_id: thermostat })).toMatchObject({ is_managed: false })
    expect(await seam.devices.unmanaged.list()).toHaveLength(1)
    await seam.devices.unmanaged.update({ device_id: thermostat, is_managed: true })
    expect(await seam.devices.unmanaged.list()).toEqual([])
  })

  it('sees events and attempts', async () => {
    const since = inHours(-1)
    const { access_code_id } = await seam.accessCodes.create({ device_id: sideDoor })
    await eventsAreListed(gateway)
    const events = await seam.events.list({ since, access_code_id })
    expect(events).toMatchObject([{ event_type: 'access_code.created', access_code_id, device_id: sideDoor }])
    expect(await seam.events.get({ event_id: events[0]?.event_id ?? '' })).toEqual(events[0])
    expect(await seam.events.list({ between: [since, inHours(1)], event_types: ['access_code.created'] })).not.toEqual(
      [],
    )
    const attempts = await seam.actionAttempts.list({ device_id: sideDoor })
    expect(attempts[0]).toMatchObject({ action_type: 'CREATE_ACCESS_CODE', status: 'pending' })
    const action_attempt_id = attempts[0]?.action_attempt_id ?? ''
    expect(await seam.actionAttempts.get({ action_attempt_id }, { waitForActionAttempt: false })).toEqual(attempts[0])
  })

  it('makes sessions for browsers, sees and ends them', async () => {
    const [account] = await seam.connectedAccounts.list({ search: 'summer' })
    const connected_account_ids = [account?.connected_account_id ?? '']
    const session = await seam.clientSessions.create({ connected_account_ids, user_identifier_key: 'ada' })
    expect(session).toMatchObject({ connected_account_ids, device_count: 1, user_identifier_key: 'ada' })
    const { client_session_id, token } = session
    expect(await seam.clientSessions.get({ client_session_id })).toMatchObject({ client_session_id })
    expect(await seam.clientSessions.list({ user_identifier_key: 'ada' })).toHaveLength(1)
    const browser = connect({ endpoint: gateway.url, clientSessionToken: token })
    expect(await browser.devices.list()).toMatchObject([{ display_name: 'Summer house' }])
    await seam.clientSessions.revoke({ client_session_id })
    await expect
      .poll(
        () =>
          browser.devices.list().then(
            () => 'open',
            (error) => (error as { code?: string }).code,
          ),
        { timeout: 5_000, interval: 50 },
      )
      .toBe('unauthorized')
    const another = await seam.clientSessions.create({ connected_account_ids })
    await seam.clientSessions.delete({ client_session_id: another.client_session_id })
    expect(await seam.clientSessions.list()).toEqual([])
  })

  it('takes a personal access token with the workspace that it is for', async () => {
    const personalAccessToken = newToken('PERSONAL_ACCESS_TOKEN')
    const about = { email: 'ada@example.com', name: 'Laptop', scopes: allScopes, token: personalAccessToken }
    await addPersonalAccessToken(gateway.services, { ...about, workspaceId: gateway.workspaceId })
    const person = connect({ endpoint: gateway.url, personalAccessToken, workspaceId: gateway.workspaceId })
    expect(await person.workspaces.get()).toMatchObject({ workspace_id: gateway.workspaceId })
  })

  it('pages through codes, devices and attempts', async () => {
    const all = await seam.accessCodes.list({ search: 'Paged' })
    expect(all).toEqual([])
    await seam.accessCodes.createMultiple({ device_ids: [frontDoor, backDoor, sideDoor, office, attic], name: 'Paged' })
    const pages = seam.createPaginator(seam.accessCodes.list({ search: 'Paged', limit: 2 }))
    const [first, { hasNextPage, nextPageCursor }] = await pages.firstPage()
    expect([first.length, hasNextPage, typeof nextPageCursor]).toEqual([2, true, 'string'])
    expect(await pages.flattenToArray()).toEqual(await seam.accessCodes.list({ search: 'Paged' }))
    expect(await seam.createPaginator(seam.devices.list({ limit: 4 })).flattenToArray()).toEqual(
      await seam.devices.list(),
    )
    for (const { access_code_id } of await seam.accessCodes.list({ search: 'Paged' })) {
      await seam.accessCodes.update({ access_code_id, name: null as unknown as string })
    }
  })
})

it('every route was asked, but for two that want an engine', () => {
  const notAsked = routes.map(({ path }) => path).filter((path) => !askedPaths.has(path))
  expect(notAsked).toEqual(['/access_codes/get_timeline', '/access_codes/simulate/create_unmanaged_access_code'])
})
