import { expect, test } from 'vitest'
import { acknowledgedOperations, runChaos } from './run.ts'

test('no promise is broken while gateways, workers and the database are killed, stopped and cut off', async () => {
  const { history, faults, endsAtWork, checks } = await runChaos({
    seconds: 25,
    seed: 1,
    databaseKills: 1,
    strikeEveryMs: 1_000,
  })
  expect(checks.filter(({ violations }) => violations.length > 0)).toEqual([])
  expect(endsAtWork).toBe(0)
  // How much is done is the machine's affair; that something is, ours.
  expect(acknowledgedOperations(history)).toBeGreaterThan(10)
  expect(faults.get('kill -9')).toBeGreaterThan(3)
  expect(faults.get('kill -9 of PostgreSQL')).toBe(1)
}, 180_000)
