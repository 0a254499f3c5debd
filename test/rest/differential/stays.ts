import { hour, type Wish } from './wishes.ts'

const tonight = { startsAt: hour(2), endsAt: hour(20) }

/** Wishes that are always tried: the codes 0 and 1 are somebody else's. */
export const aStay: Wish[][] = [
  [
    { verb: 'createMultipleAccessCodes', doors: [0, 1], options: { ...tonight, name: 'Ada' } },
    {
      verb: 'updateMultipleAccessCodes',
      key: 'the newest',
      options: { startsAt: hour(3), endsAt: hour(30), name: 'Grace' },
    },
    { verb: 'updateAccessCode', code: 2, options: { code: '481920' } },
    { verb: 'updateAccessCode', code: 2, options: { name: 'Alone' } },
    { verb: 'createMultipleAccessCodes', doors: [0, 1, 2], options: { code: '4711' } },
    {
      verb: 'createMultipleAccessCodes',
      doors: [0, 2, 4],
      options: { behaviorWhenCodeCannotBeShared: 'CREATE_RANDOM_CODE' },
    },
    { verb: 'confirm', door: 0 },
    { verb: 'updateAccessCode', code: 4, options: { isManaged: false } },
    { verb: 'deleteAccessCode', code: 3 },
    { verb: 'updateMultipleAccessCodes', key: 'guests', options: { name: 'Ada' } },
  ],
  [
    { verb: 'createAccessCode', door: 0, options: { code: '4711', idempotencyKey: 'k1' } },
    { verb: 'createAccessCode', door: 0, options: { code: '4711', idempotencyKey: 'k1' } },
    { verb: 'createAccessCode', door: 1, options: { code: '4711', idempotencyKey: 'k1' } },
    { verb: 'createAccessCode', door: 0, options: { code: '4711' } },
    { verb: 'createAccessCode', door: 0, options: { code: '00' } },
    { verb: 'createAccessCode', door: 5, options: {} },
    { verb: 'createAccessCode', door: 4, options: { code: '481920' } },
    { verb: 'createAccessCode', door: 2, options: { attemptForOfflineDevice: false } },
    { verb: 'createAccessCode', door: 0, options: { commonCodeKey: 'family' } },
    { verb: 'createAccessCode', door: 1, options: { commonCodeKey: 'family', code: '481920' } },
    { verb: 'updateAccessCode', code: 7, options: { name: 'Nobody' } },
  ],
  [
    {
      verb: 'createAccessCode',
      door: 0,
      options: { startsAt: hour(-2), endsAt: hour(20), useBackupAccessCodePool: true },
    },
    { verb: 'pullBackupAccessCode', code: 2 },
    { verb: 'confirm', door: 0 },
    { verb: 'pullBackupAccessCode', code: 2 },
    { verb: 'pullBackupAccessCode', code: 3 },
    { verb: 'updateAccessCode', code: 2, options: { endsAt: hour(30) } },
    { verb: 'convertUnmanagedAccessCode', code: 0, options: {} },
    { verb: 'deleteUnmanagedAccessCode', code: 1 },
    {
      verb: 'updateDevice',
      door: 0,
      options: { name: 'Gate', customMetadata: { floor: '1' }, backupAccessCodePoolEnabled: false },
    },
    { verb: 'updateDevice', door: 4, options: { backupAccessCodePoolEnabled: true } },
    { verb: 'updateDevice', door: 0, options: { isManaged: false } },
    { verb: 'reportDeviceConstraints', door: 2, options: { supportedCodeLengths: [6, 4] } },
    { verb: 'reportDeviceConstraints', door: 0, options: { supportedCodeLengths: [6, 4] } },
  ],
]
