import {
  type CodeConstraint,
  nameViolations,
  pinViolations,
  windowViolations,
} from '../../domain/access-codes/constraints.ts'
import type { CodeToSet, RefusalReason } from '../provider.ts'
import type { LockRow } from './lock-row.ts'

export interface Refusal {
  readonly kind: 'refused'
  readonly reason: RefusalReason
  readonly message: string
  readonly isPermanent: boolean
}

export function refusal(reason: RefusalReason, isPermanent: boolean, message: string): Refusal {
  return { kind: 'refused', reason, message, isPermanent }
}

/** What another slot holds, as far as a refusal depends on it. */
interface Neighbour {
  readonly slot: string
  readonly name: string | null
  readonly hasSamePin: boolean
}

/** What the lock already holds in the slot that is asked for. */
interface Occupant {
  readonly hasSamePin: boolean
}

/** What the lock and its account hold beside the code that is asked for. */
export interface Around {
  readonly occupant: Occupant | null
  readonly neighbours: readonly Neighbour[]
  /** Whether a lock of the account holds the PIN; asked only where the lock takes no others. */
  readonly isPinOfAccount: boolean
}

/**
 * Why this lock does not take this code at this time of its clock; null: it does.
 *
 * Its name is taken as it would be shown. That a PIN is another slot's may change; of all else here the lock is sure.
 */
export function refusalOf(
  lock: LockRow,
  code: CodeToSet,
  time: Date,
  { occupant, neighbours, isPinOfAccount }: Around,
): Refusal | null {
  const { slot, pin, name, window } = code
  if (!hasSlot(lock, slot)) return refusal('NO_SPACE', true, `the lock has no slot ${slot}`)
  // A guest keeps the PIN that the lock made while the name or the window is edited.
  if (lock.makesPins && pin !== null && !occupant?.hasSamePin) return violated('the lock makes its PINs itself')
  if (!lock.makesPins && pin === null) return violated('the lock makes no PINs')
  if (pin !== null && !/^[0-9]+$/.test(pin)) return violated('a PIN has digits only')
  if (pin !== null && !lock.codeLengths.includes(pin.length)) return violated('the lock has no PINs of this length')

  const names = new Set(neighbours.flatMap((neighbour) => neighbour.name ?? []))
  const broken = [
    ...(pin === null ? [] : pinViolations(pin, lock.codeConstraints)),
    ...(pin === null || isPinOfAccount ? [] : askingForPinsOfAccount(lock)),
    ...nameViolations(name, lock.codeConstraints, names),
    ...(window && lock.keepsWindows ? windowViolations(window, time, lock.codeConstraints) : []),
  ]
  if (broken.length > 0) return violated(broken.map(({ constraintType }) => constraintType).join(', '))

  const holder = lock.checksDuplicates && neighbours.find(({ hasSamePin }) => hasSamePin)
  return holder ? refusal('DUPLICATE_PIN', false, `slot ${holder.slot} holds this PIN`) : null
}

/** The constraint that the account has to know the PIN, if the lock has it. */
export const askingForPinsOfAccount = ({ codeConstraints }: LockRow): CodeConstraint[] =>
  codeConstraints.filter(({ constraintType }) => constraintType === 'PIN_CODE_MATCHES_EXISTING_SET')

const violated = (message: string): Refusal => refusal('CONSTRAINT_VIOLATED', true, message)

export function hasSlot({ slotCount }: LockRow, slot: string): boolean {
  return /^[1-9]\d{0,4}$/.test(slot) && Number(slot) <= slotCount
}
