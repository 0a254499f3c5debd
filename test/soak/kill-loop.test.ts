import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { runChaos } from '../chaos/run.ts'
import { databaseKills, protections } from '../chaos/terms.ts'

// The seed of what was done is in the name that a failure is told by.
const seed = randomInt(1_000_000)

test(`killed, stopped and cut off, real processes on a real database keep every promise (seed ${seed})`, async () => {
  const { history, checks, endsAtWork } = await runChaos({ seconds: 60, seed, databaseKills })
  expect(checks.filter(({ violations }) => violations.length > 0)).toEqual([])
  expect(endsAtWork).toBe(0)
  // That anything was put to the test.
  expect(history.creates.size).toBeGreaterThan(0)
  expect(checks.length).toBeGreaterThan(10)
}, 240_000)

test(`without fencing and quarantine the same run breaks a promise about a lock (seed ${seed})`, async () => {
  const { checks } = await runChaos({ seconds: 180, seed, databaseKills, without: protections, stopsWhenBroken: true })
  expect(checks.flatMap(({ violations }) => violations)).not.toEqual([])
}, 300_000)
