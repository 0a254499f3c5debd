/**
 * The select list of a table, `a.starts_at as "startsAt", …`, from the field names that Prisma generates: the schema
 * stays the one place that names columns. Holds because every `@map` is the snake_case of its field.
 */
export function columns(alias: string, fields: Readonly<Record<string, string>>): string {
  return Object.keys(fields)
    .map((field) => `${alias}.${columnOf(field)} as "${field}"`)
    .join(', ')
}

export const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
