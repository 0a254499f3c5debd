import type { PoolClient } from 'pg'
import { allWritten, type ReadWritten } from '../../data/read/written.ts'
import { inTransaction } from '../../data/transaction.ts'
import { newId } from '../../data/uuid.ts'
import { codesByIds } from '../../data/write/changeable-codes.ts'
import { lockDevices } from '../../data/write/device-locks.ts'
import { audit } from '../audit.ts'
import { mustReach, mustSeePins, type Viewer } from '../auth/viewer.ts'
import { withHolders } from '../devices/pin-holders.ts'
import type { Survey } from '../devices/survey.ts'
import { CodeCannotBeSharedError, NotFoundError } from '../errors.ts'
import { idempotently, onceAMinute } from '../idempotency.ts'
import { autoSetKey } from '../linked-code-groups/common-code-key.ts'
import { type FirstLook, firstLook } from '../linked-code-groups/first-look.ts'
import { windowOn } from '../linked-code-groups/offline-obstacles.ts'
import { planOwnPin } from '../linked-code-groups/own-pin.ts'
import { planOver, planRequest } from '../linked-code-groups/plan.ts'
import type { SharingPlan } from '../linked-code-groups/sharing-plan.ts'
import type { PlanRequest } from '../linked-code-groups/sharing-question.ts'
import type { Services } from '../services.ts'
import type { CreateMultipleAccessCodesInput } from './inputs.ts'
import { devicesLeft, recordAccessCodes } from './record.ts'
import type { Window } from './window.ts'

export interface CreatedAccessCodes {
  /** In the order of `deviceIds`. */
  readonly accessCodeIds: readonly string[]
  readonly linkedCodeGroupId: string | null
  /** The codes as they were written; not of an answer that is given again. */
  readonly written?: ReadWritten
}

/**
 * One PIN on many doors, all or nothing. Without `code` the codes that share the PIN form a group; with one, or where a
 * device got a PIN of its own under CREATE_RANDOM_CODE, they stand alone. `mayBeRepeated` is for a client that asks again,
 * without a key, when it had no answer.
 *
 * @throws NotFoundError naming every id that is not a device of this workspace
 * @throws CodeCannotBeSharedError naming every obstacle on every device
 * @throws InvalidInputError for a window that is over
 * @throws IdempotencyConflictError if the key came with another input
 * @throws RateLimitedError where a device has had too many codes within a minute
 * @throws ForbiddenError if a PIN is named without the scope to see PINs
 */
export async function createMultipleAccessCodes(
  services: Services,
  viewer: Viewer,
  input: CreateMultipleAccessCodesInput,
  { mayBeRepeated = false }: { readonly mayBeRepeated?: boolean } = {},
): Promise<CreatedAccessCodes> {
  if (input.code != null) mustSeePins(viewer, 'to choose a PIN')
  mustReach(viewer, input.deviceIds)
  return inTransaction(services.writers, (tx) => {
    const request = { viewer, operation: 'createMultipleAccessCodes', input }
    const work = async () => {
      lockDevices(tx, viewer, input.deviceIds)
      const look = await firstLook(tx, services, viewer, input)
      const { missingIds } = look.survey
      if (missingIds.length > 0) throw new NotFoundError('device', missingIds)
      return create(tx, services, viewer, input, look)
    }
    if (input.idempotencyKey != null || !mayBeRepeated) return idempotently(tx, services.vault, request, work)
    const isStillRight = (first: CreatedAccessCodes) => areAsCreated(tx, viewer.workspaceId, first)
    return onceAMinute(tx, services.vault, request, isStillRight, work)
  })
}

/** Who has changed or deleted one of the codes has had the answer, and asks for others. */
async function areAsCreated(tx: PoolClient, workspaceId: string, created: CreatedAccessCodes): Promise<boolean> {
  const codes = await codesByIds(tx, workspaceId, created.accessCodeIds)
  return (
    codes.length === created.accessCodeIds.length &&
    codes.every(({ isOver, wishVersion }) => !isOver && wishVersion === 1)
  )
}

async function create(
  tx: PoolClient,
  services: Services,
  viewer: Viewer,
  input: CreateMultipleAccessCodesInput,
  look: FirstLook,
): Promise<CreatedAccessCodes> {
  const { workspaceId } = viewer
  const { survey } = look
  const request = planRequest(input, survey)
  const plan = await planOver(tx, services, workspaceId, look, request)
  const isRefused = input.behaviorWhenCodeCannotBeShared === 'THROW' && !plan.canShare
  if (isRefused || plan.obstacles.some(({ blocksAnyCode }) => blocksAnyCode)) {
    throw new CodeCannotBeSharedError(plan.obstacles)
  }
  // A custom PIN links nothing, and there is no group of none.
  const isGroup = request.code === null && plan.sharingDeviceIds.length > 0
  const newGroup = isGroup ? { id: newId(), commonCodeKey: autoSetKey(newId()) } : null
  const shared = new Set(plan.sharingDeviceIds)
  const ownPins = await ownPinsOfOthers(tx, services, workspaceId, survey, request, plan)
  const codes = survey.devices.map(({ id }) =>
    shared.has(id)
      ? { deviceId: id, linkedCodeGroupId: newGroup?.id ?? null, pin: plan.pin }
      : { deviceId: id, linkedCodeGroupId: null, pin: ownPins.get(id) ?? null },
  )
  const windows = new Map(survey.devices.map((device) => [device.id, windowOn(device, request)]))
  const deviceIds = codes.map(({ deviceId }) => deviceId)
  await services.programmingLimits.take(tx, viewer, 'CREATE', deviceIds)
  const ids = new Map<string, string>()
  const parts: ReadWritten[] = []
  // One window for all, but for offline codes on locks that round it differently.
  for (const alike of Map.groupBy(codes, ({ deviceId }) => keyOf(windows.get(deviceId))).values()) {
    const window = windows.get(alike[0]?.deviceId ?? '') ?? request.window
    const group = alike.some(({ linkedCodeGroupId }) => linkedCodeGroupId !== null) ? newGroup : null
    const part = { input, request: { ...request, window }, newGroup: group, codes: alike }
    const recorded = await recordAccessCodes(tx, services, workspaceId, part)
    for (const [index, { deviceId }] of alike.entries()) ids.set(deviceId, recorded[index]?.accessCodeId ?? '')
    if (recorded[0]?.written) parts.push(recorded[0].written)
  }
  const created = {
    accessCodeIds: codes.map(({ deviceId }) => ids.get(deviceId) ?? ''),
    linkedCodeGroupId: newGroup?.id ?? null,
  }
  audit(tx, services, viewer, { action: 'createMultipleAccessCodes', input, deviceIds, ...created })
  return { ...created, written: () => allWritten(parts, devicesLeft(input, survey)) }
}

const keyOf = (window: Window | undefined): string => `${window?.startsAt?.getTime()} ${window?.endsAt?.getTime()}`

/** A PIN of its own for each device outside the sharing set; null where the lock makes it. */
async function ownPinsOfOthers(
  tx: PoolClient,
  { vault, randomInt }: Services,
  workspaceId: string,
  survey: Survey,
  request: PlanRequest,
  plan: SharingPlan,
): Promise<ReadonlyMap<string, string | null>> {
  const shared = new Set(plan.sharingDeviceIds)
  const others = survey.devices.filter(({ id }) => !shared.has(id))
  if (others.length === 0) return new Map()
  const devices = await withHolders(tx, vault, workspaceId, { ...survey, devices: others }, request.window)
  const own = devices.map((device) => [device.id, planOwnPin({ ...request, code: null }, device, randomInt)] as const)
  const obstacles = own.flatMap(([, result]) => ('obstacles' in result ? result.obstacles : []))
  if (obstacles.length > 0) throw new CodeCannotBeSharedError(obstacles)
  return new Map(own.map(([id, result]) => [id, 'pin' in result ? result.pin : null]))
}
