import { expect } from 'vitest'

/** An instant as it is always answered: in UTC, with milliseconds. */
export const anInstant: string = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
export const anId: string = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
)
export const aPin = (length: number): string => expect.stringMatching(new RegExp(`^\\d{${length}}$`))
export const anAutoSetKey: string = expect.stringMatching(
  /^auto_set_by_create_multiple_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
)

/** An ongoing code that was just recorded for this device, whole, but for what the case is about. */
export function aNewCode(workspaceId: string, deviceId: string, about: object = {}) {
  return {
    id: anId,
    workspace: { id: workspaceId },
    device: { id: deviceId },
    name: null,
    appearance: null,
    code: aPin(4),
    codeVisibility: 'VISIBLE',
    verification: 'NONE',
    type: 'ONGOING',
    status: 'SETTING',
    startsAt: null,
    endsAt: null,
    createdAt: anInstant,
    updatedAt: anInstant,
    commonCodeKey: null,
    linkedCodeGroup: null,
    pendingMutations: [
      {
        __typename: 'CreatingMutation',
        mutationCode: 'CREATING',
        message: 'The code is being programmed on the device.',
        createdAt: anInstant,
      },
    ],
    errors: [],
    warnings: [],
    isManaged: true,
    isBackup: false,
    isBackupAccessCodeAvailable: false,
    pulledBackupAccessCode: null,
    isExternalModificationAllowed: false,
    isOfflineAccessCode: false,
    isOneTimeUse: false,
    isScheduledOnDevice: false,
    isWaitingForCodeAssignment: false,
    dormakabaOracodeMetadata: null,
    ...about,
  }
}

/** What differs in a code whose window has not begun; a lock that keeps time itself gets it 72 hours ahead. */
export function deferred({ startsAt, endsAt }: { startsAt: string; endsAt: string }, hoursAhead = 72) {
  const scheduledAt = new Date(Date.parse(startsAt) - hoursAhead * 3_600_000).toISOString()
  return {
    type: 'TIME_BOUND',
    status: 'UNSET',
    startsAt,
    endsAt,
    pendingMutations: [
      {
        __typename: 'DeferringCreationMutation',
        mutationCode: 'DEFERRING_CREATION',
        message: 'The code will be programmed when its time comes.',
        createdAt: anInstant,
        scheduledAt,
      },
    ],
  }
}

/** A refusal of the input itself, by its issues: the paths are below `input`. */
export function invalidInput(issues: Record<string, string>) {
  return {
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    message: Object.entries(issues)
      .map(([path, message]) => `${path}: ${message}`)
      .join(' '),
    issues: Object.entries(issues).map(([path, message]) => ({ path: ['input', ...path.split('.')], message })),
  }
}

export const notFound = (...ids: string[]) => noSuch('device', ...ids)

export const noSuch = (noun: string, ...ids: string[]) => ({
  __typename: 'NotFoundError',
  code: 'NOT_FOUND',
  message: `No ${noun} of this workspace has the id ${ids.join(', ')}.`,
  ids,
})

export const aConstraint = (constraintType: string, about: object = {}) => ({
  constraintType,
  minLength: null,
  maxLength: null,
  ...about,
})

/** A top-level error, whole. The field that it is about has no answer. */
export const failure = (field: string, code: string, message: string, extensions: object = {}) => ({
  data: null,
  errors: [
    {
      message,
      path: [field],
      locations: [{ line: expect.any(Number), column: expect.any(Number) }],
      extensions: { code, ...extensions },
    },
  ],
})
