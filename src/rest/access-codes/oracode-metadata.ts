import { z } from 'zod'
import { snakeCase } from '../cases.ts'

export const oracodeMetadata = z
  .strictObject({
    stay_id: z.number(),
    site_name: z.string(),
    user_level_id: z.string(),
    user_level_name: z.string().nullable(),
    is_cancellable: z.boolean(),
    is_extendable: z.boolean(),
    is_early_checkin_able: z.boolean(),
    is_overridable: z.boolean(),
  })
  .partial()
  .meta({
    id: 'dormakaba_oracode_metadata',
    description: 'What dormakaba’s Oracode says of a stay, as far as it said it.',
  })

/** What the row keeps, which has the same fields. */
export function showOracodeMetadata(stored: unknown): z.input<typeof oracodeMetadata> | null {
  if (stored === null) return null
  return Object.fromEntries(Object.entries(stored as object).map(([name, value]) => [snakeCase(name), value]))
}
