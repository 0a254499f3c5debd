import { anId } from '../api/answers.ts'
import {
  type Asked,
  askedIn,
  inputIssues,
  isOver,
  type OptionField,
  optionFields,
  repeatedKey,
  wellFormed,
} from './asked.ts'
import { type DemoDevice, demoDevices } from './demo-devices.ts'
import {
  blockingObstacles,
  choiceObstacles,
  type House,
  lockMakesPin,
  type Obstacle,
  pinObstacles,
} from './device-rules.ts'
import { attempt, conflict, invalidInput, newCode, notFound, refusal } from './expected.ts'
import { absent, type Fields, type Row, type Rule } from './pairwise.ts'

type Option = OptionField | 'commonCodeKey'
export type Field = Option | 'deviceId'

const family = {
  id: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0200',
  key: 'auto_set_by_create_multiple_0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0200',
  pin: '6248',
}
const ownKey = 'auto_set_by_somebody_else'

export const fieldsOfOne = (now: Date): Fields<Field> => ({
  ...optionFields(now),
  deviceId: [
    ...demoDevices.map(({ id, name }) => ({ name, given: id })),
    { name: 'unknown', given: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1effff' },
    { name: 'malformed', given: 'front door' },
  ],
  commonCodeKey: [
    absent,
    { name: 'null', given: null },
    { name: 'new', given: 'Summer party' },
    { name: 'of the family', given: family.key },
    { name: 'like the gateway’s own', given: ownKey },
    { name: 'blank', given: '' },
  ],
})

export const isDeviceThere: Rule<Field> = {
  on: ['deviceId'],
  allows: ({ deviceId }) => demoDevices.some(({ id }) => id === deviceId.given),
}

/** That nothing is wrong with what is asked, of a group either: an offline code is in none, and the family has its PIN. */
export const rulesOfOne = (now: Date): readonly Rule<Option>[] => [
  ...wellFormed(now),
  { on: ['commonCodeKey'], allows: ({ commonCodeKey: { given } }) => given !== '' && given !== ownKey },
  {
    on: ['commonCodeKey', 'isOfflineAccessCode'],
    allows: ({ commonCodeKey, isOfflineAccessCode }) => commonCodeKey.given == null || !isOfflineAccessCode.given,
  },
  {
    on: ['commonCodeKey', 'code'],
    allows: ({ commonCodeKey, code }) =>
      commonCodeKey.given !== family.key || code.given == null || code.given === family.pin,
  },
]

/** What createAccessCode is to answer to this in this house. */
export function answerToOne(workspaceId: string, row: Row<Field>, house: House): object {
  const asked = askedIn(row)
  const key = (row.commonCodeKey.given ?? null) as string | null
  const issues = [...inputIssues(asked), ...(key === '' ? ['commonCodeKey'] : [])]
  if (issues.length > 0) return invalidInput(issues)
  if (asked.idempotencyKey === repeatedKey) return conflict
  const device = demoDevices.find(({ id }) => id === row.deviceId.given)
  if (!device) return notFound(row.deviceId.given)
  if (key !== null && (asked.isOfflineAccessCode || key === ownKey)) return invalidInput(['commonCodeKey'])
  const joins = key === family.key
  if (joins && asked.code !== null && asked.code !== family.pin) {
    return refusal('LinkedCodeError', 'LINKED_CODE', { linkedCodeGroup: { id: family.id } })
  }
  if (isOver(asked, house.now)) return invalidInput(['endsAt'])
  const pin = joins ? family.pin : asked.code
  const obstacles = obstaclesTo(device, pin, asked, house)
  if (obstacles.length > 0) return refusalFor(device, obstacles)
  // Nobody could join a group of which no PIN is known.
  if (key !== null && lockMakesPin(device, asked)) return invalidInput(['commonCodeKey'])
  const group = key !== null && { commonCodeKey: key, linkedCodeGroup: { id: joins ? family.id : anId } }
  return {
    __typename: 'CreateAccessCodePayload',
    accessCode: newCode(workspaceId, device, asked, house.now, { ...(pin !== null && { code: pin }), ...group }),
    actionAttempt: attempt(asked, house.now),
  }
}

/** In the order in which they are told. */
export function obstaclesTo(device: DemoDevice, pin: string | null, asked: Asked, house: House): Obstacle[] {
  const blocking = blockingObstacles(device, asked, house)
  if (pin === null) return blocking
  return [
    ...blocking,
    ...(lockMakesPin(device, asked) ? choiceObstacles(device, asked) : pinObstacles(device, pin, asked, house)),
  ]
}

/** The first that stands in the way; of constraints all. */
function refusalFor({ id, lengths, roomFor }: DemoDevice, obstacles: readonly Obstacle[]): object {
  const [first] = obstacles
  const device = { id }
  switch (first?.reason) {
    case 'CONSTRAINT_VIOLATED':
    case 'CANNOT_SPECIFY_PIN_CODE':
      return refusal('ConstraintViolationError', 'CONSTRAINT_VIOLATED', {
        device,
        violations: obstacles.flatMap(({ constraint }) => constraint ?? []),
      })
    case 'UNSUPPORTED_CODE_LENGTH':
      return refusal('UnsupportedCodeLengthError', 'UNSUPPORTED_CODE_LENGTH', { device, supportedCodeLengths: lengths })
    case 'DUPLICATE_CODE': {
      const { conflictingAccessCodeId } = first
      return refusal('DuplicateAccessCodeError', 'DUPLICATE_ACCESS_CODE', { device, conflictingAccessCodeId })
    }
    case 'DEVICE_FULL':
      return refusal('DeviceFullError', 'DEVICE_FULL', { device, maxActiveCodesSupported: roomFor })
    case 'DEVICE_OFFLINE':
      return refusal('DeviceOfflineError', 'DEVICE_OFFLINE', { device })
    case 'TIME_FRAME_UNSUPPORTED':
      return refusal('TimeFrameUnsupportedError', 'TIME_FRAME_UNSUPPORTED', { device })
    default:
      return refusal('UnsupportedDeviceError', 'UNSUPPORTED_DEVICE', { device })
  }
}
