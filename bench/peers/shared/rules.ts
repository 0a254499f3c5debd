import { randomInt } from 'node:crypto'
import type { z } from 'zod'
import {
  createMultipleAccessCodesInput,
  type updateAccessCodeInput as UpdateInputSchema,
  updateAccessCodeInput,
} from '../../../src/domain/access-codes/inputs.ts'
import { initialState } from '../../../src/domain/access-codes/lifecycle.ts'
import { refusalOf } from '../../../src/domain/access-codes/refusal.ts'
import { claimedFrom, typeOf, type Window, windowIssues } from '../../../src/domain/access-codes/window.ts'
import { wishedWindow } from '../../../src/domain/access-codes/wished-window.ts'
import {
  CodeCannotBeSharedError,
  InvalidInputError,
  NotFoundError,
  NotModifiableError,
  type UserError,
} from '../../../src/domain/errors.ts'
import {
  nameObstacles,
  roomObstacles,
  windowObstacles,
} from '../../../src/domain/linked-code-groups/device-obstacles.ts'
import { planSharing } from '../../../src/domain/linked-code-groups/sharing-plan.ts'
import type { PlanDevice } from '../../../src/domain/linked-code-groups/sharing-question.ts'

/**
 * What a mutation decides, by the product's own pure rules: so all servers refuse the same, and differ in how they read,
 * write and answer. Each of them reads the facts and holds the locks in its own way.
 */

export type CreateInput = z.output<typeof createMultipleAccessCodesInput>
export type UpdateInput = z.output<typeof UpdateInputSchema>

/** A device as its row and the codes on it tell. */
export type DeviceFacts = Omit<
  PlanDevice,
  'isOnline' | 'isRemoved' | 'occupancies' | 'offlineCodes' | 'names' | 'accountPins' | 'holderOf' | 'codeConstraints'
> & {
  readonly offlineSince: Date | null
  readonly removedAt: Date | null
  readonly codeConstraints: unknown
  /** How many codes are on it, or may be. */
  readonly activeCodes: number
}

/** @throws InvalidInputError */
export function parseCreate(input: unknown): CreateInput {
  return parsed(createMultipleAccessCodesInput, input)
}

/** @throws InvalidInputError */
export function parseUpdate(input: unknown): UpdateInput {
  return parsed(updateAccessCodeInput, input)
}

function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new InvalidInputError(result.error.issues.map(({ path, message }) => ({ path: path.map(String), message })))
}

export interface Creation {
  readonly pin: string
  readonly window: Window
  readonly type: 'ONGOING' | 'TIME_BOUND'
  readonly claimedFrom: Date
  readonly status: 'SETTING' | 'UNSET'
  readonly attemptStatus: 'PENDING' | 'SUCCESS'
}

/** The PIN that these devices can share, as far as their rows tell. Whether others hold it is for the caller to look. */
export function decideCreation(input: CreateInput, devices: readonly DeviceFacts[], now: Date): Creation {
  const window = { startsAt: input.startsAt ?? null, endsAt: input.endsAt ?? null }
  const issues = windowIssues(window, now)
  if (issues.length > 0) throw new InvalidInputError(issues)
  const request = {
    ...input,
    code: input.code ?? null,
    preferredCodeLength: input.preferredCodeLength ?? null,
    name: input.name ?? null,
    window,
    now,
  }
  const { pin, canShare, obstacles } = planSharing(request, devices.map(planDevice), randomInt)
  if (!canShare || pin === null) throw new CodeCannotBeSharedError(obstacles)
  const { status, attemptStatus } = initialState(window, now)
  return {
    pin,
    window,
    type: typeOf(window),
    claimedFrom: claimedFrom(window, now),
    status: status as Creation['status'],
    attemptStatus: attemptStatus as Creation['attemptStatus'],
  }
}

/** @throws NotFoundError */
export function mustBeAll(devices: readonly DeviceFacts[], deviceIds: readonly string[]): void {
  const found = new Set(devices.map(({ id }) => id))
  const missing = deviceIds.filter((id) => !found.has(id))
  if (missing.length > 0) throw new NotFoundError('device', missing)
}

/** That another code has the PIN. */
export const pinIsHeld = (): UserError => new CodeCannotBeSharedError([])

/** A code as its row tells. */
export interface CodeFacts extends Window {
  readonly id: string
  readonly deviceId: string
  readonly linkedCodeGroupId: string | null
  readonly name: string | null
  readonly pinHash: Uint8Array | null
  readonly status: string
  readonly deletedAt: Date | null
  readonly isOfflineAccessCode: boolean
  readonly isBackup: boolean
  readonly lockSlot: string | null
  readonly prefersNativeScheduling: boolean
}

export interface Change {
  readonly name: string | null
  readonly window: Window
  readonly type: 'ONGOING' | 'TIME_BOUND'
  readonly isWindowNew: boolean
  readonly claimedFrom: Date
  readonly status: 'SETTING' | 'UNSET'
  readonly attemptStatus: 'PENDING' | 'SUCCESS'
  readonly events: readonly {
    readonly type: 'ACCESS_CODE_MUTATIONS_REQUESTED' | 'ACCESS_CODE_CHANGED'
    readonly payload: object
  }[]
}

/** What a change of name and window makes of a code. Whether another code stands in its way is for the caller to look. */
export function decideChange(input: UpdateInput, code: CodeFacts, facts: DeviceFacts, now: Date): Change {
  mustBeModifiable(code, now)
  const wished = wishedWindow(input, code, now)
  const window = wished ?? { startsAt: code.startsAt, endsAt: code.endsAt }
  const name = input.name === undefined ? code.name : input.name
  const device = planDevice(facts)
  const obstacles = [
    ...(wished ? roomObstacles({ window, now, preferNativeScheduling: code.prefersNativeScheduling }, device) : []),
    ...(wished ? windowObstacles({ window, now }, device) : []),
    ...(name === code.name ? [] : nameObstacles({ name }, device)),
  ]
  if (obstacles.length > 0) throw refusalOf(obstacles)
  const isOff = code.lockSlot === null
  const { status, attemptStatus } = initialState(window, now)
  return {
    name,
    window,
    type: typeOf(window),
    isWindowNew: wished !== null,
    claimedFrom: claimedFrom(window, now),
    status: isOff ? (status as Change['status']) : 'SETTING',
    attemptStatus: isOff ? (attemptStatus as Change['attemptStatus']) : 'PENDING',
    events: [
      { type: 'ACCESS_CODE_MUTATIONS_REQUESTED', payload: { requestedMutations: mutationsOf(code, name, wished) } },
      { type: 'ACCESS_CODE_CHANGED', payload: { changedProperties: { name, ...window } } },
    ],
  }
}

function mutationsOf(code: CodeFacts, name: string | null, window: Window | null): object[] {
  return [
    ...(name === code.name ? [] : [{ mutationCode: 'UPDATING_NAME', from: { name: code.name }, to: { name } }]),
    ...(window
      ? [{ mutationCode: 'UPDATING_TIME_FRAME', from: { startsAt: code.startsAt, endsAt: code.endsAt }, to: window }]
      : []),
  ]
}

/** @throws NotModifiableError */
function mustBeModifiable(code: CodeFacts, now: Date): void {
  const isOver = code.deletedAt !== null || (code.endsAt !== null && code.endsAt <= now)
  if (isOver) throw new NotModifiableError('The code has ended: create another one instead.')
  if (code.isOfflineAccessCode) throw new NotModifiableError('An offline code cannot be changed.')
  if (code.isBackup) throw new NotModifiableError('A spare code waits to be pulled.')
}

const planDevice = ({ offlineSince, removedAt, codeConstraints, activeCodes, ...row }: DeviceFacts): PlanDevice => ({
  ...row,
  isOnline: offlineSince === null,
  isRemoved: removedAt !== null,
  codeConstraints: codeConstraints as PlanDevice['codeConstraints'],
  // All of them count at all times: no device of the data set is so full that more would have to be known.
  occupancies: Array.from({ length: isNearlyFull(row, activeCodes) ? activeCodes : 0 }, () => ({
    from: new Date(0),
    until: null,
  })),
  offlineCodes: [],
  names: new Set(),
  accountPins: null,
  holderOf: () => undefined,
})

const isNearlyFull = ({ maxActiveCodesSupported: max }: Pick<PlanDevice, 'maxActiveCodesSupported'>, active: number) =>
  max !== null && active + 3 >= max
