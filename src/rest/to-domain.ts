import type { z } from 'zod'
import { InvalidInputError } from '../domain/errors.ts'
import { camelCase } from './cases.ts'

/**
 * The input of a verb, by the domain's own schema. What a verb calls `id` has a longer name here.
 *
 * @throws InvalidInputError naming every field that cannot be so
 */
export function toDomain<Schema extends z.ZodObject>(
  schema: Schema,
  input: Readonly<Record<string, unknown>>,
  { id }: { readonly id?: string } = {},
): z.output<Schema> {
  const values = Object.entries(input).map(([name, value]) => [name === id ? 'id' : camelCase(name), value])
  const result = schema.safeParse(Object.fromEntries(values))
  if (result.success) return result.data
  throw new InvalidInputError(
    result.error.issues.map(({ path: [first, ...rest], message }) => ({
      path: [first === 'id' && id !== undefined ? id : String(first), ...rest.map(String)],
      message,
    })),
  )
}
