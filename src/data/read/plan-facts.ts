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
  /** The names of its codes, only where they must be unique. */
  readonly names: readonly string[] | null
  /** Every PIN in its account, sealed in base64, only where a PIN must be one of them. */
  readonly accountPins: readonly { readonly id: string; readonly ciphertext: string }[] | null
}

/** The devices of the workspace among `deviceIds`, in no particular order. */
export function planFacts(on: Queryable, workspaceId: string, deviceIds: readonly string[]): Promise<PlanFacts[]> {
  return query<PlanFacts>(on, text, [workspaceId, deviceIds])
}

export interface ClaimRow {
  readonly deviceId: string
  readonly accessCodeId: string
  readonly pinHash: Buffer
}

/** Who holds PINs on these devices in a window that overlaps [from, until); `pinHashes` null asks for all of them. */
export function claimsDuring(
  on: Queryable,
  workspaceId: string,
  deviceIds: readonly string[],
  { from, until }: { readonly from: Date; readonly until: Date | null },
  pinHashes: readonly Buffer[] | null,
): Promise<ClaimRow[]> {
  const text = `select device_id as "deviceId", access_code_id as "accessCodeId", pin_hash as "pinHash" from pin_claim
    where workspace_id = $1 and device_id = any($2::uuid[]) and released_at is null
      and during && tstzrange($3::timestamptz, $4::timestamptz)
      ${pinHashes ? 'and pin_hash = any($5::bytea[])' : ''}`
  const values: unknown[] = [workspaceId, deviceIds, from, until]
  return query<ClaimRow>(on, text, pinHashes ? [...values, pinHashes] : values)
}

const text = `
  select ${deviceColumns}, date_trunc('milliseconds', clock_timestamp()) as now,
    case when d.max_active_codes_supported <= (
      select count(*) from access_code c
      where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null)
    then (
      select jsonb_agg(jsonb_build_object('startsAt', c.starts_at, 'endsAt', c.ends_at,
        'prefersNativeScheduling', c.prefers_native_scheduling, 'isGoing', c.deleted_at is not null))
      from access_code c where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null)
    else '[]' end as "codesIfNearlyFull",
    case when d.code_constraints @> '[{"constraintType":"NAME_MUST_BE_UNIQUE"}]' then (
      select coalesce(jsonb_agg(c.name), '[]') from access_code c
      where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null and c.name is not null)
    end as "names",
    case when d.code_constraints @> '[{"constraintType":"PIN_CODE_MATCHES_EXISTING_SET"}]' then (
      select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'ciphertext', encode(c.pin_ciphertext, 'base64'))), '[]')
      from device o join access_code c on c.workspace_id = o.workspace_id and c.device_id = o.id
      where o.workspace_id = d.workspace_id and o.connected_account_id = d.connected_account_id
        and c.removed_at is null and c.pin_ciphertext is not null)
    end as "accountPins"
  from device d where d.workspace_id = $1 and d.id = any($2::uuid[])`
