import type { PoolClient } from 'pg'
import { linkedCodeGroupsAtLast } from '../../data/read/linked-code-groups.ts'
import { wholeWorkspace } from '../../data/realm.ts'
import { inTransaction } from '../../data/transaction.ts'
import { type ChangeableCode, lockGroup } from '../../data/write/changeable-codes.ts'
import { changeAccessCodes, type WishedChange } from '../access-codes/change.ts'
import type { RotateLinkedCodeGroupInput } from '../access-codes/inputs.ts'
import { audit } from '../audit.ts'
import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import { withHolders } from '../devices/pin-holders.ts'
import { type Survey, surveyDevices } from '../devices/survey.ts'
import { CodeCannotBeSharedError, InvalidInputError, NotFoundError } from '../errors.ts'
import { idempotently } from '../idempotency.ts'
import type { Services } from '../services.ts'
import { obstaclesToChanges } from './change-obstacles.ts'
import { findNewPin } from './new-pin.ts'
import type { SharingObstacle } from './sharing-obstacles.ts'
import type { PlanDevice } from './sharing-question.ts'

/**
 * A new PIN for a group, on every door of it or on none. The doors move over one by one, each when its lock is read back
 * with the new PIN: until then the one before opens it. Codes that are deleted or over keep theirs.
 *
 * @returns the group's id
 * @throws NotFoundError for a key of no group of this workspace, or of one that has only such codes
 * @throws CodeCannotBeSharedError naming every obstacle on every device
 * @throws InvalidInputError for the PIN that the group has
 * @throws IdempotencyConflictError if the key came with another input
 * @throws RateLimitedError where a device has had too many changes within a minute
 * @throws ForbiddenError if a PIN is named without the scope to see PINs
 */
export async function rotateLinkedCodeGroup(
  services: Services,
  viewer: Viewer,
  input: RotateLinkedCodeGroupInput,
): Promise<string> {
  if (input.code != null) mustSeePins(viewer, 'to choose a PIN')
  const { workspaceId } = viewer
  const notFound = () => new NotFoundError('linked code group', [input.commonCodeKey], 'commonCodeKey')
  return inTransaction(services.writers, async (tx) => {
    const request = { viewer, operation: 'rotateLinkedCodeGroup', input }
    const id = await idempotently(tx, services.vault, request, async () => {
      const group = await lockGroup(tx, viewer, input.commonCodeKey)
      const codes = group?.codes.filter(({ isOver }) => !isOver) ?? []
      if (!group || codes.length === 0) throw notFound()
      const deviceIds = codes.map(({ deviceId }) => deviceId)
      await services.programmingLimits.take(tx, viewer, 'UPDATE', deviceIds)
      await rotate(tx, services, workspaceId, input, codes)
      const did = { action: 'rotateLinkedCodeGroup', input, deviceIds, linkedCodeGroupId: group.id }
      audit(tx, services, viewer, { ...did, accessCodeIds: codes.map(({ id }) => id) })
      return group.id
    })
    // What was answered before may be about doors that the viewer does not reach any more.
    if (viewer.deviceIds !== null && !(await linkedCodeGroupsAtLast(tx, viewer, [id]))[0]) throw notFound()
    return id
  })
}

async function rotate(
  tx: PoolClient,
  services: Services,
  workspaceId: string,
  { code, preferredCodeLength }: RotateLinkedCodeGroupInput,
  codes: readonly ChangeableCode[],
): Promise<void> {
  const presentPin = presentPinOf(services, codes)
  if (code != null && code === presentPin) {
    throw new InvalidInputError([{ path: ['code'], message: 'This is the PIN that the group has: choose another.' }])
  }
  const deviceIds = [...new Set(codes.map(({ deviceId }) => deviceId))]
  const changingIds = codes.map(({ id }) => id)
  const survey = await surveyDevices(tx, services.vault, wholeWorkspace(workspaceId), deviceIds, changingIds)
  const move = (pin: string) => moveTo(pin, tx, services, workspaceId, survey, codes)
  if (code != null) return orRefuse(await move(code))

  const presentHolders = new Map(codes.map(({ id, deviceId }) => [deviceId, id]))
  const wish = { presentPin, presentHolders, preferredLength: preferredCodeLength ?? null }
  // As if no PIN were taken: nearly always the one that is drawn is free, and nobody's PINs need to be read.
  const draft = findNewPin(wish, survey.devices, services.randomInt)
  if ('pin' in draft && (await move(draft.pin)).length === 0) return
  const devices = await withHoldersInOwnWindows(tx, services, workspaceId, survey, codes)
  const found = findNewPin(wish, devices, services.randomInt)
  orRefuse('pin' in found ? await move(found.pin) : found.obstacles)
}

function presentPinOf({ vault }: Services, codes: readonly ChangeableCode[]): string | null {
  const holder = codes.find(({ pinCiphertext }) => pinCiphertext !== null)
  return holder?.pinCiphertext ? vault.open(holder.pinCiphertext, holder.id) : null
}

/** The devices with whoever holds a PIN there while a code of the group does, each in its own window. */
async function withHoldersInOwnWindows(
  tx: PoolClient,
  services: Services,
  workspaceId: string,
  survey: Survey,
  codes: readonly ChangeableCode[],
): Promise<PlanDevice[]> {
  const windows = Map.groupBy(codes, ({ startsAt, endsAt }) => `${startsAt?.getTime()} ${endsAt?.getTime()}`)
  const holders = new Map<string, PlanDevice['holderOf'][]>()
  for (const [first, ...others] of windows.values()) {
    if (!first) continue
    const ids = new Set([first, ...others].map(({ deviceId }) => deviceId))
    const part = { ...survey, devices: survey.devices.filter(({ id }) => ids.has(id)) }
    const devices = await withHolders(tx, services.vault, workspaceId, part, first)
    for (const { id, holderOf } of devices) holders.set(id, [...(holders.get(id) ?? []), holderOf])
  }
  return survey.devices.map((device) => ({
    ...device,
    holderOf: (pin) => holders.get(device.id)?.reduce<string | undefined>((found, of) => found ?? of(pin), undefined),
  }))
}

function orRefuse(obstacles: readonly SharingObstacle[]): void {
  if (obstacles.length > 0) throw new CodeCannotBeSharedError(obstacles)
}

/** All that stands in the way on all devices; empty: the codes are wished with this PIN now. */
async function moveTo(
  pin: string,
  tx: PoolClient,
  services: Services,
  workspaceId: string,
  survey: Survey,
  codes: readonly ChangeableCode[],
): Promise<readonly SharingObstacle[]> {
  const changes = codes.map((code): WishedChange => ({ code, wish: { pin } }))
  const options = { attemptForOfflineDevice: true }
  const obstacles = await obstaclesToChanges(tx, services, workspaceId, survey, changes, options)
  if (obstacles.length === 0) changeAccessCodes(tx, services, workspaceId, survey, changes)
  return obstacles
}
