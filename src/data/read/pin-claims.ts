import { type Queryable, query } from '../statement.ts'

/** A PIN that a code is to have on a device from `from` up to, not including, `until`; null is for ever. */
export interface WantedClaim {
  readonly accessCodeId: string
  readonly deviceId: string
  readonly pinHash: Uint8Array
  readonly from: Date
  readonly until: Date | null
}

/** For each code, by id, one of those that are in its way, if any: each is asked in its own window. */
export async function claimHolders(
  on: Queryable,
  workspaceId: string,
  wanted: readonly WantedClaim[],
): Promise<ReadonlyMap<string, string>> {
  if (wanted.length === 0) return new Map()
  const text = `select w.access_code_id as id, p.access_code_id as "holderId"
    from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::timestamptz[], $6::timestamptz[])
      as w (access_code_id, device_id, pin_hash, from_instant, until)
    join pin_claim p on p.workspace_id = $1 and p.device_id = w.device_id and p.pin_hash = w.pin_hash
      and p.access_code_id <> w.access_code_id and p.released_at is null
      and p.during && tstzrange(w.from_instant, w.until)
    order by p.id desc`
  const rows = await query<{ id: string; holderId: string }>(on, text, [
    workspaceId,
    wanted.map(({ accessCodeId }) => accessCodeId),
    wanted.map(({ deviceId }) => deviceId),
    wanted.map(({ pinHash }) => pinHash),
    wanted.map(({ from }) => from),
    wanted.map(({ until }) => until),
  ])
  return new Map(rows.map(({ id, holderId }) => [id, holderId]))
}

/** That a code has a PIN on a device, from `startsAt` up to, not including, `endsAt`. */
export interface PinClaim {
  readonly deviceId: string
  readonly accessCodeId: string
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

const claimColumns = `p.device_id as "deviceId", p.access_code_id as "accessCodeId", lower(p.during) as "startsAt", upper(p.during) as "endsAt"`

/** Who has this PIN on these devices, whenever that is; in the order of `claimHolders`. */
export function claimsOfPin(
  on: Queryable,
  workspaceId: string,
  deviceIds: readonly string[],
  pinHash: Uint8Array,
): Promise<PinClaim[]> {
  const text = `select ${claimColumns} from pin_claim p
    where p.workspace_id = $1 and p.device_id = any($2::uuid[]) and p.pin_hash = $3::bytea and p.released_at is null
    order by p.id desc`
  return query<PinClaim>(on, text, [workspaceId, deviceIds, pinHash])
}

/** The claims of other codes on the PIN of this one, or on the one that it is to have; in the order of `claimHolders`. */
export function rivalClaims(
  on: Queryable,
  workspaceId: string,
  accessCodeId: string,
  newPinHash: Uint8Array | null,
): Promise<PinClaim[]> {
  const text = `select ${claimColumns}
    from access_code a join pin_claim p on p.workspace_id = a.workspace_id and p.device_id = a.device_id
      and p.pin_hash = coalesce($3::bytea, a.pin_hash) and p.access_code_id <> a.id and p.released_at is null
    where a.workspace_id = $1 and a.id = $2::uuid
    order by p.id desc`
  return query<PinClaim>(on, text, [workspaceId, accessCodeId, newPinHash])
}

export interface HeldPin {
  readonly deviceId: string
  readonly accessCodeId: string
  readonly pinHash: Buffer
}

/** Who has which PIN on these devices in a window that overlaps [from, until), but for the codes of `leftOutIds`. */
export function claimsDuring(
  on: Queryable,
  workspaceId: string,
  deviceIds: readonly string[],
  {
    from,
    until,
    leftOutIds,
  }: { readonly from: Date; readonly until: Date | null; readonly leftOutIds: readonly string[] },
): Promise<HeldPin[]> {
  const text = `select device_id as "deviceId", access_code_id as "accessCodeId", pin_hash as "pinHash" from pin_claim
    where workspace_id = $1 and device_id = any($2::uuid[]) and released_at is null
      and during && tstzrange($3::timestamptz, $4::timestamptz) and access_code_id <> all($5::uuid[])`
  return query<HeldPin>(on, text, [workspaceId, deviceIds, from, until, leftOutIds])
}
