import type pg from 'pg'
import type { PinVault } from '../../src/data/pins/vault.ts'
import { idOf } from './ids.ts'
import { codesIn, LARGE_GROUP, type Shape, SMALL_GROUP } from './shape.ts'

const BATCH = 10_000

/** Six digits, another number for each holder of codes: no two holders have the same PIN. */
const pinOf = (holder: number): string => String(100_000 + ((holder * 149) % 900_000))

/** Seals the PIN of every code to its row, as the product does, into `bench.pin`; those of the probes into `bench.probe_pin`. */
export async function sealPins(client: pg.Client, vault: PinVault, shape: Shape): Promise<void> {
  for (const table of ['pin', 'probe_pin']) {
    await client.query(`create unlogged table bench.${table} (n bigint, sealed bytea, hash bytea)`)
  }
  const hashes = new Map<number, string>()
  const hashOf = (holder: number) => {
    const known = hashes.get(holder)
    if (known) return known
    const hash = vault.hash(idOf('workspace', holder % shape.workspaces), pinOf(holder)).toString('base64')
    hashes.set(holder, hash)
    return hash
  }
  const count = codesIn(shape)
  for (let from = 0; from < count; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => from + index)
    await client.query(
      `insert into bench.pin select n, decode(sealed, 'base64'), decode(hash, 'base64')
        from unnest($1::bigint[], $2::text[], $3::text[]) as p (n, sealed, hash)`,
      [
        numbers,
        numbers.map((n) => vault.seal(pinOf(holderOf(shape, n)), idOf('code', n)).toString('base64')),
        numbers.map((n) => hashOf(holderOf(shape, n))),
      ],
    )
  }
  for (const n of [0, 1]) {
    const values = [n, vault.seal(PROBE_PIN, idOf('probe', n)), vault.hash(idOf('workspace', 0), PROBE_PIN)]
    await client.query('insert into bench.probe_pin values ($1, $2, $3)', values)
  }
}

/** Longer than those of the others. */
export const PROBE_PIN = '73915284'

/** The group of the n-th code, or a number of its own beyond those of the groups: `h` in rows.ts. */
export function holderOf({ largeGroups, smallGroups }: Shape, n: number): number {
  const inLarge = largeGroups * LARGE_GROUP
  if (n < inLarge) return Math.floor(n / LARGE_GROUP)
  const inGroups = inLarge + smallGroups * SMALL_GROUP
  if (n < inGroups) return largeGroups + Math.floor((n - inLarge) / SMALL_GROUP)
  return largeGroups + smallGroups + n - inGroups
}
