import { randomInt } from 'node:crypto'
import { pinViolations } from '../../domain/access-codes/constraints.ts'
import type { LockSession } from './lock-session.ts'
import type { StoredCode } from './stored-codes.ts'

const attemptsMax = 1000

/** A PIN of the lock's own making: of its first length, within its constraints, and in none of its slots. */
export function makePin({ lock, vault }: LockSession, codes: readonly StoredCode[]): string {
  const taken = new Set(codes.map(({ pinHash }) => pinHash.toString('hex')))
  const length = lock.codeLengths[0] ?? 6
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const pin = String(randomInt(10 ** length)).padStart(length, '0')
    if (pinViolations(pin, lock.codeConstraints).length > 0) continue
    if (!taken.has(vault.hash(lock.workspaceId, pin).toString('hex'))) return pin
  }
  throw new Error('the simulated lock found no PIN to make')
}
