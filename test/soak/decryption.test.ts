import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { pinVault } from '../../src/data/pins/vault.ts'

const PINS = 20_000
const ROUNDS = 15

test('what a PIN costs to open, to seal and to look for', () => {
  const vault = pinVault([randomBytes(32)], randomBytes(32))
  const workspaceId = randomUUID()
  const rows = Array.from({ length: PINS }, (_, index) => ({ id: randomUUID(), pin: String(100_000 + index) }))
  const sealed = rows.map(({ id, pin }) => ({ id, pin, bytes: vault.seal(pin, id) }))
  // An answer of a hundred codes as JSON is what opening stands beside.
  const digestOf = (text: string) => createHash('sha256').update(text).digest()
  const figures = {
    open: microseconds(sealed, ({ bytes, id }) => vault.open(bytes, id)),
    seal: microseconds(rows, ({ pin, id }) => vault.seal(pin, id)),
    hash: microseconds(rows, ({ pin }) => vault.hash(workspaceId, pin)),
    'SHA-256, for comparison': microseconds(rows, ({ id }) => digestOf(id)),
  }
  console.log('µs a PIN (median of the rounds):', figures)
  expect(sealed.every(({ bytes, id, pin }) => vault.open(bytes, id) === pin)).toBe(true)
})

/** Of one, by the median of the rounds after the first, which warms up. */
function microseconds<Item>(items: readonly Item[], work: (item: Item) => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now()
    for (const item of items) work(item)
    return ((performance.now() - startedAt) * 1_000) / items.length
  })
  return Number(median(rounds.slice(1)).toFixed(2))
}

const median = (figures: number[]): number => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
