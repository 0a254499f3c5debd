import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { simulate, simulateMany } from './simulation/simulate.ts'
import { type Protection, protections, type Terms } from './simulation/terms.ts'

/** Seeds that a run of the suite goes through; `npm run simulate` goes further. */
const seedsCount = 800

const noneTakenAway: ReadonlySet<Protection> = new Set()

test('no history of wishes, faults, crashes and clock steps breaks a promise', () => {
  expect([...simulateMany({ from: 1, count: seedsCount })]).toEqual([])
})

test('commands that land after their quarantine are found and undone', () => {
  const terms = { without: noneTakenAway, later: true }
  expect([...simulateMany({ from: 1, count: seedsCount / 2 }, terms)]).toEqual([])
})

test.each(protections)('without %s the simulation finds a broken promise', (protection) => {
  const terms = { without: new Set([protection]), later: false }
  const first = firstBroken(terms)
  expect(first).toEqual({ seed: expect.any(Number), atMs: expect.any(Number), message: expect.any(String) })
})

test.each(protections)('the command says so, too: without %s it ends with 1, and with it with 0', (protection) => {
  const { seed } = firstBroken({ without: new Set([protection]), later: false }) ?? {}
  const from = ['--seeds', '1', '--from', String(seed)]
  const without = command(...from, '--without', protection)
  expect(without.stdout).toMatch(new RegExp(`^seed ${seed}, after \\d+ ms: `))
  expect(without.status).toBe(1)
  expect(command(...from)).toMatchObject({ status: 0, stdout: expect.stringMatching(/: 0 violations\n$/) })
})

test('a command that lands late is not undone without the memory of what was commanded', () => {
  const terms = { without: new Set<Protection>(['tombstones']), later: true }
  expect(firstBroken(terms)).toMatchObject({ seed: expect.any(Number) })
})

test('the same seed is the same history', () => {
  const terms = { without: new Set<Protection>(['tombstones']), later: false }
  const first = firstBroken(terms)
  expect(first && simulate(first.seed, terms)).toEqual(first)
})

/** Within so many seeds a protection that is missing shows. */
function firstBroken(terms: Terms) {
  for (const broken of simulateMany({ from: 1, count: 2_000 }, terms)) return broken
  return undefined
}

function command(...args: string[]) {
  const script = fileURLToPath(new URL('../../scripts/simulate.ts', import.meta.url))
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
}
