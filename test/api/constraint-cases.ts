import type { Prisma } from '../../src/data/prisma/client.ts'
import { newId } from '../../src/data/uuid.ts'
import type { TestGateway } from '../support/gateway.ts'
import type { House } from './a-house.ts'
import { inHours } from './codes.ts'

export interface ConstraintCase {
  readonly constraintType: string
  readonly bounds?: { readonly minLength: number; readonly maxLength: number }
  /** What breaks it, and what almost does. */
  readonly broken: object
  readonly kept: object
  /** How the refusal goes on after the name of the device. */
  readonly message: string
  readonly reason?: string
}

const past = '2026-01-01T00:00:00Z'
const tomorrow = inHours(24)
const later = inHours(48)

/** Every constraint that a lock may have. On the door, and in its account, is a code "Cleaner" with the PIN 8642. */
export const constraintCases: readonly ConstraintCase[] = [
  aboutPins('NO_ZEROS', '4027', '4127', 'with a 0 in it'),
  aboutPins('CANNOT_CONTAIN_089', '4128', '4127', 'with a 0, 8 or 9 in it'),
  aboutPins('CANNOT_CONTAIN_0789', '4127', '4126', 'with a 0, 7, 8 or 9 in it'),
  aboutPins('CANNOT_START_WITH_12', '1275', '2127', 'that begins with 12'),
  aboutPins('UNIQUE_FIRST_FOUR_DIGITS', '41741', '41277', 'whose first four digits are not all different'),
  aboutPins('NO_TRIPLE_CONSECUTIVE_INTS', '4565', '4467', 'with three digits in a row that are equal or consecutive'),
  aboutPins('NO_ASCENDING_OR_DESCENDING_SEQUENCE', '4321', '4320', 'that only counts up or down'),
  aboutPins('AT_LEAST_THREE_UNIQUE_DIGITS', '4144', '4143', 'with fewer than three different digits'),
  aboutPins('NO_ALL_SAME_DIGITS', '4444', '4445', 'that is one digit over and over'),
  aboutPins('PIN_CODE_MATCHES_EXISTING_SET', '8643', '8642', 'that is not already used in its account'),
  {
    constraintType: 'CANNOT_SPECIFY_PIN_CODE',
    broken: { code: '4711' },
    kept: {},
    message: 'makes its PINs itself, so it cannot share one. Let it have a code of its own, or leave it out.',
    reason: 'CANNOT_SPECIFY_PIN_CODE',
  },
  {
    constraintType: 'START_DATE_IN_FUTURE',
    broken: { code: '4711', startsAt: past, endsAt: later },
    kept: { code: '4711', startsAt: tomorrow, endsAt: later },
    message: 'takes only codes that start in the future. Choose a later startsAt, or leave Door out.',
  },
  {
    constraintType: 'NAME_LENGTH',
    bounds: { minLength: 2, maxLength: 5 },
    broken: { code: '4711', name: '🔑' },
    kept: { code: '4711', name: '🔑🔑🔑🔑🔑' },
    message: 'takes names of 2 to 5 characters. Choose such a name, or give none.',
  },
  {
    constraintType: 'NAME_MUST_BE_UNIQUE',
    broken: { code: '4711', name: 'Cleaner' },
    kept: { code: '4711', name: 'cleaner' },
    message: 'already has a code of this name. Choose another name, or give none.',
  },
]

/** A door with one constraint, and the code that some constraints ask about. */
export async function constrainedDoor(
  { database: { prisma } }: TestGateway,
  house: House,
  { constraintType, bounds }: ConstraintCase,
): Promise<string> {
  const connectedAccountId = newId()
  await prisma.connectedAccount.create({
    data: { id: connectedAccountId, workspaceId: house.workspaceId, provider: 'SIMULATED', displayName: 'Hub' },
  })
  const codeConstraints: Prisma.InputJsonValue = [{ constraintType, ...bounds }]
  const deviceId = await house.door({ connectedAccountId, codeConstraints })
  await house.code({ deviceId: await house.door({ connectedAccountId }), pin: '8642', isOnLock: true })
  await house.code({ deviceId, name: 'Cleaner', pin: '9753' })
  return deviceId
}

function aboutPins(constraintType: string, broken: string, kept: string, which: string): ConstraintCase {
  const message = `takes no PIN ${which}. Choose another PIN, or leave Door out.`
  return { constraintType, broken: { code: broken }, kept: { code: kept }, message }
}
