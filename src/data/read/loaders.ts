import { isUuid } from '../uuid.ts'

/** One loader for each distinct set of arguments, so that equal selections on many parents are read together. */
export function loaderFor<Args extends readonly unknown[], Loader>(
  make: (...args: Args) => Loader,
): (...args: Args) => Loader {
  const loaders = new Map<string, Loader>()
  return (...args) => {
    const key = JSON.stringify(args)
    const loader = loaders.get(key) ?? make(...args)
    loaders.set(key, loader)
    return loader
  }
}

/** A malformed id is one that is not there: PostgreSQL is asked about well-formed ones only, as it writes them. */
export async function readValid<Row>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<(Row | null)[]>,
): Promise<(Row | null)[]> {
  const valid = ids.filter(isUuid).map((id) => id.toLowerCase())
  const rows = valid.length > 0 ? await read(valid) : []
  const byId = new Map(valid.map((id, index) => [id, rows[index] ?? null]))
  return ids.map((id) => byId.get(id.toLowerCase()) ?? null)
}
