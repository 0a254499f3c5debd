import type { PinVault } from '../pins/vault.ts'
import type { Queryable } from '../statement.ts'
import { type AuditSeal, beginning, entriesBehind, sealMac, sealsBehind } from './chain.ts'
import { macOf } from './entry.ts'

export interface AuditVerdict {
  readonly entryCount: number
  readonly sealCount: number
  /** The newest seal, to be compared with what the log of a gateway said of it: `id` and the beginning of its MAC. */
  readonly newest: string
  /** What is wrong first; null if nothing is. */
  readonly problem: string | null
}

const SEALS_MAX = 500
/** Beyond what any seal covers: one that claims more is no seal of ours. */
const ENTRIES_MAX = 10_000

/** How a seal is named in logs. */
export const nameOfSeal = ({ id, mac }: AuditSeal): string => `${id}:${mac.toString('hex').slice(0, 32)}`

/**
 * Works out the whole chain anew. Reads everything, a page at a time, and changes nothing.
 *
 * @param told the name of a seal that has to be in the chain
 */
export async function verifyAuditLog(on: Queryable, vault: PinVault, told?: string): Promise<AuditVerdict> {
  let isTold = told === undefined
  let before = beginning
  let [entryCount, sealCount] = [0, 0]
  const verdict = (problem: string | null): AuditVerdict => ({
    entryCount,
    sealCount,
    newest: nameOfSeal(before),
    problem,
  })
  for (;;) {
    const seals = await sealsBehind(on, before.id, SEALS_MAX)
    for (const seal of seals) {
      const upTo = { transactionId: seal.throughTransactionId, position: seal.throughPosition }
      const entries = await entriesBehind(on, before, upTo, ENTRIES_MAX)
      const forged = entries.find((entry) => !macOf(vault, entry).equals(entry.mac))
      if (forged) return verdict(`entry ${forged.id} was not written as it is by a gateway of this database`)
      if (entries.length !== seal.entryCount) {
        return verdict(`seal ${seal.id} covers ${seal.entryCount} entries, and ${entries.length} are there`)
      }
      if (!sealMac(vault, before, entries).equals(seal.mac)) {
        return verdict(`seal ${seal.id} does not fit its ${entries.length} entries, their order or the seal before`)
      }
      entryCount += entries.length
      sealCount++
      before = seal
      isTold ||= nameOfSeal(seal) === told
    }
    if (seals.length < SEALS_MAX) break
  }
  // Whoever takes out the last seals together with their entries leaves a chain that holds.
  if (!isTold) return verdict(`there is no seal ${told} any more`)
  // What no seal covers yet.
  const open = await entriesBehind(on, before, null, ENTRIES_MAX)
  const forged = open.find((entry) => !macOf(vault, entry).equals(entry.mac))
  entryCount += open.length
  return verdict(forged ? `entry ${forged.id} was not written as it is by a gateway of this database` : null)
}
