import { snakeCase } from '../../../src/rest/cases.ts'
import type { FurnishedHouse } from './houses.ts'
import type { Wish } from './wishes.ts'

/** What came of a wish, in words that both surfaces have. */
export type Outcome = { readonly done: true } | { readonly refused: string; readonly about: readonly string[] }

const nobody = '0a6fd2e4-0000-4000-8000-000000000000'

/** The input of a wish as the domain has it, for this house. */
async function inputOf(wish: Wish, { doors, codeIds, newestKey }: FurnishedHouse): Promise<object> {
  const options = 'options' in wish ? wish.options : {}
  switch (wish.verb) {
    case 'createAccessCode':
    case 'reportDeviceConstraints':
      return { deviceId: doors[wish.door], ...options }
    case 'updateDevice':
      return { id: doors[wish.door], ...options }
    case 'createMultipleAccessCodes':
      return { deviceIds: wish.doors.map((door) => doors[door]), ...options }
    case 'updateMultipleAccessCodes':
      return { commonCodeKey: wish.key === 'the newest' ? await newestKey() : wish.key, ...options }
    case 'confirm':
      return {}
    default:
      return { id: (await codeIds())[wish.code] ?? nobody, ...options }
  }
}

export async function askByGraphQL(wish: Wish, house: FurnishedHouse): Promise<Outcome> {
  if (wish.verb === 'confirm') return confirmed(wish.door, house)
  const type = `${wish.verb.charAt(0).toUpperCase()}${wish.verb.slice(1)}`
  // Where only an id can be wrong there is no bad input.
  const issues = 'options' in wish && wish.verb !== 'convertUnmanagedAccessCode'
  const document = `mutation ($input: ${type}Input!) { ${wish.verb}(input: $input) {
    ... on UserError { code } ${issues ? '... on InvalidInputError { issues { path } }' : ''} } }`
  const { data, errors } = await house.house.client.ask(document, { input: await inputOf(wish, house) })
  if (errors) throw new Error(`${wish.verb}: ${errors[0]?.message}`)
  return outcomeOf(data[wish.verb])
}

function outcomeOf({ code, issues = [] }: { code?: string; issues?: { path: string[] }[] }): Outcome {
  if (code === undefined) return { done: true }
  return { refused: code, about: [...new Set(issues.map(({ path }) => snakeCase(path[1] ?? '')))].toSorted() }
}

const paths = {
  createAccessCode: '/access_codes/create',
  createMultipleAccessCodes: '/access_codes/create_multiple',
  updateAccessCode: '/access_codes/update',
  updateMultipleAccessCodes: '/access_codes/update_multiple',
  deleteAccessCode: '/access_codes/delete',
  pullBackupAccessCode: '/access_codes/pull_backup_access_code',
  deleteUnmanagedAccessCode: '/access_codes/unmanaged/delete',
  convertUnmanagedAccessCode: '/access_codes/unmanaged/convert_to_managed',
  updateDevice: '/devices/update',
  reportDeviceConstraints: '/access_codes/report_device_constraints',
} as const

export async function askByRest(wish: Wish, house: FurnishedHouse): Promise<Outcome> {
  if (wish.verb === 'confirm') return confirmed(wish.door, house)
  const input = await inputOf(wish, house)
  const { idempotencyKey, ...given } = input as { idempotencyKey?: string }
  const body = Object.fromEntries(
    Object.entries(given).map(([field, value]) => [
      field === 'id' ? (wish.verb === 'updateDevice' ? 'device_id' : 'access_code_id') : snakeCase(field),
      words[value as keyof typeof words] ?? value,
    ]),
  )
  const headers = idempotencyKey === undefined ? undefined : { 'idempotency-key': idempotencyKey }
  const { status, body: answer } = await house.house.ask(paths[wish.verb], body, headers && { headers })
  if (status === 200) return { done: true }
  const { type, validation_errors = {}, data } = answer.error
  const about = Object.keys(validation_errors).filter((name) => name !== '_errors')
  // What a lock does not take is bad input here, with the device that says so.
  if (type === 'invalid_input' && data?.device_id) return { refused: `${status} by a device`, about: [] }
  return { refused: `${status} ${type}`, about: about.toSorted() }
}

const words = {
  THROW: 'throw',
  CREATE_RANDOM_CODE: 'create_random_code',
  ONE_HOUR: '1hour',
  ONE_DAY: '1day',
  ONGOING: 'ongoing',
  TIME_BOUND: 'time_bound',
} as const

async function confirmed(door: number, { doors, confirm }: FurnishedHouse): Promise<Outcome> {
  await confirm(doors[door] ?? '')
  return { done: true }
}
