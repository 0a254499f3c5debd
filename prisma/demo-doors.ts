import type { Prisma } from '../src/data/prisma/client.ts'

/** The doors of the demo house: what brands differ in is data. Several ids are those of the Seam API's documentation. */

const houseAccountId = '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0101'
const summerHouseAccountId = '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0102'

export const demoAccounts = [
  { id: houseAccountId, provider: 'SIMULATED', displayName: 'Locks of the demo house' },
  {
    id: summerHouseAccountId,
    provider: 'SIMULATED',
    displayName: 'Locks of the summer house',
    disconnectedAt: new Date(),
  },
] as const

export const demoDeviceIds = {
  frontDoor: 'a83690b2-2b70-409a-9a94-426699b84c97',
  backDoor: '7bfe1838-5e64-432c-adb6-34e971bda001',
  gardenGate: 'd9717800-fa73-401a-b66b-03f0ef950e2a',
  garage: '550e8400-e29b-41d4-a716-446655440000',
  cellar: '123e4567-e89b-12d3-a456-426614174000',
  sideDoor: '898f45c1-2fa1-4515-93a6-860d71d3c33c',
  poolHouse: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0007',
  office: 'c9cd621d-ef0c-45c8-b608-026ebdb74615',
  attic: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0001',
  meetingRoom: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0002',
  beachHut: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0003',
  boatShed: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0004',
  keyBox: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0005',
  summerHouse: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0008',
  thermostat: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0006',
} as const

const lock = {
  provider: 'SIMULATED',
  connectedAccountId: houseAccountId,
  timeZone: 'Europe/Lisbon',
  batteryLevel: 0.9,
  canProgramOnlineAccessCodes: true,
  supportsNativeScheduling: true,
  supportsBackupAccessCodePool: true,
} as const

const fourToEight = [4, 5, 6, 7, 8]
const august = {
  ...lock,
  deviceType: 'august_lock',
  manufacturer: 'August',
  supportedCodeLengths: fourToEight,
  maxActiveCodesSupported: 100,
}
const yale = { ...august, deviceType: 'yale_lock', manufacturer: 'Yale' }
const id = demoDeviceIds

export const demoDevices: Omit<Prisma.DeviceCreateManyInput, 'workspaceId'>[] = [
  { ...august, id: id.frontDoor, name: 'Front door' },
  { ...august, id: id.backDoor, name: 'Back door' },
  { ...yale, id: id.gardenGate, name: 'Garden gate' },
  {
    ...lock,
    id: id.garage,
    name: 'Garage',
    deviceType: 'schlage_lock',
    manufacturer: 'Schlage',
    supportedCodeLengths: [4],
    codeConstraints: [{ constraintType: 'UNIQUE_FIRST_FOUR_DIGITS' }],
    maxActiveCodesSupported: 30,
  },
  {
    ...lock,
    id: id.cellar,
    name: 'Cellar',
    deviceType: 'kwikset_lock',
    manufacturer: 'Kwikset',
    supportedCodeLengths: fourToEight,
    codeConstraints: [
      { constraintType: 'START_DATE_IN_FUTURE' },
      { constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 14 },
    ],
    maxActiveCodesSupported: 30,
  },
  { ...yale, id: id.sideDoor, name: 'Side door' },
  {
    ...lock,
    id: id.poolHouse,
    name: 'Pool house',
    deviceType: 'nuki_lock',
    manufacturer: 'Nuki',
    supportedCodeLengths: [6],
    codeConstraints: [
      { constraintType: 'NO_ZEROS' },
      { constraintType: 'CANNOT_START_WITH_12' },
      { constraintType: 'NAME_LENGTH', minLength: 1, maxLength: 20 },
    ],
    maxActiveCodesSupported: 100,
  },
  {
    ...lock,
    id: id.office,
    name: 'Office',
    deviceType: 'ttlock_lock',
    manufacturer: 'TTLock',
    supportedCodeLengths: [4, 5, 6, 7, 8, 9],
    codeConstraints: [{ constraintType: 'CANNOT_CONTAIN_089' }],
    maxActiveCodesSupported: 250,
  },
  {
    ...lock,
    id: id.attic,
    name: 'Attic',
    deviceType: 'tedee_lock',
    manufacturer: 'Tedee',
    supportedCodeLengths: [5, 6, 7, 8],
    codeConstraints: [
      { constraintType: 'NO_ASCENDING_OR_DESCENDING_SEQUENCE' },
      { constraintType: 'AT_LEAST_THREE_UNIQUE_DIGITS' },
    ],
    maxActiveCodesSupported: 100,
  },
  {
    ...lock,
    id: id.meetingRoom,
    name: 'Meeting room',
    deviceType: 'salto_ks_lock',
    manufacturer: 'Salto',
    supportedCodeLengths: [6],
    codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }],
    maxActiveCodesSupported: 100,
    supportsBackupAccessCodePool: false,
  },
  {
    ...lock,
    id: id.beachHut,
    name: 'Beach hut',
    deviceType: 'igloohome_lock',
    manufacturer: 'igloohome',
    canProgramOfflineAccessCodes: true,
    supportedCodeLengths: [4, 5, 6],
    codeConstraints: [{ constraintType: 'START_DATE_IN_FUTURE' }],
    maxActiveCodesSupported: 199,
  },
  {
    ...lock,
    id: id.boatShed,
    name: 'Boat shed',
    deviceType: 'smartthings_lock',
    manufacturer: 'SmartThings',
    offlineSince: new Date(),
    batteryLevel: 0.08,
    supportedCodeLengths: [4, 5, 6],
    maxActiveCodesSupported: 20,
    supportsNativeScheduling: false,
  },
  {
    ...lock,
    id: id.keyBox,
    name: 'Key box',
    deviceType: 'wyze_lock',
    manufacturer: 'Wyze',
    supportedCodeLengths: fourToEight,
    maxActiveCodesSupported: 3,
  },
  { ...august, id: id.summerHouse, name: 'Summer house', connectedAccountId: summerHouseAccountId },
  {
    id: id.thermostat,
    name: 'Thermostat',
    provider: 'SIMULATED',
    connectedAccountId: houseAccountId,
    timeZone: 'Europe/Lisbon',
    deviceType: 'ecobee_thermostat',
    manufacturer: 'ecobee',
    supportedCodeLengths: [],
    supportsNativeScheduling: false,
    supportsBackupAccessCodePool: false,
  },
]
