import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import { updateAccessCodeInput } from '../../domain/access-codes/inputs.ts'
import { updateAccessCode } from '../../domain/access-codes/update.ts'
import { actionAttempt, showActionAttempt } from '../action-attempts/action-attempt.ts'
import { id, instant, lowered } from '../fields.ts'
import { route } from '../route.ts'
import { toDomain } from '../to-domain.ts'
import { syncIsIgnored } from './creation-input.ts'
import { mustBeOn } from './on-device.ts'

const { shape } = updateAccessCodeInput
const isOnlyOfCreating = 'It counts only when a code is created.'

export const update = route({
  path: '/access_codes/update',
  methods: ['POST', 'PATCH', 'PUT'],
  scope: 'WRITE_CODES',
  summary: 'Change a code',
  description:
    'What is left out stays as it is. It is recorded at once and brought to the lock in its own time: until then the old PIN and window may still open the door.',
  input: z.strictObject({
    access_code_id: id,
    device_id: id.optional().describe('The device that the code is on: it says where, and moves nothing.'),
    name: shape.name.describe('What people call it. Null takes the name away.'),
    code: shape.code.describe(
      'Another PIN of 4 to 12 digits. Needs the scope SEE_PINS; those of a group change together, by GraphQL.',
    ),
    type: lowered(['ONGOING', 'TIME_BOUND']).optional().describe('`ongoing` takes the window away.'),
    starts_at: instant.nullish().describe('When it begins to open the door; a past one means now.'),
    ends_at: instant.nullish().describe('When it stops opening the door: in the future and after `starts_at`.'),
    is_external_modification_allowed: shape.isExternalModificationAllowed.describe(
      'Whether a change at the keypad is accepted from now on.',
    ),
    attempt_for_offline_device: shape.attemptForOfflineDevice.describe(
      'False refuses at once if the device is offline.',
    ),
    is_managed: shape.isManaged.describe('False hands the code over: it stays on the lock as an unmanaged one.'),
  }),
  aliases: { allow_external_modification: 'is_external_modification_allowed' },
  ignored: {
    ...syncIsIgnored,
    prefer_native_scheduling: isOnlyOfCreating,
    preferred_code_length: isOnlyOfCreating,
    use_backup_access_code_pool: isOnlyOfCreating,
    is_offline_access_code: isOnlyOfCreating,
    use_offline_access_code: isOnlyOfCreating,
    is_one_time_use: isOnlyOfCreating,
    max_time_rounding: isOnlyOfCreating,
  },
  answer: { action_attempt: actionAttempt },
  async handle({ services, viewer, read, readAnew }, { device_id, ...input }) {
    await mustBeOn(device_id, input.access_code_id, read)
    const given = toDomain(updateAccessCodeInput, input, { id: 'access_code_id' })
    const { actionAttemptId } = await updateAccessCode(services, viewer, given)
    const showing = { viewer, read: readAnew() }
    const attempt = present(await showing.read.actionAttempt.load(actionAttemptId))
    return { action_attempt: await showActionAttempt(attempt, showing) }
  },
})
