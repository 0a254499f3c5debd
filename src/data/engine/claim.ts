import type { DeviceProvider } from '../prisma/enums.ts'
import { type Queryable, query } from '../statement.ts'

/** The right to work on one device, until the lease is over or somebody else is given it. */
export interface DeviceClaim {
  readonly deviceId: string
  readonly workspaceId: string
  readonly provider: DeviceProvider
  /** Fencing token: whatever is written under an older one is refused. PostgreSQL's bigint, as text. */
  readonly epoch: string
  readonly attempts: number
}

/** Besides those that are wanted, since others claim at the same moment and take some of them. */
const SPARE_CANDIDATES = 32

/**
 * Takes up to `count` devices that are due, of nobody's lease and with no command that may still land: oldest due first,
 * of the workspace that has the fewest at work, so that ten thousand of one do not keep another waiting.
 */
export function claimDueDevices(
  on: Queryable,
  { owner, leaseMs, count, providers }: ClaimRequest,
): Promise<DeviceClaim[]> {
  return query<DeviceClaim>(on, text, [owner, leaseMs, count, providers, SPARE_CANDIDATES])
}

export interface ClaimRequest {
  /** For people who look at the table. */
  readonly owner: string
  readonly leaseMs: number
  readonly count: number
  /** Only devices that this process can reach. */
  readonly providers: readonly DeviceProvider[]
}

const isFree = `s.due_at <= now() and (s.lease_until is null or s.lease_until <= now())
  and (s.quarantine_until is null or s.quarantine_until <= now())`

// Candidates are found unlocked, and looked at again once they are locked: of two who want the same, one passes it over.
const text = `
  with candidate as (
    select o.device_id, o.turn, o.due_at from workspace w cross join lateral (
      select count(*) as at_work from device_sync l where l.workspace_id = w.id and l.lease_until > now()
    ) l cross join lateral (
      select s.device_id, s.due_at, l.at_work + row_number() over (order by s.due_at) as turn from (
        select s.device_id, s.due_at from device_sync s join device d on d.id = s.device_id
        where s.workspace_id = w.id and d.provider = any($4::device_provider[]) and ${isFree}
        order by s.due_at limit $3::int + $5::int
      ) s
    ) o order by o.turn, o.due_at limit $3::int + $5::int
  ), taken as (
    select s.device_id from candidate c join device_sync s on s.device_id = c.device_id
    where ${isFree} order by c.turn, c.due_at limit $3::int for update of s skip locked
  )
  update device_sync s set epoch = s.epoch + 1, lease_owner = $1, lease_until = now() + $2::int * interval '1 ms'
  from taken t join device d on d.id = t.device_id where s.device_id = t.device_id
  returning s.device_id as "deviceId", s.workspace_id as "workspaceId", d.provider, s.epoch::text as epoch, s.attempts`

/** How long until something is due that nobody works on; null if nothing is in sight. Milliseconds. */
export async function msUntilDue(on: Queryable, providers: readonly DeviceProvider[]): Promise<number | null> {
  const [row] = await query<{ ms: number | null }>(
    on,
    `select (extract(epoch from min(greatest(s.due_at, s.lease_until, s.quarantine_until)) - now()) * 1000)::float8 as ms
     from (select * from device_sync order by due_at limit 100) s join device d on d.id = s.device_id
     where d.provider = any($1::device_provider[])`,
    [providers],
  )
  return row?.ms ?? null
}
