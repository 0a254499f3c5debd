import type { PoolClient } from 'pg'
import { wholeWorkspace } from '../../data/realm.ts'
import { inTransaction } from '../../data/transaction.ts'
import { type LockedGroup, lockGroup } from '../../data/write/changeable-codes.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { surveyDevices } from '../devices/survey.ts'
import { CodeCannotBeSharedError, NotFoundError } from '../errors.ts'
import { obstaclesToChanges } from '../linked-code-groups/change-obstacles.ts'
import type { Services } from '../services.ts'
import { changeAccessCodes, isEmpty, realChanges } from './change.ts'
import type { UpdateMultipleAccessCodesInput } from './inputs.ts'
import { pulledBackupsOf, withPulledBackups } from './pulled-backups.ts'
import { namesTimes, wishedWindow } from './wished-window.ts'

export interface UpdatedAccessCodes {
  readonly linkedCodeGroupId: string
  /** In the order in which they were made. */
  readonly accessCodeIds: readonly string[]
}

/**
 * Changes the name and the window of all codes of a group: all of them or none. What is left out stays as it is in each.
 * Codes that are deleted or over stay as they are.
 *
 * @throws NotFoundError for a key of no group of this workspace, or of one that has only such codes
 * @throws InvalidInputError for a window that cannot be
 * @throws CodeCannotBeSharedError naming every obstacle on every device
 * @throws RateLimitedError where a device has had too many changes within a minute
 */
export async function updateMultipleAccessCodes(
  services: Services,
  viewer: Viewer,
  input: UpdateMultipleAccessCodesInput,
): Promise<UpdatedAccessCodes> {
  return inTransaction(services.writers, async (tx) => {
    const group = await lockGroup(tx, viewer, input.commonCodeKey)
    if (!group) throw noSuchGroup(input)
    return update(tx, services, viewer, input, group)
  })
}

async function update(
  tx: PoolClient,
  services: Services,
  viewer: Viewer,
  input: UpdateMultipleAccessCodesInput,
  group: LockedGroup,
): Promise<UpdatedAccessCodes> {
  const { workspaceId } = viewer
  const codes = group.codes.filter(({ isOver }) => !isOver)
  if (codes.length === 0) throw noSuchGroup(input)
  const backups = await pulledBackupsOf(tx, workspaceId, namesTimes(input) ? codes : [])
  const deviceIds = [...new Set(codes.map(({ deviceId }) => deviceId))]
  const changingIds = [...codes, ...backups.values()].map(({ id }) => id)
  const survey = await surveyDevices(tx, services.vault, wholeWorkspace(workspaceId), deviceIds, changingIds)
  const wishes = codes.map((code) => {
    const window = wishedWindow(input, code, survey.now)
    const wish = { ...(input.name !== undefined && { name: input.name }), ...(window && { window }) }
    return { code, wish: realChanges(services, { code, wish }) }
  })
  const real = wishes.filter(({ wish }) => !isEmpty(wish))
  const changes = withPulledBackups(services, real, backups)
  if (changes.length > 0) {
    const options = { attemptForOfflineDevice: true }
    const obstacles = await obstaclesToChanges(tx, services, workspaceId, survey, changes, options)
    if (obstacles.length > 0) throw new CodeCannotBeSharedError(obstacles)
    await services.programmingLimits.take(
      tx,
      viewer,
      'UPDATE',
      changes.map(({ code }) => code.deviceId),
    )
    changeAccessCodes(tx, services, workspaceId, survey, changes)
    const did = { action: 'updateMultipleAccessCodes', input, deviceIds, linkedCodeGroupId: group.id }
    audit(tx, services, viewer, { ...did, accessCodeIds: changes.map(({ code }) => code.id) })
  }
  return { linkedCodeGroupId: group.id, accessCodeIds: codes.map(({ id }) => id) }
}

const noSuchGroup = ({ commonCodeKey }: UpdateMultipleAccessCodesInput) =>
  new NotFoundError('linked code group', [commonCodeKey], 'commonCodeKey')
