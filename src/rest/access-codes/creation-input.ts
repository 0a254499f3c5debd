import { z } from 'zod'
import { createAccessCodeInput } from '../../domain/access-codes/inputs.ts'
import { instant, lowered } from '../fields.ts'

const { shape } = createAccessCodeInput
const roundings = { '1hour': 'ONE_HOUR', '1h': 'ONE_HOUR', '1day': 'ONE_DAY', '1d': 'ONE_DAY' } as const

/** What both creating routes take. */
export const creationInput = {
  code: shape.code.describe(
    'A PIN of 4 to 12 digits; if not given, one is found that is hard to guess. Needs the scope SEE_PINS.',
  ),
  preferred_code_length: shape.preferredCodeLength.describe(
    'The number of digits of a PIN that is found, where the devices take it; else the shortest that they take.',
  ),
  name: shape.name.describe('What people call it, up to 200 characters.'),
  starts_at: instant
    .nullish()
    .describe('When it begins to open the door; goes with `ends_at`. Neither: an ongoing code.'),
  ends_at: instant.nullish().describe('When it stops opening the door: in the future and after `starts_at`.'),
  prefer_native_scheduling: shape.preferNativeScheduling.describe(
    'Whether a lock that keeps time itself may be given the code ahead of it.',
  ),
  use_backup_access_code_pool: shape.useBackupAccessCodePool.describe(
    'Whether spare codes are to be kept on the device. Codes with a window only.',
  ),
  is_external_modification_allowed: shape.isExternalModificationAllowed.describe(
    'Whether a change at the keypad is accepted. If not, the code is set again as wished.',
  ),
  attempt_for_offline_device: shape.attemptForOfflineDevice.describe(
    'Whether to wait for a device that is offline, or to refuse at once.',
  ),
  is_offline_access_code: shape.isOfflineAccessCode.describe(
    'Whether the lock’s maker works the PIN out so that the lock accepts it without a connection.',
  ),
  is_one_time_use: shape.isOneTimeUse.describe('Whether an offline code opens the door only once.'),
  max_time_rounding: z
    .enum(['1hour', '1day', '1h', '1d'])
    .transform((words) => roundings[words])
    .default('ONE_HOUR')
    .describe('How far the times of an offline code may be shifted; if not given, `1hour`.'),
}

export const creationAliases = {
  allow_external_modification: 'is_external_modification_allowed',
  use_offline_access_code: 'is_offline_access_code',
}

export const behavior = lowered(['THROW', 'CREATE_RANDOM_CODE'])
  .default('THROW')
  .describe(
    'If not given, `throw`: refuse if any device cannot share the PIN. `create_random_code`: as many devices as possible share one, and each of the others gets a PIN of its own, outside the group.',
  )

export const syncIsIgnored = { sync: 'Codes are always put on their locks in their own time.' }
