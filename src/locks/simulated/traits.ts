import { query } from '../../data/statement.ts'
import type { LockAddress, LockCapabilities } from '../provider.ts'
import { atLock } from './at-lock.ts'
import type { LockRow } from './lock-row.ts'
import type { SimulatedStack } from './lock-session.ts'

/** What a simulated lock is like: at first what its device's row says, and readable, quick and wary of duplicates. */
export type LockTraits = Pick<
  LockRow,
  | 'slotCount'
  | 'keepsWindows'
  | 'readBack'
  | 'nameLengthMax'
  | 'checksDuplicates'
  | 'makesPins'
  | 'pinDelayMs'
  | 'latencyMs'
>

/** Makes it another lock in these respects. What it holds stays, even in slots that it no longer offers. */
export function setTraits(stack: SimulatedStack, address: LockAddress, traits: Partial<LockTraits>): Promise<void> {
  return atLock(stack, address, async ({ tx, lock }) => {
    const next = { ...lock, ...traits }
    await query(
      tx,
      `update simulated_lock.lock set slot_count = $2, keeps_windows = $3, read_back = $4, name_length_max = $5,
         checks_duplicates = $6, makes_pins = $7, pin_delay_ms = $8, latency_ms = $9
       where device_id = $1`,
      [
        ...[lock.deviceId, next.slotCount, next.keepsWindows, next.readBack, next.nameLengthMax],
        ...[next.checksDuplicates, next.makesPins, next.pinDelayMs, next.latencyMs],
      ],
    )
  })
}

export function capabilitiesOf({ readBack, keepsWindows, slotCount, makesPins }: LockRow): LockCapabilities {
  return {
    readBack,
    nativeScheduling: keepsWindows,
    slots: Array.from({ length: slotCount }, (_, index) => String(index + 1)),
    makesPins,
  }
}
