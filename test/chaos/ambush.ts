import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { query } from '../../src/data/statement.ts'
import { createAccessCode } from '../../src/domain/access-codes/create.ts'
import { deleteAccessCode } from '../../src/domain/access-codes/delete.ts'
import { createAccessCodeInput } from '../../src/domain/access-codes/inputs.ts'
import { unlimitedProgramming } from '../../src/domain/programming-limits.ts'
import type { LockAddress } from '../../src/locks/provider.ts'
import { addFault } from '../../src/locks/simulated/faults.ts'
import { simulatedSandbox } from '../../src/locks/simulated/sandbox.ts'
import { aViewer } from '../support/viewer.ts'
import type { ChaosHouse } from './house.ts'
import { lateByMs } from './terms.ts'

/** Longer than the next guest's code takes to be on the lock, and within the quarantine with a stop before it. */
const LATE_MS = 1.5 * lateByMs
/** Workers may be slow, or gone; then the trap has been laid in vain. */
const SET_WITHIN_MS = 15_000

/**
 * Lays the same trap again and again, at a door at which nobody else does anything: a code is removed by a command that
 * comes late, and the next guest gets its slot. Whoever does not wait until the command can land no more sets that guest's
 * code, says so, and has it taken off. It is wished without a gateway, so that it is laid however many of those are gone.
 */
export async function waitInAmbush({ stack }: ChaosHouse, door: LockAddress, until: AbortSignal): Promise<void> {
  const { pool, vault } = stack
  const tools = { vault, randomInt, programmingLimits: unlimitedProgramming, sandbox: simulatedSandbox(stack) }
  const services = { pool, lookUps: pool, writers: pool, ...tools }
  const viewer = aViewer(door.workspaceId, ['WRITE_CODES'])
  let present: string | undefined
  while (!until.aborted) {
    // Whatever fails, since the database is gone for a moment, is left as it is: what was wished is kept, or was not.
    try {
      if (present !== undefined) {
        await addFault(stack, door, { kind: 'APPLIES_LATE', calls: ['remove'], afterMs: LATE_MS, times: 1 })
        await deleteAccessCode(services, viewer, present)
      }
      present = undefined
      const input = createAccessCodeInput.parse({ deviceId: door.deviceId, name: 'Next guest' })
      present = (await createAccessCode(services, viewer, input)).accessCodeId
      await isSet(stack, present, until)
      await sleep(LATE_MS)
    } catch {
      await sleep(LATE_MS)
    }
  }
}

async function isSet({ pool }: ChaosHouse['stack'], id: string, until: AbortSignal): Promise<void> {
  const text = `select from access_code where id = $1 and status = 'SET'`
  for (const sinceMs = performance.now(); performance.now() - sinceMs < SET_WITHIN_MS && !until.aborted; ) {
    if ((await query(pool, text, [id])).length > 0) return
    await sleep(100)
  }
}
