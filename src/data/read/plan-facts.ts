import { type Realm, reaches } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { type DeviceRow, deviceColumns } from './devices.ts'

/** A device as a plan sees it, with the instant of the reading. */
export type PlanFacts = DeviceRow & {
  /** The database's clock: the only one that decides. */
  readonly now: Date
  /** Its codes, only where they are so many that room could be short; else empty. */
  readonly codesIfNearlyFull: readonly {
    readonly startsAt: string | null
    readonly endsAt: string | null
    readonly prefersNativeScheduling: boolean
    /** Deleted and not known to be off the lock. */
    readonly isGoing: boolean
  }[]
  /** Its offline codes, only where the lock makes any. */
  readonly offlineCodes: readonly { readonly startsAt: string | null; readonly isOneTimeUse: boolean }[]
  /** The names of its codes, as wished and as its lock still shows them, only where they must be unique. */
  readonly names: readonly string[] | null
}

/**
 * The devices of the realm among `deviceIds`, in no particular order, and the instant of the reading. The codes of
 * `leftOutIds` count nowhere.
 */
export function planFacts(
  on: Queryable,
  realm: Realm,
  deviceIds: readonly string[],
  leftOutIds: readonly string[],
): Promise<InstantFacts> {
  const reached = deviceIds.filter((id) => reaches(realm, id.toLowerCase()))
  return factsAt(on, factsOfDevices, [realm.workspaceId, reached, leftOutIds])
}

/** The same of the device of a managed code, which counts nowhere. */
export function planFactsOfCode(on: Queryable, workspaceId: string, codeId: string): Promise<InstantFacts> {
  return factsAt(on, factsOfCode, [workspaceId, codeId, [codeId]])
}

interface InstantFacts {
  readonly now: Date
  readonly devices: readonly PlanFacts[]
}

async function factsAt(on: Queryable, text: string, values: readonly unknown[]): Promise<InstantFacts> {
  const rows = await query<PlanFacts | NoFacts>(on, text, values)
  const [first] = rows
  if (!first) throw new Error('the database did not tell the time')
  return { now: first.now, devices: rows.filter((row) => row.id !== null) }
}

/** The instant comes even where there is no device. */
interface NoFacts {
  readonly now: Date
  readonly id: null
}

export interface AccountPin {
  readonly connectedAccountId: string
  readonly id: string
  readonly pinCiphertext: Buffer
}

/** Every PIN that a lock of these accounts is known to hold and is to keep, sealed. */
export function accountPins(on: Queryable, workspaceId: string, accountIds: readonly string[]): Promise<AccountPin[]> {
  const text = `select d.connected_account_id as "connectedAccountId", c.id, c.confirmed_pin_ciphertext as "pinCiphertext"
    from device d join access_code c on c.workspace_id = d.workspace_id and c.device_id = d.id
    where d.workspace_id = $1 and d.connected_account_id = any($2::uuid[])
      and c.removed_at is null and c.deleted_at is null and (c.ends_at is null or c.ends_at > clock_timestamp())
      and c.confirmed_pin_ciphertext is not null`
  return query<AccountPin>(on, text, [workspaceId, accountIds])
}

/** One call adds at most so many codes to a device: the spare ones of a pool. */
const NEARLY = 3

const factsOf = (devices: string) => `
  with instant as materialized (select date_trunc('milliseconds', clock_timestamp()) as now)
  select ${deviceColumns}, instant.now,
    case when d.max_active_codes_supported <= ${NEARLY} + (
      select count(*) from access_code c
      where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null and c.id <> all($3::uuid[]))
    then (
      select coalesce(jsonb_agg(jsonb_build_object('startsAt', c.starts_at, 'endsAt', c.ends_at,
        'prefersNativeScheduling', c.prefers_native_scheduling, 'isGoing', c.deleted_at is not null)), '[]')
      from access_code c
      where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null and c.id <> all($3))
    else '[]' end as "codesIfNearlyFull",
    case when d.can_program_offline_access_codes then (
      select coalesce(jsonb_agg(jsonb_build_object('startsAt', c.starts_at, 'isOneTimeUse', c.is_one_time_use)), '[]')
      from access_code c where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null
        and c.is_offline_access_code)
    else '[]' end as "offlineCodes",
    case when d.code_constraints @> '[{"constraintType":"NAME_MUST_BE_UNIQUE"}]' then (
      select coalesce(jsonb_agg(distinct shown.name), '[]') from access_code c cross join lateral (
        select c.name union select unnest(array[c.confirmed_name, c.appearance_name]) where c.lock_slot is not null) shown
      where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null and c.id <> all($3)
        and shown.name is not null)
    end as "names"
  from instant left join device d on d.workspace_id = $1 and d.id ${devices}`

const factsOfDevices = factsOf('= any($2::uuid[])')
const factsOfCode = factsOf(
  '= (select a.device_id from access_code a where a.workspace_id = $1 and a.id = $2::uuid and a.is_managed)',
)
