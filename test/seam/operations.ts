import { SeamHttp } from '@seamapi/http'
import { SeamHttp as OlderSeamHttp } from '@seamapi/http-1/connect'

/** A place where Seam's clients can be pointed to. */
export interface Place {
  readonly endpoint: string
  readonly apiKey: string
  /** To another workspace. */
  readonly otherApiKey: string
  readonly personalAccessToken: string
  readonly workspaceId: string
  /** Two locks that can be programmed. */
  readonly doors: readonly [string, string]
  /** What an engine, or somebody at the door, does between two questions; nothing where there is none. */
  readonly beforeBackup?: (device_id: string) => Promise<void>
  readonly addByHand?: (device_id: string, pin: string) => Promise<string>
}

interface Asking {
  readonly seam: SeamHttp
  readonly place: Place
  readonly door: string
  readonly other: string
}

/** Does what its name says, and tells whether that is what happened. */
type Attempt = (asking: Asking) => Promise<boolean>

const hours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString()
const stay = () => ({ starts_at: hours(24), ends_at: hours(48) })

const isRefused = async (ask: PromiseLike<unknown>, ...types: string[]): Promise<boolean> => {
  const [outcome] = await Promise.allSettled([ask])
  if (outcome.status === 'fulfilled') return false
  if (!types.includes((outcome.reason as { code?: string }).code ?? '')) throw outcome.reason
  return true
}
const isThere = (thing: unknown): boolean => thing !== undefined && thing !== null

async function unmanaged({ seam, place, door }: Asking, pin: string): Promise<string> {
  if (place.addByHand) return place.addByHand(door, pin)
  const code = await seam.accessCodes.simulate.createUnmanagedAccessCode({ device_id: door, name: pin, code: pin })
  return code.access_code_id
}

async function clientSession(seam: SeamHttp): Promise<string> {
  const [account] = await seam.connectedAccounts.list()
  const connected_account_ids = [account?.connected_account_id ?? '']
  return (await seam.clientSessions.create({ connected_account_ids })).client_session_id
}

/** What programs do with access codes, by Seam's current client unless it says otherwise. */
const operations: Readonly<Record<string, Attempt>> = {
  'create: ongoing': async ({ seam, door }) => (await seam.accessCodes.create({ device_id: door })).type === 'ongoing',
  'create: time-bound': async ({ seam, door }) =>
    (await seam.accessCodes.create({ device_id: door, ...stay() })).type === 'time_bound',
  'create: a PIN of one’s own': async ({ seam, door }) =>
    (await seam.accessCodes.create({ device_id: door, code: '480917' })).code === '480917',
  'create: refuses what is no PIN': ({ seam, door }) =>
    isRefused(seam.accessCodes.create({ device_id: door, code: 'ab' }), 'invalid_input'),
  'create: refuses a PIN that is taken': async ({ seam, door }) => {
    await seam.accessCodes.create({ device_id: door, code: '480918' })
    return isRefused(seam.accessCodes.create({ device_id: door, code: '480918' }), 'duplicate_access_code')
  },
  'create: allows one PIN in windows that do not overlap': async ({ seam, door }) => {
    await seam.accessCodes.create({ device_id: door, code: '480921', ...stay() })
    const later = { starts_at: hours(72), ends_at: hours(96) }
    return isThere(await seam.accessCodes.create({ device_id: door, code: '480921', ...later }))
  },
  'create: refuses an end before the start': ({ seam, door }) =>
    isRefused(seam.accessCodes.create({ device_id: door, starts_at: hours(48), ends_at: hours(24) }), 'invalid_input'),
  'create: joins a group by common_code_key': async ({ seam, door, other }) => {
    const first = await seam.accessCodes.create({ device_id: door, common_code_key: 'a stay' })
    const second = await seam.accessCodes.create({ device_id: other, common_code_key: 'a stay' })
    return second.code === first.code && second.common_code_key === 'a stay'
  },
  'create: repeated with an Idempotency-Key': async ({ place, door }) => {
    const headers = { 'idempotency-key': `repeated ${door}` }
    const { endpoint, apiKey } = place
    const seam = new SeamHttp({ endpoint, apiKey, axiosOptions: { headers } })
    const [first, second] = [
      await seam.accessCodes.create({ device_id: door }),
      await seam.accessCodes.create({ device_id: door }),
    ]
    return first.access_code_id === second.access_code_id
  },
  'create_multiple: one PIN and a key': async ({ seam, door, other }) => {
    const [one, two] = await seam.accessCodes.createMultiple({ device_ids: [door, other], ...stay() })
    return isThere(one?.common_code_key) && one?.code === two?.code && one?.common_code_key === two?.common_code_key
  },
  'create_multiple: refuses all for one device that is not there': async ({ seam, door }) =>
    isRefused(seam.accessCodes.createMultiple({ device_ids: [door, crypto.randomUUID()] }), 'device_not_found'),
  update_multiple: async ({ seam, door, other }) => {
    const common_code_key = `a stay ${crypto.randomUUID()}`
    const codes = [
      await seam.accessCodes.create({ device_id: door, name: 'Before', common_code_key }),
      await seam.accessCodes.create({ device_id: other, name: 'Before', common_code_key }),
    ]
    await seam.accessCodes.updateMultiple({ common_code_key, name: 'After' })
    const ids = codes.map(({ access_code_id }) => access_code_id)
    const now = await Promise.all(ids.map((access_code_id) => seam.accessCodes.get({ access_code_id })))
    return now.every(({ name }) => name === 'After')
  },
  'get: by id': async ({ seam, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door })
    return (await seam.accessCodes.get({ access_code_id })).access_code_id === access_code_id
  },
  'get: by device and PIN': async ({ seam, door }) => {
    const { access_code_id, code } = await seam.accessCodes.create({ device_id: door })
    return (await seam.accessCodes.get({ device_id: door, code: code ?? '' })).access_code_id === access_code_id
  },
  'get: of another workspace’s code is refused': async ({ seam, place, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door })
    const stranger = new SeamHttp({ endpoint: place.endpoint, apiKey: place.otherApiKey })
    return isRefused(stranger.accessCodes.get({ access_code_id }), 'access_code_not_found')
  },
  'list: by device': async ({ seam, door, other }) => {
    await seam.accessCodes.create({ device_id: door })
    await seam.accessCodes.create({ device_id: other })
    const codes = await seam.accessCodes.list({ device_id: door })
    return codes.length > 0 && codes.every(({ device_id }) => device_id === door)
  },
  'list: by ids': async ({ seam, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door })
    await seam.accessCodes.create({ device_id: door })
    return (await seam.accessCodes.list({ access_code_ids: [access_code_id] })).length === 1
  },
  'list: search': async ({ seam, door }) => {
    const name = `Searched ${crypto.randomUUID()}`
    await seam.accessCodes.create({ device_id: door, name })
    return (await seam.accessCodes.list({ device_id: door, search: name.slice(0, 30) })).length === 1
  },
  'list: in pages': async ({ seam, door }) => {
    await seam.accessCodes.create({ device_id: door })
    await seam.accessCodes.create({ device_id: door })
    const pages = seam.createPaginator(seam.accessCodes.list({ device_id: door, limit: 1 }))
    return (await pages.firstPage())[1].hasNextPage
  },
  'update: name and PIN': async ({ seam, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door })
    await seam.accessCodes.update({ access_code_id, name: 'After', code: '480919' })
    const { name, code } = await seam.accessCodes.get({ access_code_id })
    return name === 'After' && code === '480919'
  },
  'update: the name of a time-bound code alone': async ({ seam, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door, ...stay() })
    await seam.accessCodes.update({ access_code_id, name: 'After' })
    return (await seam.accessCodes.get({ access_code_id })).type === 'time_bound'
  },
  'update: to ongoing and back': async ({ seam, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door, ...stay() })
    await seam.accessCodes.update({ access_code_id, type: 'ongoing' })
    const ongoing = await seam.accessCodes.get({ access_code_id })
    await seam.accessCodes.update({ access_code_id, ...stay() })
    return ongoing.type === 'ongoing' && (await seam.accessCodes.get({ access_code_id })).type === 'time_bound'
  },
  delete: async ({ seam, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door })
    await seam.accessCodes.delete({ access_code_id })
    const [outcome] = await Promise.allSettled([seam.accessCodes.get({ access_code_id })])
    return outcome.status === 'rejected' || outcome.value.status === 'removing'
  },
  generate_code: async ({ seam, door }) => isThere((await seam.accessCodes.generateCode({ device_id: door })).code),
  pull_backup_access_code: async ({ seam, place, door }) => {
    const booking = { ...stay(), use_backup_access_code_pool: true }
    const { access_code_id } = await seam.accessCodes.create({ device_id: door, ...booking })
    await place.beforeBackup?.(door)
    return (await seam.accessCodes.pullBackupAccessCode({ access_code_id })).is_backup === true
  },
  report_device_constraints: async ({ seam, door }) => {
    const asked = seam.accessCodes.reportDeviceConstraints({ device_id: door, supported_code_lengths: [4] })
    // Neither place has a device that would need it: to say so is the answer.
    return isRefused(asked, 'unsupported_device')
  },
  'get_timeline (client 1.121)': async ({ seam, place, door }) => {
    const { access_code_id } = await seam.accessCodes.create({ device_id: door })
    const { endpoint, apiKey } = place
    const older = new OlderSeamHttp({ endpoint, apiKey, isUndocumentedApiEnabled: true })
    return Array.isArray(await older.accessCodes.getTimeline({ access_code_id }))
  },
  'unmanaged: list': async (asking) => {
    const id = await unmanaged(asking, '48091')
    const codes = await asking.seam.accessCodes.unmanaged.list({ device_id: asking.door })
    return codes.some(({ access_code_id }) => access_code_id === id)
  },
  'unmanaged: get': async (asking) => {
    const access_code_id = await unmanaged(asking, '48092')
    return (await asking.seam.accessCodes.unmanaged.get({ access_code_id })).code === '48092'
  },
  'unmanaged: update': async (asking) => {
    const access_code_id = await unmanaged(asking, '48093')
    await asking.seam.accessCodes.unmanaged.update({ access_code_id, is_managed: true })
    return (await asking.seam.accessCodes.get({ access_code_id })).is_managed
  },
  'unmanaged: convert_to_managed': async (asking) => {
    const access_code_id = await unmanaged(asking, '48094')
    await asking.seam.accessCodes.unmanaged.convertToManaged({ access_code_id })
    return (await asking.seam.accessCodes.get({ access_code_id })).is_managed
  },
  'unmanaged: delete': async (asking) => {
    const access_code_id = await unmanaged(asking, '48095')
    await asking.seam.accessCodes.unmanaged.delete({ access_code_id })
    return true
  },
  'devices: list, get': async ({ seam, door }) =>
    (await seam.devices.list()).length > 1 && (await seam.devices.get({ device_id: door })).device_id === door,
  'devices: update the name': async ({ seam, door }) => {
    await seam.devices.update({ device_id: door, name: 'Cellar' })
    return (await seam.devices.get({ device_id: door })).properties.name === 'Cellar'
  },
  'devices: update custom_metadata': async ({ seam, door }) => {
    await seam.devices.update({ device_id: door, custom_metadata: { floor: '2' } })
    return (await seam.devices.get({ device_id: door })).custom_metadata.floor === '2'
  },
  'devices: in pages': async ({ seam }) =>
    (await seam.createPaginator(seam.devices.list({ limit: 1 })).firstPage())[1].hasNextPage,
  'devices: unmanaged': async ({ seam, door }) => {
    await seam.devices.update({ device_id: door, is_managed: false })
    const { is_managed } = await seam.devices.unmanaged.get({ device_id: door })
    await seam.devices.unmanaged.update({ device_id: door, is_managed: true })
    return !is_managed
  },
  'locks: list, get': async ({ seam, door }) =>
    (await seam.locks.list()).length > 0 && isThere(await seam.locks.get({ device_id: door })),
  'locks: lock_door, unlock_door': async ({ seam, door }) => isThere(await seam.locks.unlockDoor({ device_id: door })),
  'action_attempts: list': async ({ seam, door }) => {
    await seam.accessCodes.create({ device_id: door })
    return (await seam.actionAttempts.list({ device_id: door })).length > 0
  },
  'events: list, get': async ({ seam }) => {
    const [event] = await seam.events.list({ since: hours(-1) })
    return isThere(event) && isThere(await seam.events.get({ event_id: event?.event_id ?? '' }))
  },
  'connected_accounts: list, get': async ({ seam }) => {
    const [account] = await seam.connectedAccounts.list()
    return isThere(await seam.connectedAccounts.get({ connected_account_id: account?.connected_account_id ?? '' }))
  },
  'workspaces: get': async ({ seam }) => isThere((await seam.workspaces.get()).name),
  'client_sessions: create, get': async ({ seam }) => {
    const client_session_id = await clientSession(seam)
    return (await seam.clientSessions.get({ client_session_id })).client_session_id === client_session_id
  },
  'client_sessions: list': async ({ seam }) => {
    await clientSession(seam)
    return (await seam.clientSessions.list()).length > 0
  },
  'client_sessions: revoke': async ({ seam }) => {
    const client_session_id = await clientSession(seam)
    await seam.clientSessions.revoke({ client_session_id })
    return true
  },
  'client_sessions: get_or_create, grant_access': async ({ seam }) =>
    isThere(await seam.clientSessions.getOrCreate({ user_identifier_key: 'somebody' })),
  'a personal access token': async ({ place }) => {
    const { endpoint, personalAccessToken, workspaceId } = place
    const person = new SeamHttp({ endpoint, personalAccessToken, workspaceId })
    return (await person.workspaces.get()).workspace_id === workspaceId
  },
  'webhooks: create': async ({ seam }) => isThere(await seam.webhooks.create({ url: 'https://example.com/hook' })),
  'connect_webviews: create': async ({ seam }) => isThere(await seam.connectWebviews.create({})),
  'thermostats: list': async ({ seam }) => (await seam.thermostats.list()).length > 0,
}

/** What comes of each operation in one place: `yes`; `no` where it did something else; or what it was answered. */
export async function tryOut(place: Place): Promise<Record<string, string>> {
  const { endpoint, apiKey, doors } = place
  // What fails is not tried again: a table wants the first answer.
  const seam = new SeamHttp({ endpoint, apiKey, axiosRetryOptions: { retries: 0 } })
  const results: Record<string, string> = {}
  for (const [name, attempt] of Object.entries(operations)) {
    const [outcome] = await Promise.allSettled([attempt({ seam, place, door: doors[0], other: doors[1] })])
    results[name] = outcome.status === 'fulfilled' ? (outcome.value ? 'yes' : 'no') : failureOf(outcome.reason)
  }
  return results
}

function failureOf(error: unknown): string {
  const { name, statusCode, response } = error as {
    name?: string
    statusCode?: number
    response?: { status?: number }
  }
  if (name === 'SeamHttpInvalidResponseError') return 'no: an answer that the client cannot read'
  const status = statusCode ?? response?.status
  if (status === undefined) throw error
  return `no: ${status}`
}
