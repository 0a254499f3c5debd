import { expect } from 'vitest'
import { anAutoSetKey, anId, anInstant, aPin } from '../api/answers.ts'
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
import { conflict, invalidInput, newCode, notFound, refusal } from './expected.ts'
import { absent, type Fields, type Row, type Rule } from './pairwise.ts'

export type Field = OptionField | 'deviceIds' | 'behaviorWhenCodeCannotBeShared'

const every = demoDevices.map(({ name }) => name)
const unknown = '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1effff'
const together = (...names: string[]) => ({
  name: names.join(' + '),
  given: names.map((name) => demoDevices.find((device) => device.name === name)?.id ?? name),
})

export const fieldsOfMany = (now: Date): Fields<Field> => ({
  ...optionFields(now),
  behaviorWhenCodeCannotBeShared: [
    absent,
    { name: 'THROW', given: 'THROW' },
    { name: 'CREATE_RANDOM_CODE', given: 'CREATE_RANDOM_CODE' },
  ],
  deviceIds: [
    ...every.map((name) => together(name)),
    together('Front door', 'Back door', 'Garden gate', 'Side door'),
    together('Garage', 'Pool house'),
    together('Pool house', 'Garage'),
    together('Garage', 'Attic', 'Office', 'Pool house'),
    together('Meeting room', 'Side door', 'Beach hut'),
    together('Boat shed', 'Summer house', 'Cellar'),
    together('Key box', 'Thermostat', 'Garage', 'Attic'),
    together(...every),
    together(...every.filter((name) => name !== 'Key box' && name !== 'Thermostat').toReversed()),
    { name: 'none', given: [] },
    together('Side door', 'Office', 'Side door'),
    together('Side door', unknown, 'front door'),
  ],
})

/** That each device is there, and named once. */
const devicesRule: Rule<Field> = {
  on: ['deviceIds'],
  allows: ({ deviceIds }) => {
    const ids = deviceIds.given as string[]
    return ids.length > 0 && new Set(ids).size === ids.length && devicesOf(ids).length === ids.length
  },
}

export const rulesOfMany = (now: Date): readonly Rule<Field>[] => [...wellFormed(now), devicesRule]

const devicesOf = (ids: readonly string[]) => ids.flatMap((id) => demoDevices.find((device) => device.id === id) ?? [])

/** What createMultipleAccessCodes is to answer to this in this house. */
export function answerToMany(workspaceId: string, row: Row<Field>, house: House): object {
  const asked = askedIn(row)
  const ids = row.deviceIds.given as string[]
  const twice = ids.flatMap((id, index) => (ids.indexOf(id) < index ? [`deviceIds.${index}`] : []))
  const issues = [...inputIssues(asked), ...twice, ...(ids.length === 0 ? ['deviceIds'] : [])]
  if (issues.length > 0) return invalidInput(issues)
  if (asked.idempotencyKey === repeatedKey) return conflict
  const devices = devicesOf(ids)
  if (devices.length < ids.length) return notFound(...ids.filter((id) => !demoDevices.some((one) => one.id === id)))
  if (isOver(asked, house.now)) return invalidInput(['endsAt'])
  const { sharing, obstacles } = planOf(devices, asked, house)
  const all = devices.flatMap((device) => (obstacles.get(device) ?? []).map((one) => ({ device, ...one })))
  const isThrown = row.behaviorWhenCodeCannotBeShared.given !== 'CREATE_RANDOM_CODE'
  if (all.some(({ blocksAnyCode }) => blocksAnyCode) || (isThrown && all.length > 0)) return cannotBeShared(all)
  return payload(workspaceId, devices, sharing, asked, house)
}

const cannotBeShared = (obstacles: readonly ObstacleOn[]): object =>
  refusal('CodeCannotBeSharedError', 'CODE_CANNOT_BE_SHARED', { obstacles: obstacles.map(answered) })

interface ObstacleOn extends Obstacle {
  readonly device: DemoDevice
}

export const answered = ({ device, reason, constraint, conflictingAccessCodeId }: ObstacleOn) => ({
  deviceId: device.id,
  device: { id: device.id, name: device.name },
  reason,
  message: expect.stringContaining(device.name),
  constraint,
  conflictingAccessCodeId,
})

interface Sharing {
  readonly devices: readonly DemoDevice[]
  /** Null for a PIN that was given. */
  readonly length: number | null
}

/** Who shares one PIN, and what keeps each other device from it. */
export function planOf(
  devices: readonly DemoDevice[],
  asked: Asked,
  house: House,
): { readonly sharing: Sharing; readonly obstacles: ReadonlyMap<DemoDevice, readonly Obstacle[]> } {
  const { code } = asked
  const obstacles = new Map(
    devices.map((device) => [
      device,
      [
        ...blockingObstacles(device, asked, house),
        ...choiceObstacles(device, asked),
        ...(code !== null && !lockMakesPin(device, asked) ? pinObstacles(device, code, asked, house) : []),
      ],
    ]),
  )
  const able = devices.filter((device) => obstacles.get(device)?.length === 0)
  if (code !== null) return { sharing: { devices: able, length: null }, obstacles }
  const sharing = largestOf(able, asked.preferredCodeLength)
  for (const device of devices) {
    const isApart = device.isProgrammable && !lockMakesPin(device, asked) && sharing.length !== null
    const hasCommon = device.lengths.some((length) => sharing.devices.every((other) => other.lengths.includes(length)))
    if (isApart && !hasCommon) {
      const plain = { constraint: null, conflictingAccessCodeId: null, blocksAnyCode: false }
      obstacles.get(device)?.push({ ...plain, reason: 'NO_COMMON_CODE_LENGTH' })
    }
  }
  return { sharing, obstacles }
}

/** The most devices that take PINs of one length; of as many, the preferred length, the earlier devices, the shorter PIN. */
function largestOf(able: readonly DemoDevice[], preferred: number | null): Sharing {
  const [best] = [4, 5, 6, 7, 8, 9]
    .map((length) => ({ length, devices: able.filter(({ lengths }) => lengths.includes(length)) }))
    .filter(({ devices }) => devices.length > 0)
    .sort(
      (a, b) =>
        b.devices.length - a.devices.length ||
        Number(b.length === preferred) - Number(a.length === preferred) ||
        compare(positions(a.devices, able), positions(b.devices, able)) ||
        a.length - b.length,
    )
  return best ?? { length: null, devices: [] }
}

const positions = (devices: readonly DemoDevice[], all: readonly DemoDevice[]): number[] =>
  devices.map((device) => all.indexOf(device))
const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((position, index) => position - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0

function payload(
  workspaceId: string,
  devices: readonly DemoDevice[],
  sharing: Sharing,
  asked: Asked,
  { now }: House,
): object {
  const { code, name, startsAt, endsAt } = asked
  const isGroup = code === null && sharing.devices.length > 0
  const shared = isGroup
    ? { code: aPin(sharing.length ?? 0), commonCodeKey: anAutoSetKey, linkedCodeGroup: { id: anId } }
    : { ...(code !== null && { code }) }
  const isDeferred = startsAt !== null && startsAt > now
  return {
    __typename: 'CreateMultipleAccessCodesPayload',
    accessCodes: devices.map((device) =>
      newCode(workspaceId, device, asked, now, sharing.devices.includes(device) ? shared : {}),
    ),
    linkedCodeGroup: isGroup
      ? {
          id: anId,
          commonCodeKey: anAutoSetKey,
          code: aPin(sharing.length ?? 0),
          name,
          startsAt: startsAt?.toISOString() ?? null,
          endsAt: endsAt?.toISOString() ?? null,
          createdAt: anInstant,
          status: isDeferred ? 'UNSET' : 'SETTING',
          accessCodes: { totalCount: sharing.devices.length, nodes: sharing.devices.map(() => ({ id: anId })) },
          devices: sharing.devices.map(({ id }) => ({ id })),
        }
      : null,
  }
}
