/** Some filters have a name for one and a name for many: what meets both. Null: neither was given. */
export function bothOf(one: string | null | undefined, many: readonly string[] | undefined): readonly string[] | null {
  if (one == null) return many ?? null
  return many === undefined || many.includes(one) ? [one] : []
}
