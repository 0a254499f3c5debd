import type { InputFieldBuilder } from '@pothos/core'
import type { builder } from '../builder.ts'
import { MaxTimeRounding } from '../enums.ts'

type Fields = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

/** What the inputs of both creating mutations have in common. */
export const creationFields = (t: Fields) => ({
  code: t.string({
    description:
      'A PIN of 4 to 12 digits, of a length that the device takes; if not given, one is found that is hard to guess. Needs the scope SEE_PINS.',
  }),
  preferredCodeLength: t.int({
    description:
      'The number of digits of a PIN that is found, where the devices take it; else the shortest that they take.',
  }),
  name: t.string({ description: 'What people call it, up to 200 characters.' }),
  startsAt: t.field({
    type: 'DateTime',
    description:
      'When it begins to open the door; goes with endsAt, and a past one means now. Neither: an ongoing code. An offline code needs it.',
  }),
  endsAt: t.field({
    type: 'DateTime',
    description:
      'When it stops opening the door: in the future and after startsAt. It goes with startsAt; only an offline code for one use can leave it to the lock.',
  }),
  preferNativeScheduling: t.boolean({
    required: true,
    defaultValue: true,
    description:
      'Whether a lock that keeps time itself is given the code up to 72 hours ahead. If not, it is set at startsAt and taken off at endsAt, by the gateway.',
  }),
  useBackupAccessCodePool: t.boolean({
    required: true,
    defaultValue: false,
    description:
      'Whether spare codes are to be kept on the device from now on, one of which can be pulled for this code. Only for codes with a start and an end.',
  }),
  isExternalModificationAllowed: t.boolean({
    required: true,
    defaultValue: false,
    description: 'Whether a change at the keypad is accepted. If not, the code is set again as wished, until it ends.',
  }),
  attemptForOfflineDevice: t.boolean({
    required: true,
    defaultValue: true,
    description: 'What to do where a device is offline: true waits until it is back, false refuses at once.',
  }),
  isOfflineAccessCode: t.boolean({
    required: true,
    defaultValue: false,
    description:
      'Whether the PIN is to be worked out so that the lock accepts it without a connection. Then none can be given.',
  }),
  isOneTimeUse: t.boolean({
    required: true,
    defaultValue: false,
    description: 'Whether an offline code opens the door only once.',
  }),
  maxTimeRounding: t.field({
    type: MaxTimeRounding,
    required: true,
    defaultValue: 'ONE_HOUR',
    description: 'How far the times of an offline code may be shifted to ones that the lock can work with.',
  }),
  idempotencyKey: t.string({
    description:
      'Any text of up to 255 characters. The same key with the same input within 24 hours gives the first answer again, and creates nothing.',
  }),
})
