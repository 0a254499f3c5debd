import { z } from 'zod'

/** PostgreSQL cannot store U+0000, and no name needs a control character. */
export const text = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax, `At most ${lengthMax} characters.`)
    .regex(/\S/, 'Must not be blank.')
    .regex(/^[^\p{Cc}]*$/u, 'Must not contain control characters.')
    // Half a character would be stored as another one, and two different texts be the same.
    .refine((value) => value.isWellFormed(), 'Must be whole Unicode characters.')

/** GraphQL cannot say of an input field that it may be left out and yet is never null. */
export const givenOrAbsent = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().refine((value): boolean => value !== null, 'Cannot be null: leave it out, or give a value.')
