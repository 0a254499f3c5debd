import type { Queryable } from '../../data/statement.ts'
import type { CodeSharingPlanInput } from '../access-codes/inputs.ts'
import { windowIssues } from '../access-codes/window.ts'
import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import { whereHeld } from '../devices/pin-holders.ts'
import type { Survey } from '../devices/survey.ts'
import { InvalidInputError } from '../errors.ts'
import type { Services } from '../services.ts'
import { type FirstLook, firstLook } from './first-look.ts'
import { deviceNotFound, type SharingObstacle } from './sharing-obstacles.ts'
import { planSharing, type SharingPlan } from './sharing-plan.ts'
import type { PlanRequest } from './sharing-question.ts'

/**
 * What createMultipleAccessCodes would do now, were it asked. Writes and reserves nothing.
 *
 * @throws InvalidInputError for a window that is over
 * @throws ForbiddenError if a PIN is named without the scope to see PINs
 */
export async function codeSharingPlan(
  services: Services,
  viewer: Viewer,
  input: CodeSharingPlanInput,
): Promise<SharingPlan> {
  if (input.code != null) mustSeePins(viewer, 'to plan with a PIN')
  const look = await firstLook(services.pool, services, viewer, input)
  const { survey } = look
  const request = planRequest({ ...input, preferNativeScheduling: true, isOfflineAccessCode: false }, survey)
  const plan = await planOver(services.pool, services, viewer.workspaceId, look, request)
  const missing: SharingObstacle[] = survey.missingIds.map(deviceNotFound)
  return { ...plan, canShare: plan.canShare && missing.length === 0, obstacles: [...missing, ...plan.obstacles] }
}

/**
 * Looks for holders of the PIN that would be drawn if none were held, which nearly always settles it; only where that
 * one is held are all of them read.
 */
export async function planOver(
  on: Queryable,
  { vault }: Pick<Services, 'vault'>,
  workspaceId: string,
  { survey, asked, randomInt }: FirstLook,
  request: PlanRequest,
): Promise<SharingPlan> {
  const draft = planSharing(request, survey.devices, randomInt)
  const pin = request.code ?? draft.pin
  if (pin === null) return draft
  const held = await whereHeld(on, vault, workspaceId, { survey, asked }, request, pin)
  return held ? planSharing(request, held, randomInt) : draft
}

type RequestOptions = Pick<
  PlanRequest,
  'attemptForOfflineDevice' | 'useBackupAccessCodePool' | 'isOfflineAccessCode' | 'preferNativeScheduling'
> & {
  readonly isOneTimeUse?: boolean
  readonly maxTimeRounding?: 'ONE_HOUR' | 'ONE_DAY'
  readonly code?: string | null | undefined
  readonly preferredCodeLength?: number | null | undefined
  readonly name?: string | null | undefined
  readonly startsAt?: Date | null | undefined
  readonly endsAt?: Date | null | undefined
}

/** @throws InvalidInputError for a window that is over by the database's clock */
export function planRequest(input: RequestOptions, { now }: Pick<Survey, 'now'>): PlanRequest {
  const window = { startsAt: input.startsAt ?? null, endsAt: input.endsAt ?? null }
  const isOver = window.endsAt !== null && window.endsAt <= now
  if (isOver) throw new InvalidInputError(windowIssues(window, now))
  return {
    ...input,
    code: input.code ?? null,
    preferredCodeLength: input.preferredCodeLength ?? null,
    name: input.name ?? null,
    window,
    now,
  }
}
