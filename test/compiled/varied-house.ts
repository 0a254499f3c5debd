import type { Prisma } from '../../src/data/prisma/client.ts'
import { AccessCodeStatus, CodeVerification, DeviceProvider, MaxTimeRounding } from '../../src/data/prisma/enums.ts'
import { newId } from '../../src/data/uuid.ts'
import type { TestGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import type { Draw } from './draw.ts'

export const texts = [
  ...[
    'Anna',
    'anna & Béa',
    'Guest "of" honour',
    'back\\slash',
    'two\nlines',
    'tab\there',
    '鍵の客',
    '🔑 Key 🏠',
    '0',
    '%_',
    '',
  ],
  ...['a'.repeat(100), "O'Neill", '</script>', '\u2028', '{"json": [1]}'],
]

const instants = [0, 1, 120, 999, 1_000, 86_400_000].map((ms) => new Date(Date.UTC(2031, 4, 6, 7, 8, 9) + ms))

const issues = [
  { issueCode: 'failed_to_set_on_device', message: 'Could not be set.', createdAt: '2031-05-06T07:08:09.120Z' },
  { issueCode: 'duplicate_code_on_device', message: 'A duplicate.', createdAt: '2031-05-06T07:08:09.000Z' },
  {
    issueCode: 'code_modified_externally_warning',
    message: 'Somebody “changed” it.',
    createdAt: '2031-05-06T07:08:09.001Z',
    details: { changeType: 'modified', modifiedFields: [{ field: 'code' }] },
  },
  { issueCode: 'no_space_for_access_code_on_device', message: 'Full.', createdAt: '2031-05-06T07:08:10.000Z' },
]

/** A workspace whose rows hold whatever their columns may hold, whether or not the product would have left them so. */
export async function aVariedHouse(gateway: TestGateway, draw: Draw): Promise<string> {
  const { database, vault } = gateway
  const { prisma } = database
  const workspaceId = await addWorkspace(database)
  const maybe = <Value>(of: () => Value): Value | null => (draw.oneIn(2) ? null : of())
  const text = () => draw.of(texts)
  const instant = () => draw.of(instants)

  const accountIds = [newId(), newId()]
  await prisma.connectedAccount.createMany({
    data: accountIds.map((id, n) => ({
      ...{ id, workspaceId, provider: DeviceProvider.SIMULATED, displayName: text(), createdAt: instant() },
      disconnectedAt: n === 0 ? null : instant(),
    })),
  })
  const deviceIds: string[] = []
  for (let n = 0; n < 14; n++) {
    deviceIds.push(
      await addDevice(database, workspaceId, {
        ...{ name: `${text()} ${n}`, createdAt: instant(), isManaged: n % 7 !== 6, manufacturer: maybe(text) },
        connectedAccountId: maybe(() => draw.of(accountIds)),
        removedAt: n === 5 ? instant() : null,
        offlineSince: maybe(instant),
        batteryLevel: maybe(() => draw.of([0, 1, 0.1, 0.30000000000000004, 1e-7, 0.5])),
        timeZone: maybe(() => 'Europe/Berlin'),
        canProgramOnlineAccessCodes: maybe(() => draw.oneIn(2)),
        canProgramOfflineAccessCodes: maybe(() => draw.oneIn(2)),
        ...{ supportsNativeScheduling: draw.oneIn(2), supportsBackupAccessCodePool: draw.oneIn(2) },
        ...{ backupAccessCodePoolEnabled: draw.oneIn(2), needsTimeZoneForWindows: draw.oneIn(2) },
        supportedCodeLengths: draw.of([[], [4], [4, 5, 6, 7, 8]]),
        codeConstraints: draw.of([
          [],
          [{ constraintType: 'NO_ZEROS' }, { constraintType: 'NAME_LENGTH', maxLength: 9 }],
        ]),
        maxActiveCodesSupported: maybe(() => draw.of([1, 3, 500])),
        customMetadata: draw.of([{}, { floor: 2, 'quoted "key"': 'ü', isFront: true }]),
      }),
    )
  }
  const groups = Array.from({ length: 8 }, (_, n) => ({
    ...{ id: newId(), workspaceId, commonCodeKey: `stay ${n} ${text()}`.slice(0, 100), createdAt: instant() },
    endedAt: n === 7 ? instant() : null,
  }))
  await prisma.linkedCodeGroup.createMany({ data: groups })

  const code = (n: number): Prisma.AccessCodeCreateManyInput => {
    const id = newId()
    const isManaged = n % 6 !== 5
    const window = maybe(() => ({ startsAt: instant(), endsAt: new Date(instant().getTime() + 172_800_000) }))
    const pin = maybe(() => draw.of(['0042', '123456', '98765432']))
    const sealed = pin === null ? null : Uint8Array.from(vault.seal(pin, id))
    const hash = pin === null ? null : Uint8Array.from(vault.hash(workspaceId, pin))
    const deletedAt = n % 9 === 8 ? instant() : null
    const isOnLock = draw.oneIn(2)
    return {
      ...{ id, workspaceId, deviceId: draw.of(deviceIds), pinCiphertext: sealed, pinHash: hash },
      linkedCodeGroupId: isManaged ? maybe(() => draw.of(groups).id) : null,
      ...{ name: maybe(text), appearanceName: maybe(text), createdAt: instant(), updatedAt: instant(), isManaged },
      ...(window ? { type: 'TIME_BOUND', ...window } : { type: 'ONGOING' }),
      status: draw.of(Object.values(AccessCodeStatus)),
      verification: draw.of(Object.values(CodeVerification)),
      isBackup: isManaged && draw.oneIn(5),
      ...{
        isExternalModificationAllowed: draw.oneIn(2),
        isOfflineAccessCode: draw.oneIn(4),
        isOneTimeUse: draw.oneIn(4),
      },
      maxTimeRounding: draw.of(Object.values(MaxTimeRounding)),
      ...{ isScheduledOnDevice: draw.oneIn(2), isWaitingForCodeAssignment: draw.oneIn(3), isConverting: draw.oneIn(5) },
      ...{ cannotBeManaged: draw.oneIn(2), cannotDelete: draw.oneIn(2) },
      errors: issues.filter(() => draw.oneIn(4)),
      warnings: issues.filter(() => draw.oneIn(4)),
      ...(draw.oneIn(5) && { dormakabaOracodeMetadata: { stayId: n, isOverridable: true, userLevelName: text() } }),
      ...{ wishVersion: 2, refusedWishVersion: maybe(() => draw.of([1, 2])), overriddenWishVersion: maybe(() => 2) },
      lockSlot: isOnLock ? String(n) : maybe(() => String(n)),
      isInDoubt: draw.oneIn(4),
      ...(isOnLock && {
        ...{
          confirmedAt: instant(),
          confirmedName: maybe(text),
          confirmedPinCiphertext: sealed,
          confirmedPinHash: hash,
        },
        ...maybe(() => ({ confirmedStartsAt: instant(), confirmedEndsAt: instant() })),
      }),
      ...{ deletedAt, removedAt: deletedAt && draw.oneIn(2) ? deletedAt : null },
    }
  }
  await prisma.accessCode.createMany({ data: Array.from({ length: 140 }, (_, n) => code(n)) })
  return workspaceId
}
