import { Mismatch } from './unify.ts'
import { type Code, typeOf, type World } from './world.ts'

/** What is looked for among codes: conditions are joined by AND. */
export interface Filter {
  readonly ids?: readonly string[]
  readonly deviceIds?: readonly string[]
  readonly commonCodeKey?: string
  readonly status?: readonly Code['status'][]
  readonly type?: 'ONGOING' | 'TIME_BOUND'
  readonly code?: string
  readonly search?: string
  readonly activeAt?: string
  readonly isBackup?: boolean
}

export type Order = 'CREATED_AT_DESC' | 'CREATED_AT_ASC' | 'STARTS_AT_ASC' | 'NAME_ASC'

export const searchDocument = `query ($first: Int, $after: String, $filter: AccessCodeFilter, $orderBy: AccessCodeOrder) {
  accessCodes(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount nodes { id } pageInfo { hasNextPage endCursor }
  }
}`

/**
 * Holds the ids that a search found, page after page, against those that it should find, in their order.
 *
 * @throws Mismatch
 */
export function holdFound(world: World, filter: Filter, orderBy: Order, found: readonly string[]): void {
  const wanted = world.codes.filter((code) => isFound(world, code, filter)).sort(comparing(orderBy))
  const ids = wanted.map(({ id }) => id)
  if (ids.join() !== found.join()) {
    throw new Mismatch(`${JSON.stringify(filter)} ${orderBy}: expected [${ids.join()}], got [${found.join()}]`)
  }
}

function isFound(world: World, code: Code, filter: Filter): boolean {
  const at = filter.activeAt === undefined ? null : Date.parse(filter.activeAt)
  const key = world.groups.find(({ id }) => id === code.groupId)?.key
  const { search } = filter
  return [
    code.isManaged,
    code.isBackup === (filter.isBackup ?? false),
    filter.ids?.includes(code.id) ?? true,
    filter.deviceIds?.includes(code.doorId) ?? true,
    filter.commonCodeKey === undefined || filter.commonCodeKey === key,
    filter.status?.includes(code.status) ?? true,
    filter.type === undefined || filter.type === typeOf(code),
    filter.code === undefined || filter.code === code.pin,
    search === undefined ||
      code.id.startsWith(search) ||
      (code.name?.toLowerCase().includes(search.toLowerCase()) ?? false),
    at === null || ((code.startsAt === null || code.startsAt <= at) && (code.endsAt === null || code.endsAt > at)),
  ].every((is) => is)
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Nulls last; equals by their ids, in the same direction. */
function comparing(orderBy: Order): (a: Code, b: Code) => number {
  const byId = (a: Code, b: Code) => text(a.id, b.id)
  const byMaking = (a: Code, b: Code) => a.madeAt - b.madeAt || byId(a, b)
  if (orderBy === 'CREATED_AT_ASC') return byMaking
  if (orderBy === 'CREATED_AT_DESC') return (a, b) => byMaking(b, a)
  if (orderBy === 'STARTS_AT_ASC') return (a, b) => (a.startsAt ?? Infinity) - (b.startsAt ?? Infinity) || byId(a, b)
  return (a, b) => Number(a.name === null) - Number(b.name === null) || text(a.name ?? '', b.name ?? '') || byId(a, b)
}
