import type { DeviceClaim } from '../data/engine/claim.ts'
import { attemptsFailed, insertUnenforcedClaim } from '../data/engine/consequences.ts'
import { holdDevice } from '../data/engine/fencing.ts'
import { refuseOfflineCode, type WaitingOfflineCode, waitingOfflineCodes } from '../data/engine/offline-codes.ts'
import { assignPin } from '../data/engine/record.ts'
import { inTransaction } from '../data/transaction.ts'
import { newId } from '../data/uuid.ts'
import type { Outcome } from '../locks/provider.ts'
import type { SessionOptions } from './device-session.ts'
import { answered } from './lock-calls.ts'

/**
 * Has the PINs of offline codes made that have none yet, and writes them down under the claim. A maker that does not
 * answer is asked again when the device is due again; the same question has the same answer, so that asking twice does no
 * harm. Stops where the device was given to somebody else.
 *
 * @returns the ids of the codes that waited
 */
export async function assignOfflinePins(claim: DeviceClaim, options: SessionOptions): Promise<ReadonlySet<string>> {
  const { provider, pool } = options
  if (!provider.makeOfflinePin) return new Set()
  const codes = await waitingOfflineCodes(pool, claim)
  const waiting = new Set(codes.map(({ id }) => id))
  for (const code of codes) {
    const { id, startsAt, endsAt, isOneTimeUse, variant } = code
    const address = { workspaceId: claim.workspaceId, deviceId: claim.deviceId }
    const wanted = { window: { startsAt, endsAt }, isOneTimeUse, variant }
    const outcome = await answered<string>(options.timing.commandTimeoutMs, options.signal, async (signal) =>
      provider.makeOfflinePin ? provider.makeOfflinePin(address, wanted, { signal }) : noMaker,
    )
    const isRefused = outcome.kind === 'refused' && outcome.isPermanent
    if (outcome.kind !== 'ok' && !isRefused) continue
    const isHeld = await inTransaction(pool, async (tx) => {
      const held = await holdDevice(tx, claim, options.timing.leaseMs)
      if (!held) return false
      if (outcome.kind === 'ok') await record(tx, claim, code, outcome.value, options)
      else {
        const message = `The lock’s maker works out no such code: create another one. It said: "${outcome.message}"`
        await refuseOfflineCode(tx, claim, id, message)
        await attemptsFailed(tx, id, message)
      }
      return true
    })
    if (!isHeld) return waiting
  }
  return waiting
}

const noMaker: Outcome<string> = { kind: 'unreachable', message: 'nobody makes offline PINs for this lock' }

async function record(
  tx: Parameters<typeof assignPin>[0],
  claim: DeviceClaim,
  { id, startsAt, endsAt }: WaitingOfflineCode,
  pin: string,
  { vault }: SessionOptions,
): Promise<void> {
  const hash = vault.hash(claim.workspaceId, pin)
  await assignPin(tx, claim, id, { ciphertext: vault.seal(pin, id), hash })
  await insertUnenforcedClaim(tx, claim, {
    id: newId(),
    accessCodeId: id,
    pinHash: hash,
    from: startsAt,
    until: endsAt,
  })
}
