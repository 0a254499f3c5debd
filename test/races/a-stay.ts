import { aHouse, type House, onlyResult } from '../api/a-house.ts'
import { confirmBackups } from '../api/backup-codes.ts'
import { inHours } from '../api/codes.ts'
import type { TestGateway } from '../support/gateway.ts'

/** A stay that has begun: two doors that share a PIN, each with spare codes on it, and a third beside them. */
export interface Stay extends House {
  readonly doors: Readonly<Record<'front' | 'back' | 'side', string>>
  readonly commonCodeKey: string
  readonly pin: string
  /** The code on the front door. */
  readonly codeId: string
  /** A code that somebody else put on the front door. */
  readonly strangerId: string
  readonly window: { readonly startsAt: string; readonly endsAt: string }
}

export async function aStay(gateway: TestGateway): Promise<Stay> {
  const house = await aHouse(gateway)
  const doors = { front: await house.door(), back: await house.door(), side: await house.door() }
  const window = { startsAt: inHours(-1), endsAt: inHours(5) }
  const input = { ...window, name: 'Guest', useBackupAccessCodePool: true }
  const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: [doors.front, doors.back], ...input })
  await gateway.database.pool.query(
    `update access_code set status = 'SET', verification = 'READ_BACK', lock_slot = id::text, confirmed_at = now(),
       confirmed_pin_hash = pin_hash, confirmed_pin_ciphertext = pin_ciphertext, confirmed_name = name,
       confirmed_starts_at = starts_at, confirmed_ends_at = ends_at, appearance_name = name
     where linked_code_group_id = $1`,
    [linkedCodeGroup.id],
  )
  for (const deviceId of [doors.front, doors.back]) await confirmBackups(gateway, deviceId)
  const stranger = { deviceId: doors.front, pin: '604829', isManaged: false, lockSlot: '99', name: 'Stranger' }
  const { commonCodeKey, code: pin } = linkedCodeGroup
  const strangerId = await house.code(stranger)
  return { ...house, doors, window, commonCodeKey, pin, codeId: accessCodes[0].id, strangerId }
}

/** What can be asked about it at the same moment, each of which stands in the way of others. */
export const requests: Readonly<Record<string, (stay: Stay) => Promise<{ __typename: string }>>> = {
  'give the code another PIN': ({ updateOne, codeId }) => updateOne({ id: codeId, code: '735142' }),
  'end the code sooner': ({ updateOne, codeId }) => updateOne({ id: codeId, endsAt: inHours(2) }),
  'hand the code over': ({ updateOne, codeId }) => updateOne({ id: codeId, isManaged: false }),
  'delete the code': (stay) => idMutation(stay, 'deleteAccessCode', stay.codeId),
  'take the code out of its group': ({ unlinkOne, codeId }) => unlinkOne(codeId),
  'pull a backup': (stay) => idMutation(stay, 'pullBackupAccessCode', stay.codeId),
  'rotate the group': ({ rotateGroup, commonCodeKey }) => rotateGroup({ commonCodeKey, code: '982451' }),
  'move the group': ({ updateMany, commonCodeKey }) => updateMany({ commonCodeKey, name: 'Berta', endsAt: inHours(9) }),
  'delete the group': ({ deleteGroup, commonCodeKey }) => deleteGroup(commonCodeKey),
  'join the group': ({ createOne, commonCodeKey, doors, window }) =>
    createOne({ deviceId: doors.side, commonCodeKey, ...window }),
  'give another guest the new PIN': ({ createOne, doors }) => createOne({ deviceId: doors.front, code: '982451' }),
  'switch the pool off': (stay) => deviceMutation(stay, { id: stay.doors.front, backupAccessCodePoolEnabled: false }),
  'let go of the door': (stay) => deviceMutation(stay, { id: stay.doors.front, isManaged: false }),
  'take the stranger’s code over': (stay) => idMutation(stay, 'convertUnmanagedAccessCode', stay.strangerId),
  'delete the stranger’s code': (stay) => idMutation(stay, 'deleteUnmanagedAccessCode', stay.strangerId),
}

/** Whether two requests have anything to do with each other: these have with few. */
export const meet = (one: string, other: string): boolean =>
  [one, other].every((name, index) => ofFew[name]?.includes([other, one][index] ?? '') ?? true)

const ofFew: Readonly<Record<string, readonly string[]>> = {
  'switch the pool off': ['switch the pool off', 'pull a backup', 'delete the code', 'let go of the door'],
  'take the stranger’s code over': [
    'take the stranger’s code over',
    'delete the stranger’s code',
    'let go of the door',
  ],
  'delete the stranger’s code': ['delete the stranger’s code', 'take the stranger’s code over', 'let go of the door'],
}

const idMutation = async ({ client }: Stay, mutation: string, id: string) =>
  onlyResult(await client.ask(`mutation { ${mutation}(input: { id: "${id}" }) { __typename } }`))

const deviceMutation = async ({ client }: Stay, input: object) =>
  onlyResult(
    await client.ask('mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) { __typename } }', { input }),
  )
