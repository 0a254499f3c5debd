import { columns } from '../columns.ts'
import { type LinkedCodeGroup, Prisma } from '../prisma/client.ts'
import type { AccessCodeStatus } from '../prisma/enums.ts'
import { type Realm, reaches } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import type { AccessCodeRow } from './access-codes.ts'
import { Conditions, nameOrIdMatches } from './conditions.ts'
import { byCreation, orderBy, type Page, type PageRequest, pageOf, seek } from './keyset.ts'
import { inKeyOrder } from './parents.ts'

/** A group and what its members say together: `name`, `startsAt` and `endsAt` are theirs where all agree, else null. */
export type LinkedCodeGroupRow = LinkedCodeGroup & {
  readonly name: string | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  /** One for each member. */
  readonly statuses: readonly AccessCodeStatus[]
  /** The own errors of each member. */
  readonly errors: readonly (readonly { readonly issueCode: string }[])[]
  /** Of each member, in the order in which they were made. */
  readonly deviceIds: readonly string[]
  /** A member whose PIN is known: the members of a group share it. */
  readonly pinHolderId: string | null
  readonly pinCiphertext: Uint8Array | null
}

export interface LinkedCodeGroupFilter {
  readonly deviceId?: string | null
  /** A part of the key, or the beginning of the id. */
  readonly search?: string | null
}

export const linkedCodeGroupOrder = byCreation(true)

const list = `${columns('g', Prisma.LinkedCodeGroupScalarFieldEnum)}, members.*`
const memberOf = (group: string) => `a.workspace_id = ${group}.workspace_id and a.linked_code_group_id = ${group}.id`
/** A code that is over keeps the PIN that it had when the group got another: of several, the last one has the newest. */
const byPin =
  '(a.deleted_at is not null or coalesce(a.ends_at <= now(), false)), least(a.deleted_at, a.ends_at) desc, a.id'
/** What the members of a group say together, each over the members `a`. */
export const groupSummary = {
  name: 'case when count(a.name) = count(*) and min(a.name) = max(a.name) then min(a.name) end',
  startsAt: 'case when count(a.starts_at) = count(*) and min(a.starts_at) = max(a.starts_at) then min(a.starts_at) end',
  endsAt: 'case when count(a.ends_at) = count(*) and min(a.ends_at) = max(a.ends_at) then min(a.ends_at) end',
  statuses: "coalesce(array_agg(a.status::text), '{}')",
  errors: "coalesce(jsonb_agg(a.errors), '[]')",
  deviceIds: "coalesce(array_agg(a.device_id::text order by a.created_at, a.id), '{}')",
  pinHolderId: `(array_agg(a.id order by ${byPin}) filter (where a.pin_ciphertext is not null))[1]`,
  pinCiphertext: `(array_agg(a.pin_ciphertext order by ${byPin}) filter (where a.pin_ciphertext is not null))[1]`,
} as const satisfies Partial<Record<keyof LinkedCodeGroupRow, string>>

/** The same of a group whose members were all made at once and alike. */
export function foundedGroup(
  { id, commonCodeKey }: Pick<LinkedCodeGroup, 'id' | 'commonCodeKey'>,
  codes: readonly AccessCodeRow[],
): LinkedCodeGroupRow[] {
  const members = codes.filter(({ linkedCodeGroupId }) => linkedCodeGroupId === id).sort(byId)
  const [first] = members
  if (!first) return []
  const { workspaceId, createdAt, name, startsAt, endsAt, pinCiphertext } = first
  return [
    {
      ...{ id, workspaceId, commonCodeKey, createdAt, endedAt: null, name, startsAt, endsAt },
      statuses: members.map(({ status }) => status),
      errors: members.map(({ errors }) => errors as { issueCode: string }[]),
      deviceIds: members.map(({ deviceId }) => deviceId),
      pinHolderId: first.id,
      pinCiphertext,
    },
  ]
}

const byId = (a: AccessCodeRow, b: AccessCodeRow): number => (a.id < b.id ? -1 : 1)

const summary = Object.entries(groupSummary)
  .map(([field, expression]) => `${expression} as "${field}"`)
  .join(', ')

/** The summary of the members that the realm reaches. */
const members = (to: Conditions, { deviceIds }: Realm) => `cross join lateral (
    select ${summary} from access_code a
    where ${memberOf('g')} and a.removed_at is null
      ${deviceIds ? `and a.device_id = any(${to.bind(deviceIds)}::uuid[])` : ''}
  ) members`

/** Restricts `g` to the realm's groups: those with a code on any of its devices. */
function within(to: Conditions, { workspaceId, deviceIds }: Realm): void {
  to.add(`g.workspace_id = ${to.bind(workspaceId)}`)
  if (deviceIds)
    to.add(`exists (select from access_code a where ${memberOf('g')}
      and a.device_id = any(${to.bind(deviceIds)}::uuid[]) and (a.removed_at is null or g.ended_at is not null))`)
}

export async function linkedCodeGroupsByIds(
  on: Queryable,
  realm: Realm,
  ids: readonly string[],
): Promise<(LinkedCodeGroupRow | null)[]> {
  const groups = await linkedCodeGroupsAtLast(on, realm, ids)
  return groups.map((group) => (group?.endedAt === null ? group : null))
}

/** The same, and those that have ended: groups of no members. */
export async function linkedCodeGroupsAtLast(
  on: Queryable,
  realm: Realm,
  ids: readonly string[],
): Promise<(LinkedCodeGroupRow | null)[]> {
  const where = new Conditions()
  within(where, realm)
  where.add(`g.id = any(${where.bind(ids)}::uuid[])`)
  const text = `select ${list} from linked_code_group g ${members(where, realm)} where ${where.sql}`
  return inKeyOrder(ids, await query<LinkedCodeGroupRow>(on, text, where.values))
}

export async function linkedCodeGroupByKey(
  on: Queryable,
  realm: Realm,
  commonCodeKey: string,
): Promise<LinkedCodeGroupRow | null> {
  const where = new Conditions()
  within(where, realm)
  where.add(`g.common_code_key = ${where.bind(commonCodeKey)} and g.ended_at is null`)
  const text = `select ${list} from linked_code_group g ${members(where, realm)} where ${where.sql}`
  const [row] = await query<LinkedCodeGroupRow>(on, text, where.values)
  return row ?? null
}

export async function pageOfLinkedCodeGroups(
  on: Queryable,
  realm: Realm,
  filter: LinkedCodeGroupFilter,
  page: PageRequest,
): Promise<Page<LinkedCodeGroupRow>> {
  const where = new Conditions()
  addGroupFilter(where, realm, filter)
  seek(where, 'g', linkedCodeGroupOrder, page)
  // The page is cut before the members are read: they are summed up for its groups alone.
  const order = orderBy('g', linkedCodeGroupOrder, page)
  const text = `select ${list} from (
      select * from linked_code_group g where ${where.sql} order by ${order} limit ${where.bind(page.limit + 1)}
    ) g ${members(where, realm)}
    order by ${order}`
  return pageOf(await query<LinkedCodeGroupRow>(on, text, where.values), page)
}

export async function countLinkedCodeGroups(
  on: Queryable,
  realm: Realm,
  filter: LinkedCodeGroupFilter,
): Promise<number> {
  const where = new Conditions()
  addGroupFilter(where, realm, filter)
  const text = `select count(*)::int as count from linked_code_group g where ${where.sql}`
  const [row] = await query<{ count: number }>(on, text, where.values)
  return row?.count ?? 0
}

/** Restricts `linked_code_group g` to those of the realm that have not ended and meet the filter. */
export function addGroupFilter(to: Conditions, realm: Realm, filter: LinkedCodeGroupFilter): void {
  within(to, realm)
  to.add('g.ended_at is null')
  if (filter.deviceId != null) {
    const deviceId = isUuid(filter.deviceId) && reaches(realm, filter.deviceId.toLowerCase()) ? filter.deviceId : null
    to.add(`exists (select from access_code a where ${memberOf('g')}
      and a.device_id = ${to.bind(deviceId)}::uuid and a.removed_at is null)`)
  }
  if (filter.search) to.add(nameOrIdMatches(to, 'g', 'common_code_key', filter.search))
}
