import { z } from 'zod'
import { givenOrAbsent, text } from '../text.ts'

/** The shapes in which devices are changed, by GraphQL or REST. */

const KEY_LENGTH_MAX = 40
const VALUE_LENGTH_MAX = 500

const metadata = z.record(z.string(), z.unknown(), 'Must be an object.').superRefine((given, context) => {
  for (const [key, value] of Object.entries(given)) {
    const issue = (message: string) => context.addIssue({ code: 'custom', path: [key], message })
    if (key === '' || key.length > KEY_LENGTH_MAX) issue(`A key has 1 to ${KEY_LENGTH_MAX} characters.`)
    if (key.includes('.')) issue('A key has no period.')
    const isText = typeof value === 'string' && value.length <= VALUE_LENGTH_MAX
    if (!isText && typeof value !== 'boolean' && value !== null)
      issue(`A value is a text of at most ${VALUE_LENGTH_MAX} characters, true, false, or null to take it away.`)
  }
})

/** At most this many are kept on one device. */
export const METADATA_KEYS_MAX = 50
export type Metadata = Readonly<Record<string, string | boolean | null>>

export const updateDeviceInput = z.object({
  id: z.string(),
  name: givenOrAbsent(text(200)),
  customMetadata: givenOrAbsent(metadata.transform((given) => given as Metadata)),
  isManaged: givenOrAbsent(z.boolean()),
  backupAccessCodePoolEnabled: givenOrAbsent(z.boolean()),
})
export type UpdateDeviceInput = z.output<typeof updateDeviceInput>

/** The lengths that a lock may tell; PINs that are made here have 4 to 12 digits all the same. */
const LENGTH_MIN = 4
const LENGTH_MAX = 20
const length = z
  .int()
  .min(LENGTH_MIN, `Must be at least ${LENGTH_MIN}.`)
  .max(LENGTH_MAX, `Must be at most ${LENGTH_MAX}.`)

export const reportDeviceConstraintsInput = z
  .object({
    deviceId: z.string(),
    supportedCodeLengths: z.array(length).min(1, 'Name at least one length.').nullish(),
    minCodeLength: length.nullish(),
    maxCodeLength: length.nullish(),
  })
  .superRefine(({ supportedCodeLengths: lengths, minCodeLength: min, maxCodeLength: max }, context) => {
    const issue = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (lengths != null && (min != null || max != null)) {
      return issue('supportedCodeLengths', 'Give the lengths, or the shortest and the longest, not both.')
    }
    if (lengths != null) return
    if (min == null && max == null) return issue('supportedCodeLengths', 'Say which lengths the device takes.')
    if (min == null) return issue('minCodeLength', 'Give minCodeLength too.')
    if (max == null) return issue('maxCodeLength', 'Give maxCodeLength too.')
    if (min > max) issue('maxCodeLength', 'Must not be less than minCodeLength.')
  })
export type ReportDeviceConstraintsInput = z.output<typeof reportDeviceConstraintsInput>
