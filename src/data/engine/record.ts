import type { PoolClient } from 'pg'
import type { AccessCodeStatus, CodeVerification, EventType } from '../prisma/enums.ts'
import { query } from '../statement.ts'
import { newId } from '../uuid.ts'
import type { DeviceClaim } from './claim.ts'

/** What the engine knows anew of one code: all the columns that only it writes. */
export interface CodeUpdate {
  readonly id: string
  readonly status: AccessCodeStatus
  readonly verification: CodeVerification
  readonly isScheduledOnDevice: boolean
  readonly isWaitingForCodeAssignment: boolean
  readonly appearanceName: string | null
  readonly lockSlot: string | null
  readonly isInDoubt: boolean
  readonly isConverting: boolean
  readonly isConfirmed: boolean
  readonly confirmedPin: SealedPin | null
  readonly confirmedName: string | null
  readonly confirmedStartsAt: Date | null
  readonly confirmedEndsAt: Date | null
  readonly refusedWishVersion: number | null
  readonly overriddenWishVersion: number | null
  readonly errors: unknown
  readonly warnings: unknown
  readonly removedAt: Date | null
}

export interface SealedPin {
  readonly ciphertext: Uint8Array
  readonly hash: Uint8Array
}

const hex = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('hex') : null)

export async function updateCodes(
  tx: PoolClient,
  { workspaceId, deviceId }: DeviceClaim,
  updates: readonly CodeUpdate[],
  now: Date,
): Promise<void> {
  if (updates.length === 0) return
  const rows = updates.map(({ confirmedPin, ...update }) => ({
    ...update,
    confirmedPinCiphertext: hex(confirmedPin?.ciphertext),
    confirmedPinHash: hex(confirmedPin?.hash),
  }))
  await query(tx, updateText, [workspaceId, deviceId, now, JSON.stringify(rows)])
}

const updateText = `
  update access_code a set status = n.status, verification = n.verification,
    is_scheduled_on_device = n."isScheduledOnDevice", is_waiting_for_code_assignment = n."isWaitingForCodeAssignment",
    appearance_name = n."appearanceName", lock_slot = n."lockSlot", is_in_doubt = n."isInDoubt",
    is_converting = n."isConverting",
    confirmed_at = case when n."isConfirmed" then coalesce(a.confirmed_at, $3::timestamptz) end,
    confirmed_pin_ciphertext = decode(n."confirmedPinCiphertext", 'hex'),
    confirmed_pin_hash = decode(n."confirmedPinHash", 'hex'), confirmed_name = n."confirmedName",
    confirmed_starts_at = n."confirmedStartsAt", confirmed_ends_at = n."confirmedEndsAt",
    refused_wish_version = n."refusedWishVersion", overridden_wish_version = n."overriddenWishVersion",
    errors = n.errors, warnings = n.warnings, removed_at = n."removedAt"
  from jsonb_to_recordset($4::jsonb) as n (id uuid, status access_code_status, verification code_verification,
    "isScheduledOnDevice" boolean, "isWaitingForCodeAssignment" boolean, "appearanceName" text, "lockSlot" text,
    "isInDoubt" boolean, "isConverting" boolean, "isConfirmed" boolean, "confirmedPinCiphertext" text, "confirmedPinHash" text,
    "confirmedName" text, "confirmedStartsAt" timestamptz, "confirmedEndsAt" timestamptz, "refusedWishVersion" int,
    "overriddenWishVersion" int, errors jsonb, warnings jsonb, "removedAt" timestamptz)
  where a.workspace_id = $1 and a.device_id = $2 and a.id = n.id`

/** A PIN that a lock made, or that somebody changed at its keypad, becomes the code's. */
export async function assignPin(
  tx: PoolClient,
  { workspaceId }: DeviceClaim,
  accessCodeId: string,
  pin: SealedPin,
): Promise<void> {
  const text = `update access_code set pin_ciphertext = $3, pin_hash = $4, is_waiting_for_code_assignment = false
    where workspace_id = $1 and id = $2`
  await query(tx, text, [workspaceId, accessCodeId, pin.ciphertext, pin.hash])
}

/** PINs that their locks made and have lost: the codes have none until there is another. */
export async function forgetPins(
  tx: PoolClient,
  { workspaceId }: DeviceClaim,
  accessCodeIds: readonly string[],
): Promise<void> {
  if (accessCodeIds.length === 0) return
  const text = `update access_code set pin_ciphertext = null, pin_hash = null
    where workspace_id = $1 and id = any($2::uuid[])`
  await query(tx, text, [workspaceId, accessCodeIds])
}

/** What a lock tells of a code besides its PIN. */
export interface RenewedCodeRow {
  readonly id: string
  readonly name: string | null
  /** Both or neither. */
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** Codes of somebody else are on record as they are on their lock. */
export async function renewUnmanagedCodes(
  tx: PoolClient,
  { workspaceId }: DeviceClaim,
  codes: readonly RenewedCodeRow[],
): Promise<void> {
  if (codes.length === 0) return
  const text = `update access_code a set name = n.name, starts_at = n."startsAt", ends_at = n."endsAt",
      type = case when n."startsAt" is null then 'ONGOING' else 'TIME_BOUND' end::access_code_type
    from jsonb_to_recordset($2::jsonb) as n (id uuid, name text, "startsAt" timestamptz, "endsAt" timestamptz)
    where a.workspace_id = $1 and a.id = n.id and not a.is_managed`
  await query(tx, text, [workspaceId, JSON.stringify(codes)])
}

export interface FoundCodeRow extends RenewedCodeRow {
  readonly slot: string
  readonly pin: SealedPin | null
  readonly status: AccessCodeStatus
}

/** A code that somebody else put on the lock. */
export async function insertUnmanagedCode(
  tx: PoolClient,
  { workspaceId, deviceId }: DeviceClaim,
  found: FoundCodeRow,
  now: Date,
): Promise<void> {
  const text = `insert into access_code (id, workspace_id, device_id, name, appearance_name, pin_ciphertext, pin_hash, type,
      status, verification, starts_at, ends_at, created_at, updated_at, is_managed, lock_slot, confirmed_at,
      confirmed_pin_ciphertext, confirmed_pin_hash, confirmed_name, confirmed_starts_at, confirmed_ends_at)
    select $1, $2, $3, $5, $5, $6, $7, case when $8::timestamptz is null then 'ONGOING' else 'TIME_BOUND' end::access_code_type,
      $11::access_code_status, 'READ_BACK', $8, $9, $10, $10, false, $4, $10, $6, $7, $5, $8, $9`
  const { id, slot, pin, name, startsAt, endsAt, status } = found
  const values = [id, workspaceId, deviceId, slot, name, pin?.ciphertext ?? null, pin?.hash ?? null]
  await query(tx, text, [...values, startsAt, endsAt, now, status])
}

export interface EventToWrite {
  readonly type: EventType
  readonly accessCodeId: string | null
  readonly payload: object
}

/** In the order given. */
export async function insertEvents(
  tx: PoolClient,
  { workspaceId, deviceId }: DeviceClaim,
  events: readonly EventToWrite[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return
  const text = `
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
    select e.id, $1::uuid, e.type, $3::timestamptz, e.access_code_id, $2::uuid, a.linked_code_group_id, e.payload
    from unnest($4::uuid[], $5::event_type[], $6::uuid[], $7::jsonb[]) with ordinality
      as e (id, type, access_code_id, payload, place)
    left join access_code a on a.id = e.access_code_id order by e.place`
  await query(tx, text, [
    workspaceId,
    deviceId,
    now,
    events.map(() => newId()),
    events.map(({ type }) => type),
    events.map(({ accessCodeId }) => accessCodeId),
    events.map(({ payload }) => JSON.stringify(payload)),
  ])
}
