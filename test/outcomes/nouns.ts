import { anAutoSetKey, anId, anInstant, aPin } from '../api/answers.ts'

/** A door as tests make it, whole, but for what the case is about. */
export const aDoor = (id: string, about: object = {}) => ({
  id,
  name: 'Door',
  deviceType: 'test_lock',
  manufacturer: null,
  provider: 'SIMULATED',
  connectedAccount: null,
  isOnline: true,
  isManaged: true,
  batteryLevel: null,
  timeZone: null,
  canProgramOnlineAccessCodes: true,
  canProgramOfflineAccessCodes: null,
  supportsNativeScheduling: true,
  supportsBackupAccessCodePool: true,
  backupAccessCodePoolEnabled: false,
  supportedCodeLengths: [4, 5, 6, 7, 8],
  codeConstraints: [],
  maxActiveCodesSupported: null,
  customMetadata: {},
  errors: [],
  warnings: [],
  createdAt: anInstant,
  ...about,
})

export const anOfflineDoor = (id: string) =>
  aDoor(id, {
    isOnline: false,
    errors: [
      {
        issueCode: 'device_disconnected',
        message: 'Door is offline. Changes reach it when it is back: check its power and its connection.',
        createdAt: anInstant,
      },
    ],
  })

/** A group on these doors, none of whose codes is on its lock yet. */
export const aGroup = (deviceIds: readonly string[], about: object = {}) => ({
  id: anId,
  commonCodeKey: anAutoSetKey,
  code: aPin(4),
  name: null,
  startsAt: null,
  endsAt: null,
  createdAt: anInstant,
  status: 'SETTING',
  devices: deviceIds.map((id) => ({ id })),
  ...about,
})
