/** What the demo house promises of its devices, as somebody who calls the gateway is told: nothing here is read from it. */
export interface DemoDevice {
  readonly id: string
  readonly name: string
  readonly lengths: readonly number[]
  readonly constraints: readonly Constraint[]
  /** Null: no limit. */
  readonly roomFor: number | null
  readonly keepsTime: boolean
  readonly hasPool: boolean
  readonly isOnline: boolean
  /** What is wrong with it, which every code on it shows. */
  readonly errors: readonly { readonly issueCode: string; readonly source: string }[]
  /** Whether codes can be set on it from afar. */
  readonly isProgrammable: boolean
  /** Whether it takes the offline codes of its maker, igloohome. */
  readonly isIgloohome: boolean
}

export interface Constraint {
  readonly constraintType: string
  readonly minLength: number | null
  readonly maxLength: number | null
}

const lock = {
  constraints: [],
  roomFor: 100,
  keepsTime: true,
  hasPool: true,
  isOnline: true,
  errors: [],
  isProgrammable: true,
  isIgloohome: false,
} as const
const fourToEight = [4, 5, 6, 7, 8]
const only = (constraintType: string): Constraint => ({ constraintType, minLength: null, maxLength: null })
const nameLength = (minLength: number, maxLength: number) => ({ constraintType: 'NAME_LENGTH', minLength, maxLength })
const numbered = (number: number) => `0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e000${number}`

export const demoDevices: readonly DemoDevice[] = [
  { ...lock, id: 'a83690b2-2b70-409a-9a94-426699b84c97', name: 'Front door', lengths: fourToEight },
  { ...lock, id: '7bfe1838-5e64-432c-adb6-34e971bda001', name: 'Back door', lengths: fourToEight },
  { ...lock, id: 'd9717800-fa73-401a-b66b-03f0ef950e2a', name: 'Garden gate', lengths: fourToEight },
  {
    ...lock,
    id: '550e8400-e29b-41d4-a716-446655440000',
    name: 'Garage',
    lengths: [4],
    constraints: [only('UNIQUE_FIRST_FOUR_DIGITS')],
    roomFor: 30,
  },
  {
    ...lock,
    id: '123e4567-e89b-12d3-a456-426614174000',
    name: 'Cellar',
    lengths: fourToEight,
    constraints: [only('START_DATE_IN_FUTURE'), nameLength(2, 14)],
    roomFor: 30,
  },
  { ...lock, id: '898f45c1-2fa1-4515-93a6-860d71d3c33c', name: 'Side door', lengths: fourToEight },
  {
    ...lock,
    id: numbered(7),
    name: 'Pool house',
    lengths: [6],
    constraints: [only('NO_ZEROS'), only('CANNOT_START_WITH_12'), nameLength(1, 20)],
  },
  {
    ...lock,
    id: 'c9cd621d-ef0c-45c8-b608-026ebdb74615',
    name: 'Office',
    lengths: [4, 5, 6, 7, 8, 9],
    constraints: [only('CANNOT_CONTAIN_089')],
    roomFor: 250,
  },
  {
    ...lock,
    id: numbered(1),
    name: 'Attic',
    lengths: [5, 6, 7, 8],
    constraints: [only('NO_ASCENDING_OR_DESCENDING_SEQUENCE'), only('AT_LEAST_THREE_UNIQUE_DIGITS')],
  },
  {
    ...lock,
    id: numbered(2),
    name: 'Meeting room',
    lengths: [6],
    constraints: [only('CANNOT_SPECIFY_PIN_CODE')],
    hasPool: false,
  },
  {
    ...lock,
    id: numbered(3),
    name: 'Beach hut',
    lengths: [4, 5, 6],
    constraints: [only('START_DATE_IN_FUTURE')],
    roomFor: 199,
    isIgloohome: true,
  },
  {
    ...lock,
    id: numbered(4),
    name: 'Boat shed',
    lengths: [4, 5, 6],
    roomFor: 20,
    keepsTime: false,
    isOnline: false,
    errors: [{ issueCode: 'device_disconnected', source: 'DEVICE' }],
  },
  { ...lock, id: numbered(5), name: 'Key box', lengths: fourToEight, roomFor: 3 },
  {
    ...lock,
    id: numbered(8),
    name: 'Summer house',
    lengths: fourToEight,
    errors: [{ issueCode: 'account_disconnected', source: 'ACCOUNT' }],
  },
  {
    ...lock,
    id: numbered(6),
    name: 'Thermostat',
    lengths: [],
    roomFor: null,
    keepsTime: false,
    hasPool: false,
    isProgrammable: false,
  },
]
