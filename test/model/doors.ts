import type { Nature } from './world.ts'

const plain: Nature = {
  deviceType: 'test_lock',
  canBeProgrammed: true,
  codeLengths: [4, 5, 6, 7, 8],
  keepsTime: true,
  hasPool: true,
  makesPins: false,
  makesOfflinePins: false,
  takesNoPastStart: false,
  takesNoZeros: false,
  nameLengths: null,
  wantsUniqueNames: false,
  codesMax: null,
}

/** The doors of a house: between them all that brands differ in. */
export const doorNatures: readonly (readonly [name: string, nature: Nature])[] = [
  ['Front', plain],
  ['Back', { ...plain, deviceType: 'smartthings_lock', codeLengths: [4, 5, 6], keepsTime: false }],
  [
    'Box',
    { ...plain, codeLengths: [4, 6], takesNoZeros: true, nameLengths: [2, 10], wantsUniqueNames: true, codesMax: 5 },
  ],
  ['Salto', { ...plain, codeLengths: [6], hasPool: false, makesPins: true }],
  [
    'Igloo',
    {
      ...plain,
      deviceType: 'igloohome_lock',
      codeLengths: [4, 5, 6],
      makesOfflinePins: true,
      takesNoPastStart: true,
    },
  ],
  ['Heater', { ...plain, canBeProgrammed: null, codeLengths: [], hasPool: false, keepsTime: false }],
]

export const constraintsOf = (nature: Nature): { constraintType: string; minLength?: number; maxLength?: number }[] => [
  ...(nature.makesPins ? [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] : []),
  ...(nature.takesNoPastStart ? [{ constraintType: 'START_DATE_IN_FUTURE' }] : []),
  ...(nature.takesNoZeros ? [{ constraintType: 'NO_ZEROS' }] : []),
  ...(nature.wantsUniqueNames ? [{ constraintType: 'NAME_MUST_BE_UNIQUE' }] : []),
  ...(nature.nameLengths
    ? [{ constraintType: 'NAME_LENGTH', minLength: nature.nameLengths[0], maxLength: nature.nameLengths[1] }]
    : []),
]
