import { expect } from 'vitest'
import { aNewCode, anId, anInstant, aPin } from '../api/answers.ts'
import type { Asked } from './asked.ts'
import type { DemoDevice } from './demo-devices.ts'
import { algoPinWindow, lockMakesPin } from './device-rules.ts'

const text: string = expect.any(String)
const PRELOAD_MS = 72 * 3_600_000

export const refusal = (typename: string, code: string, about: object = {}) => ({
  __typename: typename,
  code,
  message: text,
  ...about,
})

/** Compared without regard to the order of the issues, and to how many a field has. */
export function invalidInput(fields: readonly string[]) {
  const paths = [...new Set(fields)].sort()
  return refusal('InvalidInputError', 'INVALID_INPUT', { issues: paths.map((path) => ['input', ...path.split('.')]) })
}

export const notFound = (...ids: unknown[]) => refusal('NotFoundError', 'NOT_FOUND', { ids })

export const conflict = refusal('IdempotencyConflictError', 'IDEMPOTENCY_CONFLICT')

/** The answer with its issues as `invalidInput` has them. */
// biome-ignore lint/suspicious/noExplicitAny: whatever was answered
export function withPathsOnly(answer: any): any {
  if (answer.__typename !== 'InvalidInputError') return answer
  const paths = new Map(answer.issues.map(({ path }: { path: string[] }) => [path.join('.'), path]))
  return { ...answer, issues: [...paths.keys()].sort().map((key) => paths.get(key)) }
}

/** The length of a PIN that is found for one device. */
function lengthFor(device: DemoDevice, { preferredCodeLength: preferred }: Asked): number {
  const [shortest = 0] = device.lengths
  return preferred !== null && device.lengths.includes(preferred) ? preferred : shortest
}

/** A code that was just made, whole. `pin` says more of it where more is known. */
export function newCode(workspaceId: string, device: DemoDevice, asked: Asked, now: Date, about: object = {}) {
  const { isOfflineAccessCode, isOneTimeUse, isExternalModificationAllowed, name } = asked
  const window = isOfflineAccessCode ? algoPinWindow(asked) : asked
  const { startsAt = null, endsAt = null } = window ?? {}
  const isDeferred = startsAt !== null && startsAt > now
  const isWaiting = lockMakesPin(device, asked)
  const preloadMs = device.keepsTime && asked.preferNativeScheduling ? PRELOAD_MS : 0
  const lastsLong = startsAt !== null && endsAt !== null && endsAt.getTime() - startsAt.getTime() > 24 * 3_600_000
  return aNewCode(workspaceId, device.id, {
    name,
    isExternalModificationAllowed,
    isOfflineAccessCode,
    isOneTimeUse,
    isWaitingForCodeAssignment: isWaiting,
    code: isWaiting ? null : aPin(lengthFor(device, asked)),
    codeVisibility: isWaiting ? 'NOT_ASSIGNED' : 'VISIBLE',
    type: startsAt === null ? 'ONGOING' : 'TIME_BOUND',
    status: isDeferred ? 'UNSET' : 'SETTING',
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    ...(isDeferred && {
      pendingMutations: [
        {
          __typename: 'DeferringCreationMutation',
          mutationCode: 'DEFERRING_CREATION',
          message: text,
          createdAt: anInstant,
          scheduledAt: new Date(startsAt.getTime() - preloadMs).toISOString(),
        },
      ],
    }),
    errors: [
      ...device.errors,
      ...(asked.useBackupAccessCodePool ? [{ issueCode: 'empty_backup_access_code_pool', source: 'DEVICE' }] : []),
    ],
    warnings:
      isOfflineAccessCode && lastsLong
        ? [{ issueCode: 'igloo_algopin_must_be_used_within_24_hours', source: 'CODE' }]
        : [],
    ...about,
  })
}

/** Where programming waits for its time, all that could be done now is done. An offline code waits for its PIN. */
export function attempt({ startsAt, isOfflineAccessCode }: Asked, now: Date) {
  const isDone = startsAt !== null && startsAt > now && !isOfflineAccessCode
  return {
    id: anId,
    actionType: 'CREATE_ACCESS_CODE',
    status: isDone ? 'SUCCESS' : 'PENDING',
    error: null,
    result: isDone ? { accessCodeId: anId } : null,
    createdAt: anInstant,
  }
}
