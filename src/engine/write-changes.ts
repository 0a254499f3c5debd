import type { PoolClient } from 'pg'
import type { DeviceClaim } from '../data/engine/claim.ts'
import {
  adoptPin,
  attemptsFailed,
  attemptsOvertaken,
  attemptsSucceeded,
  endEmptyGroups,
  insertUnenforcedClaim,
  releaseClaims,
  takeBackConversions,
  updateDevice,
} from '../data/engine/consequences.ts'
import type { DeviceFactRows } from '../data/engine/facts.ts'
import {
  assignPin,
  type CodeUpdate,
  forgetPins,
  insertEvents,
  insertUnmanagedCode,
  renewUnmanagedCodes,
  type SealedPin,
  updateCodes,
} from '../data/engine/record.ts'
import type { PinVault } from '../data/pins/vault.ts'
import type { AttemptEnd, Changes, CodeChange } from './reconcile/decision.ts'
import type { PinKey } from './reconcile/facts.ts'
import { hashOf, pinKeyOf } from './row-facts.ts'

export interface Writing {
  readonly tx: PoolClient
  readonly claim: DeviceClaim
  readonly now: Date
  readonly vault: PinVault
  readonly rows: DeviceFactRows
  /** As they were when it was decided what to ask of the lock: what is wished may have changed since. */
  readonly rowsDecidedOn: DeviceFactRows | null
  /** The PINs that were read just now. */
  readonly pins: ReadonlyMap<PinKey, string>
}

/** Writes down what is known now. The caller holds the device. */
export async function writeChanges(changes: Changes, writing: Writing): Promise<void> {
  const { tx, claim, now } = writing
  await takeBackConversions(tx, claim, changes.failedConversions)
  await updateCodes(
    tx,
    claim,
    changes.codes.map((change) => codeUpdate(change, writing)),
    now,
  )
  await forgetPins(tx, claim, changes.lostPins)
  for (const { codeId, pinKey } of changes.assignedPins)
    await assignPin(tx, claim, codeId, seal(pinKey, codeId, writing))
  for (const { pinKey, ...found } of changes.found) {
    const pin = pinKey === null ? null : seal(pinKey, found.id, writing)
    await insertUnmanagedCode(tx, claim, { ...found, pin }, now)
  }
  await renewUnmanagedCodes(tx, claim, changes.renewed)
  await releaseClaims(tx, changes.releasedClaimIds, now)
  for (const { id, codeId, pinKey, from, until } of changes.newClaims) {
    await insertUnenforcedClaim(tx, claim, { id, accessCodeId: codeId, pinHash: hashOf(pinKey), from, until })
  }
  for (const { slot, codeId, pinKey } of changes.adopted) {
    await adoptPin(tx, claim, { slot, accessCodeId: codeId, pinHash: hashOf(pinKey) })
  }
  const events = changes.events.map(({ type, codeId, payload = {} }) => ({ type, accessCodeId: codeId, payload }))
  await insertEvents(tx, claim, events, now)
  await endAttempts(tx, changes.attempts)
  const gone = changes.codes.filter(({ state }) => state.removedAt !== null).map(({ id }) => id)
  await endEmptyGroups(tx, gone, now)
  await updateDevice(tx, claim, changes.device)
}

async function endAttempts(tx: PoolClient, attempts: readonly AttemptEnd[]): Promise<void> {
  const ended = (wanted: AttemptEnd['end']) => attempts.filter(({ end }) => end === wanted)
  await attemptsSucceeded(
    tx,
    ended('ON_LOCK').map(({ codeId }) => codeId),
  )
  await attemptsOvertaken(
    tx,
    ended('GONE').map(({ codeId }) => codeId),
  )
  for (const { codeId, message } of ended('REFUSED')) await attemptsFailed(tx, codeId, message ?? '')
}

function codeUpdate({ id, state: { confirmed, ...state } }: CodeChange, writing: Writing): CodeUpdate {
  return {
    ...state,
    id,
    isConfirmed: confirmed !== null,
    confirmedPin: confirmed?.pinKey ? seal(confirmed.pinKey, id, writing) : null,
    confirmedName: confirmed?.name ?? null,
    confirmedStartsAt: confirmed?.startsAt ?? null,
    confirmedEndsAt: confirmed?.endsAt ?? null,
  }
}

/** The PIN sealed to this code: as its row has it already, or from what was read. */
function seal(pinKey: PinKey, codeId: string, { rows, rowsDecidedOn, vault, pins }: Writing): SealedPin {
  const hash = hashOf(pinKey)
  for (const row of [...rows.codes, ...(rowsDecidedOn?.codes ?? [])]) {
    if (row.id !== codeId) continue
    if (row.pinHash && row.pinCiphertext && pinKeyOf(row.pinHash) === pinKey) {
      return { ciphertext: row.pinCiphertext, hash }
    }
    if (row.confirmedPinHash && row.confirmedPinCiphertext && pinKeyOf(row.confirmedPinHash) === pinKey) {
      return { ciphertext: row.confirmedPinCiphertext, hash }
    }
  }
  const pin = pins.get(pinKey)
  if (pin === undefined) throw new Error(`nobody knows the PIN that code ${codeId} has on the lock`)
  return { ciphertext: vault.seal(pin, codeId), hash }
}
