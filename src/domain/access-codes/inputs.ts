import { z } from 'zod'
import { givenOrAbsent, text } from '../text.ts'
import { isPin } from './pin.ts'
import { windowIssues } from './window.ts'

/** The shapes that callers send, by GraphQL or REST. What needs the clock or the database is checked by the verbs. */

const name = text(200)
const pin = z.string().refine(isPin, 'A PIN is 4 to 12 digits.')

const window = { startsAt: z.date().nullish(), endsAt: z.date().nullish() }
const pinWish = { code: pin.nullish(), preferredCodeLength: z.int().min(1, 'Must be at least 1.').nullish() }

const idempotencyKey = text(255).nullish()

const deviceIds = z
  .array(z.string())
  .min(1, 'Name at least one device.')
  .max(500, 'Name at most 500 devices.')
  .superRefine((ids, context) => {
    const seen = new Set<string>()
    for (const [index, id] of ids.entries()) {
      if (seen.has(id.toLowerCase()))
        context.addIssue({ code: 'custom', path: [index], message: `${id} is named twice.` })
      seen.add(id.toLowerCase())
    }
  })

const creationOptions = {
  ...pinWish,
  ...window,
  name: name.nullish(),
  preferNativeScheduling: z.boolean().default(true),
  useBackupAccessCodePool: z.boolean().default(false),
  isExternalModificationAllowed: z.boolean().default(false),
  attemptForOfflineDevice: z.boolean().default(true),
  isOfflineAccessCode: z.boolean().default(false),
  isOneTimeUse: z.boolean().default(false),
  maxTimeRounding: z.enum(['ONE_HOUR', 'ONE_DAY']).default('ONE_HOUR'),
  idempotencyKey,
}

type CreationOptions = z.output<z.ZodObject<typeof creationOptions>>

export const createAccessCodeInput = z
  .object({ deviceId: z.string(), commonCodeKey: text(200).nullish(), ...creationOptions })
  .superRefine(checkOptions)
export type CreateAccessCodeInput = z.output<typeof createAccessCodeInput>

export const createMultipleAccessCodesInput = z
  .object({
    deviceIds,
    behaviorWhenCodeCannotBeShared: z.enum(['THROW', 'CREATE_RANDOM_CODE']).default('THROW'),
    ...creationOptions,
  })
  .superRefine(checkOptions)
export type CreateMultipleAccessCodesInput = z.output<typeof createMultipleAccessCodesInput>

export const codeSharingPlanInput = z
  .object({
    deviceIds,
    name: name.nullish(),
    ...pinWish,
    ...window,
    attemptForOfflineDevice: z.boolean().default(true),
    useBackupAccessCodePool: z.boolean().default(false),
  })
  .superRefine(checkWindow)
export type CodeSharingPlanInput = z.output<typeof codeSharingPlanInput>

/** Absent leaves as it is, and null clears where that has a meaning. What the times come to is checked by the verb. */
export const updateAccessCodeInput = z
  .object({
    id: z.string(),
    name: name.nullish(),
    code: givenOrAbsent(pin),
    type: givenOrAbsent(z.enum(['ONGOING', 'TIME_BOUND'])),
    ...window,
    isExternalModificationAllowed: givenOrAbsent(z.boolean()),
    attemptForOfflineDevice: givenOrAbsent(z.boolean()),
    isManaged: givenOrAbsent(z.boolean()),
  })
  .superRefine(({ type, startsAt, endsAt }, context) => {
    if (type !== 'ONGOING') return
    for (const [field, time] of Object.entries({ startsAt, endsAt })) {
      const message = `An ongoing code has no ${field}: leave it out.`
      if (time != null) context.addIssue({ code: 'custom', path: [field], message })
    }
  })
export type UpdateAccessCodeInput = z.output<typeof updateAccessCodeInput>

/** What a group is named by need not be a key that could be chosen: it is there or not. */
export const updateMultipleAccessCodesInput = z.object({ commonCodeKey: z.string(), name: name.nullish(), ...window })
export type UpdateMultipleAccessCodesInput = z.output<typeof updateMultipleAccessCodesInput>

export const rotateLinkedCodeGroupInput = z.object({ commonCodeKey: z.string(), ...pinWish, idempotencyKey })
export type RotateLinkedCodeGroupInput = z.output<typeof rotateLinkedCodeGroupInput>

export const deleteLinkedCodeGroupInput = z.object({ commonCodeKey: z.string() })

/** Whether there is such a code is not a question of shape: a malformed id is one that is not there. */
export const accessCodeIdInput = z.object({ id: z.string() })
export const convertUnmanagedAccessCodeInput = z.object({
  id: z.string(),
  isExternalModificationAllowed: z.boolean().default(false),
})
export type ConvertUnmanagedAccessCodeInput = z.output<typeof convertUnmanagedAccessCodeInput>

type Issues = Pick<z.core.$RefinementCtx, 'addIssue'>

function checkOptions(input: CreationOptions, context: Issues): void {
  checkWindow(input, context)
  const issue = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  if (input.isOfflineAccessCode) {
    if (input.code != null) issue('code', 'The lock makes the PIN of an offline code: leave it out.')
    if (input.useBackupAccessCodePool) issue('useBackupAccessCodePool', 'An offline code has no backups.')
    if (input.startsAt == null) issue('startsAt', 'An offline code needs a start.')
  } else {
    if (input.isOneTimeUse) issue('isOneTimeUse', 'Only an offline code can be for one use.')
    if (input.maxTimeRounding === 'ONE_DAY') issue('maxTimeRounding', 'Only the times of an offline code are rounded.')
    if (input.useBackupAccessCodePool && input.startsAt == null) {
      issue('useBackupAccessCodePool', 'Only a code with a start and an end can use the backup pool.')
    }
  }
}

function checkWindow(
  input: { startsAt?: Date | null; endsAt?: Date | null; isOfflineAccessCode?: boolean; isOneTimeUse?: boolean },
  context: Issues,
): void {
  // A one-time offline code lasts as long as the lock lets it: its start alone is enough.
  if (input.isOfflineAccessCode && input.isOneTimeUse && input.startsAt != null && input.endsAt == null) return
  const wanted = { startsAt: input.startsAt ?? null, endsAt: input.endsAt ?? null }
  // Whether the end is still to come is for the database's clock to say.
  for (const issue of windowIssues(wanted, new Date(0))) {
    context.addIssue({ code: 'custom', ...issue })
  }
}
