import type { CodeConstraint, CodeConstraintType } from '../../../src/domain/access-codes/constraints.ts'
import type { PlanDevice, PlanRequest } from '../../../src/domain/linked-code-groups/sharing-question.ts'

export const now = new Date('2026-05-01T10:00:00Z')
export const hours = (count: number) => new Date(now.getTime() + count * 3_600_000)

/** A request for one PIN without end, with what the case is about put in its place. */
export function aRequest(about: Partial<PlanRequest> = {}): PlanRequest {
  return {
    code: null,
    preferredCodeLength: null,
    name: null,
    window: { startsAt: null, endsAt: null },
    now,
    attemptForOfflineDevice: true,
    useBackupAccessCodePool: false,
    isOfflineAccessCode: false,
    preferNativeScheduling: true,
    ...about,
  }
}

/** A lock that takes any PIN of 4 to 8 digits, with what the case is about put in its place. */
export function aDevice(id: string, about: Partial<PlanDevice> & { taken?: Record<string, string> } = {}): PlanDevice {
  const { taken = {}, ...rest } = about
  return {
    id,
    name: `Door ${id}`,
    deviceType: 'test_lock',
    offlineCodes: [],
    canProgramOnlineAccessCodes: true,
    canProgramOfflineAccessCodes: false,
    isOnline: true,
    isManaged: true,
    isRemoved: false,
    supportedCodeLengths: [4, 5, 6, 7, 8],
    codeConstraints: [],
    maxActiveCodesSupported: null,
    supportsNativeScheduling: true,
    supportsBackupAccessCodePool: true,
    needsTimeZoneForWindows: false,
    timeZone: null,
    occupancies: [],
    names: new Set(),
    accountPins: null,
    holderOf: (pin) => (Object.hasOwn(taken, pin) ? taken[pin] : undefined),
    ...rest,
  }
}

export const only = (...types: CodeConstraintType[]): CodeConstraint[] =>
  types.map((constraintType) => ({ constraintType }))

export const allPins = (length: number): string[] =>
  Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, '0'))
