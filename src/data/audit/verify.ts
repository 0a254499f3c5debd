import type { PinVault } from '../pins/vault.ts'
import { type Queryable, query } from '../statement.ts'
import {
  type AuditPlace,
  type AuditSeal,
  beginning,
  entriesBetween,
  idIn,
  placeOf,
  type SealedEntry,
  sealMac,
  sealsBehind,
  traceOf,
  tracesIn,
} from './chain.ts'
import { macOf } from './entry.ts'

export interface AuditVerdict {
  /** How many entries were looked at, and how many of them no seal covers yet. */
  readonly entryCount: number
  readonly unsealedCount: number
  readonly sealCount: number
  /** The newest seal, to be compared with what a gateway said of it in its log; null if there is none. */
  readonly newest: string | null
  /** What is wrong first; null if nothing is. */
  readonly problem: string | null
}

const PAGE_MAX = 500

/** How a seal is named in logs. */
export const nameOfSeal = ({ id, mac }: Pick<AuditSeal, 'id' | 'mac'>): string =>
  `${id}:${mac.toString('hex').slice(0, 32)}`

/**
 * Works out the whole chain anew. Reads everything, a page at a time, and changes nothing.
 *
 * @param told the name of a seal that has to be in the chain
 * @param pageMax how many seals, or unsealed entries, are read at a time
 */
export async function verifyAuditLog(
  on: Queryable,
  vault: PinVault,
  { told, pageMax = PAGE_MAX }: { readonly told?: string | undefined; readonly pageMax?: number } = {},
): Promise<AuditVerdict> {
  let newest: AuditSeal | null = null
  let isTold = told === undefined
  let [entryCount, unsealedCount, sealCount] = [0, 0, 0]
  const verdict = (problem: string | null): AuditVerdict => ({
    entryCount,
    unsealedCount,
    sealCount,
    newest: newest && nameOfSeal(newest),
    problem,
  })
  for await (const seal of seals(on, pageMax)) {
    const before: Pick<AuditSeal, keyof typeof beginning> = newest ?? beginning
    const broken = brokenLink(vault, before, seal)
    if (broken !== null) return verdict(broken)
    const sealed = tracesIn(seal)
    // One more than it covers is enough to see that there are more.
    const entries = await entriesBetween(on, placeOf(before), placeOf(seal), sealed.length + 1)
    const difference = firstDifference(vault, seal, sealed, entries)
    if (difference !== null) return verdict(difference)
    entryCount += entries.length
    sealCount++
    newest = seal
    isTold ||= nameOfSeal(seal) === told
  }
  // Whoever takes out the last seals together with their entries leaves a chain that holds.
  if (!isTold) return verdict(`there is no seal ${told} any more`)
  let last: SealedEntry | null = null
  for await (const entry of unsealedEntries(on, placeOf(newest ?? beginning), pageMax)) {
    if (!isGenuine(vault, entry)) return verdict(changed(entry.id))
    entryCount++
    unsealedCount++
    last = entry
  }
  // No seal would ever reach what was moved there.
  const isToCome = last !== null && BigInt(last.transactionId) >= (await nextTransaction(on))
  return verdict(isToCome ? `entry ${last?.id} is of a transaction that is yet to come` : null)
}

async function* seals(on: Queryable, pageMax: number): AsyncGenerator<AuditSeal> {
  for (let after = beginning.id; ; ) {
    const page = await sealsBehind(on, after, pageMax)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < pageMax) return
    after = last.id
  }
}

async function* unsealedEntries(on: Queryable, from: AuditPlace, pageMax: number): AsyncGenerator<SealedEntry> {
  for (let after = from; ; ) {
    const page = await entriesBetween(on, after, null, pageMax)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < pageMax) return
    after = last
  }
}

/** What could be read before is of transactions before this one. */
async function nextTransaction(on: Queryable): Promise<bigint> {
  const text = 'select pg_snapshot_xmax(pg_current_snapshot())::text as next'
  const [row] = await query<{ next: string }>(on, text, [])
  if (!row) throw new Error('the database told no snapshot')
  return BigInt(row.next)
}

/** What is wrong with a seal itself; null if it follows the one before. */
function brokenLink(vault: PinVault, before: Pick<AuditSeal, 'id' | 'mac'>, seal: AuditSeal): string | null {
  const next = BigInt(before.id) + 1n
  if (BigInt(seal.id) !== next) return `seal ${next} is gone`
  if (!sealMac(vault, before, seal).equals(seal.mac))
    return `seal ${seal.id} is not as a gateway of this database made it`
  return null
}

/** What is different first between what was sealed and what is there; null if nothing is. */
function firstDifference(
  vault: PinVault,
  { id: sealId }: AuditSeal,
  sealed: readonly Buffer[],
  entries: readonly SealedEntry[],
): string | null {
  const index = sealed.findIndex((trace, at) => {
    const entry = entries[at]
    return entry === undefined || !isGenuine(vault, entry) || !traceOf(entry).equals(trace)
  })
  const at = index < 0 ? sealed.length : index
  const [trace, entry] = [sealed[at], entries[at]]
  if (trace === undefined) return entry ? `entry ${entry.id} was put in where seal ${sealId} has none` : null
  const sealedId = idIn(trace)
  if (!entries.some(({ id }) => id === sealedId)) return `entry ${sealedId}, which seal ${sealId} covers, is gone`
  if (!entry) throw new Error('an entry was found, and is not there')
  if (!sealed.some((one) => idIn(one) === entry.id)) return `entry ${entry.id} was put in where seal ${sealId} has none`
  if (entry.id !== sealedId) return `entry ${entry.id} is not in the order in which seal ${sealId} covers it`
  return isGenuine(vault, entry)
    ? `entry ${entry.id} has another time or place than seal ${sealId} says`
    : changed(entry.id)
}

const isGenuine = (vault: PinVault, entry: SealedEntry): boolean => macOf(vault, entry).equals(entry.mac)

const changed = (id: string): string => `entry ${id} is not as a gateway of this database wrote it`
