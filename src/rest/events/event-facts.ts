import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import type { DeviceRow } from '../../data/read/devices.ts'
import type { EventRow } from '../../data/read/events.ts'
import { accessCodeErrors, accessCodeWarnings } from '../../domain/access-codes/issues.ts'
import { deviceFacts } from '../../domain/devices/device-facts.ts'
import type { Showing } from '../access-codes/access-code.ts'
import { pinsFor } from '../access-codes/access-code.ts'
import { showErrors, showWarnings } from '../access-codes/issues.ts'
import { snakeCase } from '../cases.ts'
import { showDeviceIssues } from '../devices/issues.ts'

/** The things that an event is about, as they are now. */
export interface About {
  readonly code: AccessCodeRow | null
  readonly device: DeviceRow | null
}

/** What an event of its type says beside what all events say. */
export async function factsOf(event: EventRow, about: About, showing: Showing): Promise<object> {
  const { code, device } = about
  const payload = event.payload as Payload
  switch (event.type) {
    case 'ACCESS_CODE_CHANGED':
      return { changed_properties: (payload.changedProperties ?? []).map(changedProperty) }
    case 'ACCESS_CODE_MUTATIONS_REQUESTED':
      return { requested_mutations: (payload.requestedMutations ?? []).map(requestedMutation) }
    case 'ACCESS_CODE_NAME_CHANGED':
      return { from: { name: payload.from }, to: { name: payload.to }, description: 'The lock confirmed another name.' }
    case 'ACCESS_CODE_CODE_CHANGED':
      // PINs are in no event.
      return { from: { code: null }, to: { code: null }, description: 'The lock confirmed another PIN.' }
    case 'ACCESS_CODE_TIME_FRAME_CHANGED':
      return {
        from: snakeCased(payload.from),
        to: snakeCased(payload.to),
        description: 'The lock confirmed another window.',
      }
    case 'ACCESS_CODE_SCHEDULED_ON_DEVICE':
    case 'ACCESS_CODE_SET_ON_DEVICE':
    case 'ACCESS_CODE_DELETED':
      return { code: code && pinsFor(showing)(code) }
    case 'ACCESS_CODE_BACKUP_PULLED':
      return { backup_access_code_id: payload.backupAccessCodeId }
    case 'ACCESS_CODE_USED': {
      const pin = code && pinsFor(showing)(code)
      return {
        method: 'keycode',
        ...(code && { access_code_is_managed: code.isManaged }),
        ...(pin !== null && { code: pin }),
      }
    }
    case 'ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE':
    case 'ACCESS_CODE_FAILED_TO_SET_ON_DEVICE':
    case 'ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE':
    case 'UNMANAGED_ACCESS_CODE_CONVERSION_FAILED':
      return issuesAt(event.occurredAt, about, showing)
    case 'DEVICE_DISCONNECTED':
      return {
        error_code: device?.accountDisconnectedAt ? 'account_disconnected' : 'device_disconnected',
        ...(await deviceIssuesAt(event.occurredAt, about, showing)),
      }
    default:
      return {}
  }
}

interface Payload {
  readonly changedProperties?: readonly { property: string; from?: unknown; to?: unknown }[]
  readonly requestedMutations?: readonly { mutationCode: string; from?: object; to?: object }[]
  readonly from?: unknown
  readonly to?: unknown
  readonly backupAccessCodeId?: string
}

function changedProperty({ property, from, to }: { property: string; from?: unknown; to?: unknown }) {
  const text = (value: unknown) => {
    if (value == null) return null
    return property === 'type' ? String(value).toLowerCase() : String(value)
  }
  return { property: snakeCase(property), from: text(from), to: text(to) }
}

function requestedMutation({ mutationCode, from, to }: { mutationCode: string; from?: object; to?: object }) {
  return {
    mutation_code: mutationCode.toLowerCase(),
    ...(from && { from: snakeCased(from) }),
    ...(to && { to: snakeCased(to) }),
  }
}

const snakeCased = (value: unknown): object =>
  Object.fromEntries(Object.entries((value ?? {}) as object).map(([name, inner]) => [snakeCase(name), inner]))

/** Issues are not kept in events: those that were there then and still are. */
async function issuesAt(then: Date, about: About, showing: Showing) {
  const { code, device } = about
  const { read } = showing
  const facts = device && (await deviceFacts(device, read))
  const own = code && facts ? accessCodeErrors(code, facts).filter(({ source }) => source === 'CODE') : []
  const errors = await showErrors(own, read, then)
  const warnings = code && facts ? showWarnings(accessCodeWarnings(code, facts)) : []
  const fallback = then.toISOString()
  return {
    access_code_errors: errors.filter(since(then)).map(({ error_code, message, created_at }) => {
      return { error_code, message, created_at: created_at ?? fallback }
    }),
    access_code_warnings: warnings.filter(since(then)).map(({ warning_code, message, created_at }) => {
      return { warning_code, message, created_at: created_at ?? fallback }
    }),
    ...(await deviceIssuesAt(then, about, showing)),
  }
}

async function deviceIssuesAt(then: Date, { device }: About, { read }: Showing) {
  const { errors, warnings } = device ? await showDeviceIssues(device, read) : { errors: [], warnings: [] }
  const there = errors.filter(since(then))
  const plain = ({ error_code, message, created_at }: (typeof errors)[number]) => ({ error_code, message, created_at })
  return {
    device_errors: there.filter(({ is_device_error }) => is_device_error).map(plain),
    device_warnings: warnings.filter(since(then)).map(({ warning_code, message, created_at }) => {
      return { warning_code, message, created_at }
    }),
    connected_account_errors: there.filter(({ is_device_error }) => !is_device_error).map(plain),
    connected_account_warnings: [],
  }
}

const since =
  (then: Date) =>
  ({ created_at }: { created_at?: string | undefined }): boolean =>
    created_at === undefined || new Date(created_at) <= then
