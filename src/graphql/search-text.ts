import { z } from 'zod'

/** PostgreSQL cannot compare with U+0000, and nobody looks for control characters. */
export const searchText = z
  .string()
  .max(200, 'At most 200 characters.')
  .regex(/\S/, 'Must not be blank.')
  .regex(/^[^\p{Cc}]*$/u, 'Must not contain control characters.')
  .refine((value) => value.isWellFormed(), 'Must be whole Unicode characters.')
