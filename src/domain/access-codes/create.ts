import type { PoolClient } from 'pg'
import { inTransaction } from '../../data/transaction.ts'
import { newId } from '../../data/uuid.ts'
import { lockDevices } from '../../data/write/device-locks.ts'
import { lockGroupByKey, reachOfGroup } from '../../data/write/linked-code-groups.ts'
import { audit } from '../audit.ts'
import { mustReach, mustSeePins, type Viewer } from '../auth/viewer.ts'
import { whereHeld } from '../devices/pin-holders.ts'
import type { Survey } from '../devices/survey.ts'
import { InvalidInputError, LinkedCodeError, NotFoundError } from '../errors.ts'
import { idempotently } from '../idempotency.ts'
import { isAutoSetKey } from '../linked-code-groups/common-code-key.ts'
import { type FirstLook, firstLook } from '../linked-code-groups/first-look.ts'
import { windowOn } from '../linked-code-groups/offline-obstacles.ts'
import { type OwnPin, planOwnPin } from '../linked-code-groups/own-pin.ts'
import { planRequest } from '../linked-code-groups/plan.ts'
import type { PlanRequest } from '../linked-code-groups/sharing-question.ts'
import type { Services } from '../services.ts'
import type { CreateAccessCodeInput } from './inputs.ts'
import { devicesLeft, type RecordedCode, recordAccessCodes, withDevices } from './record.ts'
import { refusalOf } from './refusal.ts'

/**
 * One code on one device, alone or in the group of `commonCodeKey`, which it joins with that group's PIN, or founds.
 *
 * @throws NotFoundError, UnsupportedDeviceError, UnsupportedCodeLengthError, ConstraintViolationError,
 * TimeFrameUnsupportedError, DuplicateAccessCodeError, DeviceFullError, DeviceOfflineError, by what stands in the way
 * @throws LinkedCodeError for a PIN other than that of the group
 * @throws InvalidInputError for a window that is over, or founding a group with a key of ours
 * @throws IdempotencyConflictError if the key came with another input
 * @throws RateLimitedError where the device has had too many codes within a minute
 * @throws ForbiddenError if a PIN is named without the scope to see PINs
 */
export async function createAccessCode(
  services: Services,
  viewer: Viewer,
  input: CreateAccessCodeInput,
): Promise<RecordedCode> {
  if (input.code != null) mustSeePins(viewer, 'to choose a PIN')
  mustReach(viewer, [input.deviceId])
  return inTransaction(services.writers, (tx) =>
    idempotently(tx, services.vault, { viewer, operation: 'createAccessCode', input }, async () => {
      lockDevices(tx, viewer, [input.deviceId])
      const look = await firstLook(tx, services, viewer, { ...input, deviceIds: [input.deviceId] })
      const { missingIds } = look.survey
      if (missingIds.length > 0) throw new NotFoundError('device', missingIds)
      return create(tx, services, viewer, input, look)
    }),
  )
}

async function create(
  tx: PoolClient,
  services: Services,
  viewer: Viewer,
  input: CreateAccessCodeInput,
  look: FirstLook,
): Promise<RecordedCode> {
  const { survey } = look
  const group = await groupFor(tx, services, viewer, input)
  const request = planRequest({ ...input, code: group?.pin ?? input.code ?? null }, survey)
  const { workspaceId } = viewer
  const { deviceId, pin } = await pinFor(tx, services, workspaceId, look, request)
  if (group && pin === null) throw badKey('The lock makes its PINs itself, so that its codes cannot be in a group.')
  await services.programmingLimits.take(tx, viewer, 'CREATE', [deviceId])
  const [recorded] = await recordAccessCodes(tx, services, workspaceId, {
    input,
    request: { ...request, window: survey.devices[0] ? windowOn(survey.devices[0], request) : request.window },
    newGroup: group?.isNew ? group : null,
    codes: [{ deviceId, linkedCodeGroupId: group?.id ?? null, pin }],
  })
  if (!recorded) throw new Error('one code was to be recorded, and none was')
  const did = { action: 'createAccessCode', input, deviceIds: [deviceId], linkedCodeGroupId: group?.id ?? null }
  audit(tx, services, viewer, { ...did, accessCodeIds: [recorded.accessCodeId] })
  return withDevices(recorded, devicesLeft(input, survey))
}

interface GroupToJoin {
  readonly id: string
  readonly commonCodeKey: string
  readonly isNew: boolean
  /** Null for a group that is founded. */
  readonly pin: string | null
}

async function groupFor(
  tx: PoolClient,
  { vault }: Services,
  viewer: Viewer,
  { commonCodeKey, code, isOfflineAccessCode }: CreateAccessCodeInput,
): Promise<GroupToJoin | null> {
  if (commonCodeKey == null) return null
  if (isOfflineAccessCode) throw badKey('The lock makes the PIN of an offline code, so that it cannot be in a group.')
  const reach = viewer.deviceIds === null ? 'ALL' : await reachOfGroup(tx, viewer, commonCodeKey)
  // Nobody founds a group with such a key, so that nobody need hear that one out of reach has it.
  if (isAutoSetKey(commonCodeKey) && reach !== 'ALL') throw badKey(noGroupOfOurs)
  if (reach === 'PART') throw badKey(keyInUse)
  const group = await lockGroupByKey(tx, viewer, commonCodeKey)
  if (!group) {
    if (isAutoSetKey(commonCodeKey)) throw badKey(noGroupOfOurs)
    return { id: newId(), commonCodeKey, isNew: true, pin: null }
  }
  if (!group.isReached) throw badKey(keyInUse)
  // What a door says to the group's PIN tells something of it.
  mustSeePins(viewer, 'to join a group')
  const pin = group.pinHolderId && group.pinCiphertext && vault.open(group.pinCiphertext, group.pinHolderId)
  if (!pin || (code != null && code !== pin)) {
    throw new LinkedCodeError(
      group.id,
      'The codes of a group share one PIN: leave out code to join with it, rotate the group to change it for all, or take another commonCodeKey.',
    )
  }
  return { id: group.id, commonCodeKey, isNew: false, pin }
}

const noGroupOfOurs = 'There is no such group, and keys beginning like this are the gateway’s own.'
const keyInUse = 'This key is in use where this credential does not reach: choose another.'
const badKey = (message: string) => new InvalidInputError([{ path: ['commonCodeKey'], message }])

/** As `planOver` does for many: who holds any PIN is asked only where somebody has the one that would be drawn. */
async function pinFor(
  tx: PoolClient,
  { vault }: Services,
  workspaceId: string,
  { survey, asked, randomInt }: FirstLook,
  request: PlanRequest,
): Promise<{ deviceId: string; pin: string | null }> {
  const ownPin = ([device]: Survey['devices']): OwnPin & { deviceId: string } => {
    if (!device) throw new Error('one device was surveyed, and none is there')
    return { ...planOwnPin(request, device, randomInt), deviceId: device.id }
  }
  let own = ownPin(survey.devices)
  const wanted = request.code ?? ('pin' in own ? own.pin : null)
  const held = wanted === null ? null : await whereHeld(tx, vault, workspaceId, { survey, asked }, request, wanted)
  if (held) own = ownPin(held)
  if ('obstacles' in own) throw refusalOf(own.obstacles)
  return own
}
