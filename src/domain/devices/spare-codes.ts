import { nameViolations } from '../access-codes/constraints.ts'
import type { RandomInt } from '../access-codes/pin.ts'
import { planOwnPin } from '../linked-code-groups/own-pin.ts'
import type { PlanDevice, PlanRequest } from '../linked-code-groups/sharing-question.ts'

/** A spare code that a device can take; `name` null where it takes none that we would give. */
export interface SpareCode {
  readonly name: string | null
  readonly pin: string
}

/**
 * Up to `count` ongoing codes, each with a PIN of its own, that this device has room for beside all that is on it or will
 * be. Fewer where its room or its PINs are spent; none where it makes its PINs itself.
 */
export function planSpareCodes(device: PlanDevice, { count, names, now, randomInt }: PlanSpares): readonly SpareCode[] {
  const spares: SpareCode[] = []
  const taken = new Set([...names, ...device.names])
  while (spares.length < count) {
    const own = planOwnPin({ ...request, now }, beside(device, spares, now), randomInt)
    if (!('pin' in own) || own.pin === null) break
    spares.push({ name: freeName(device, taken), pin: own.pin })
  }
  return spares
}

interface PlanSpares {
  readonly count: number
  /** Of the device's backups. */
  readonly names: readonly string[]
  readonly now: Date
  readonly randomInt: RandomInt
}

const request: Omit<PlanRequest, 'now'> = {
  code: null,
  preferredCodeLength: null,
  name: null,
  window: { startsAt: null, endsAt: null },
  attemptForOfflineDevice: true,
  useBackupAccessCodePool: true,
  isOfflineAccessCode: false,
  preferNativeScheduling: true,
}

/** The device as it is once these are on it too. */
function beside(device: PlanDevice, spares: readonly SpareCode[], now: Date): PlanDevice {
  const theirs = new Set(spares.map(({ pin }) => pin))
  return {
    ...device,
    occupancies: [...device.occupancies, ...spares.map(() => ({ from: now, until: null }))],
    holderOf: (pin) => (theirs.has(pin) ? 'a spare code' : device.holderOf(pin)),
  }
}

/** `Backup 1` and so on: the first that no backup of the device has. */
function freeName({ codeConstraints }: PlanDevice, taken: Set<string>): string | null {
  for (let number = 1; ; number++) {
    const name = `Backup ${number}`
    if (taken.has(name)) continue
    if (nameViolations(name, codeConstraints, taken).length > 0) return null
    taken.add(name)
    return name
  }
}
