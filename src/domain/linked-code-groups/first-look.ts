import type { Realm } from '../../data/realm.ts'
import type { Queryable } from '../../data/statement.ts'
import { isUuid } from '../../data/uuid.ts'
import { PIN_LENGTH_MIN, type RandomInt } from '../access-codes/pin.ts'
import { findPin } from '../access-codes/pin-search.ts'
import { type AskedPin, askPin } from '../devices/pin-holders.ts'
import { type Survey, surveyDevices } from '../devices/survey.ts'
import type { Services } from '../services.ts'

/** What the devices are, and who has the PIN that a new code most likely gets there. */
export interface FirstLook {
  readonly survey: Survey
  /** Null where no PIN is looked for. */
  readonly asked: AskedPin | null
  /** Has that PIN drawn first, if it is of the length that is wanted, and is of chance from then on. */
  readonly randomInt: RandomInt
}

interface WantedPin {
  readonly deviceIds: readonly string[]
  readonly code?: string | null | undefined
  readonly preferredCodeLength?: number | null | undefined
  readonly isOfflineAccessCode?: boolean
}

/**
 * Asks for all of it in one journey. The PIN is the caller's, or drawn before anything is known of the devices: should it not
 * suit them, who has the next one is one more question.
 */
export async function firstLook(
  on: Queryable,
  { vault, randomInt }: Pick<Services, 'vault' | 'randomInt'>,
  realm: Realm,
  { deviceIds, code, preferredCodeLength, isOfflineAccessCode = false }: WantedPin,
): Promise<FirstLook> {
  const drawn = code == null ? drawLikelyPin(preferredCodeLength ?? PIN_LENGTH_MIN, randomInt) : null
  const pin = isOfflineAccessCode ? null : (code ?? drawn)
  const [survey, asked] = await Promise.all([
    surveyDevices(on, vault, realm, deviceIds),
    pin === null ? null : askPin(on, vault, realm.workspaceId, deviceIds.filter(isUuid), pin),
  ])
  return { survey, asked, randomInt: drawn === null ? randomInt : drawingFirst(drawn, randomInt) }
}

const drawLikelyPin = (length: number, randomInt: RandomInt): string | null =>
  findPin({ length, allowedDigits: DIGITS, accepts: () => true, randomInt })

const DIGITS = '0123456789'

/** Answers as if the digits of this PIN came up, as long as it is asked for digits. */
function drawingFirst(pin: string, randomInt: RandomInt): RandomInt {
  const digits = [...pin].map(Number)
  return (maxExclusive) => {
    const digit = maxExclusive === DIGITS.length ? digits.shift() : undefined
    if (digit === undefined) digits.length = 0
    return digit ?? randomInt(maxExclusive)
  }
}
