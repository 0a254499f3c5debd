import type { DeviceFactRows } from '../data/engine/facts.ts'
import type { AccessCode } from '../data/prisma/client.ts'
import type { LockCapabilities } from '../locks/provider.ts'
import type { CodeFacts, CodeState, Facts, Issue, PinKey } from './reconcile/facts.ts'

/** A PIN's hash, as decisions compare it. */
export const pinKeyOf = (hash: Uint8Array): PinKey => Buffer.from(hash).toString('hex')
export const hashOf = (key: PinKey): Buffer => Buffer.from(key, 'hex')

/** What a decision is made from, out of the rows. */
export function factsOf(rows: DeviceFactRows, lock: LockCapabilities): Facts {
  return {
    device: rows.device,
    lock,
    codes: rows.codes.map(codeFacts),
    claims: rows.claims.map(({ accessCodeId, pinHash, ...claim }) => ({
      ...claim,
      codeId: accessCodeId,
      pinKey: pinKeyOf(pinHash),
    })),
    commanded: rows.commandedPins.map(({ slot, pinHash, accessCodeId }) => ({
      slot,
      pinKey: pinKeyOf(pinHash),
      codeId: accessCodeId,
    })),
  }
}

function codeFacts(row: AccessCode): CodeFacts {
  const { id, isManaged, name, startsAt, endsAt, deletedAt, updatedAt, wishVersion, pinHash } = row
  const { prefersNativeScheduling, isExternalModificationAllowed, isOfflineAccessCode } = row
  const wish = { id, isManaged, name, startsAt, endsAt, deletedAt, updatedAt, wishVersion }
  const isSpare = row.isBackup && row.type === 'ONGOING'
  const manner = { prefersNativeScheduling, isExternalModificationAllowed, isOfflineAccessCode, isSpare }
  return { ...wish, ...manner, pinKey: pinHash && pinKeyOf(pinHash), state: stateOf(row) }
}

function stateOf(row: AccessCode): CodeState {
  const { status, verification, isScheduledOnDevice, isWaitingForCodeAssignment, appearanceName, lockSlot } = row
  const { isInDoubt, isConverting, refusedWishVersion, overriddenWishVersion, removedAt } = row
  const shown = { status, verification, isScheduledOnDevice, isWaitingForCodeAssignment, appearanceName }
  return {
    ...shown,
    lockSlot,
    isInDoubt,
    isConverting,
    refusedWishVersion,
    overriddenWishVersion,
    removedAt,
    confirmed: row.confirmedAt && {
      pinKey: row.confirmedPinHash && pinKeyOf(row.confirmedPinHash),
      name: row.confirmedName,
      startsAt: row.confirmedStartsAt,
      endsAt: row.confirmedEndsAt,
    },
    errors: row.errors as unknown as readonly Issue[],
    warnings: row.warnings as unknown as readonly Issue[],
  }
}
