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
