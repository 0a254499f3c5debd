import { columns } from '../columns.ts'
import { type ActionAttempt, type ConnectedAccount, Prisma, type Workspace } from '../prisma/client.ts'
import { type Realm, within } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { Conditions, nameOrIdMatches } from './conditions.ts'
import { byCreation, orderBy, type Page, type PageRequest, pageOf, seek } from './keyset.ts'
import { inKeyOrder } from './parents.ts'

export type WorkspaceRow = Workspace
export type ConnectedAccountRow = ConnectedAccount
export type ActionAttemptRow = ActionAttempt

/** A workspace sees itself alone. */
export async function workspacesByIds(
  on: Queryable,
  { workspaceId }: Realm,
  ids: readonly string[],
): Promise<(WorkspaceRow | null)[]> {
  const list = columns('w', Prisma.WorkspaceScalarFieldEnum)
  const text = `select ${list} from workspace w where w.id = $1 and w.id = any($2::uuid[])`
  return inKeyOrder(ids, await query<WorkspaceRow>(on, text, [workspaceId, ids]))
}

export async function connectedAccountsByIds(
  on: Queryable,
  realm: Realm,
  ids: readonly string[],
): Promise<(ConnectedAccountRow | null)[]> {
  const list = columns('c', Prisma.ConnectedAccountScalarFieldEnum)
  const where = new Conditions()
  reachAccount(where, realm)
  where.add(`c.id = any(${where.bind(ids)}::uuid[])`)
  const text = `select ${list} from connected_account c where ${where.sql}`
  return inKeyOrder(ids, await query<ConnectedAccountRow>(on, text, where.values))
}

/** An account is reached with any of its devices. */
function reachAccount(to: Conditions, { workspaceId, deviceIds }: Realm): void {
  const workspace = to.bind(workspaceId)
  to.add(`c.workspace_id = ${workspace}`)
  if (!deviceIds) return
  to.add(`exists (select from device d where d.workspace_id = ${workspace} and d.connected_account_id = c.id
    and d.id = any(${to.bind(deviceIds)}::uuid[]))`)
}

export async function actionAttemptsByIds(
  on: Queryable,
  realm: Realm,
  ids: readonly string[],
): Promise<(ActionAttemptRow | null)[]> {
  const list = columns('t', Prisma.ActionAttemptScalarFieldEnum)
  const where = new Conditions()
  within(where, realm, 't')
  where.add(`t.id = any(${where.bind(ids)}::uuid[])`)
  const text = `select ${list} from action_attempt t where ${where.sql}`
  return inKeyOrder(ids, await query<ActionAttemptRow>(on, text, where.values))
}

/** Those that a person is a member of, the oldest membership first. */
export function workspacesOfPerson(on: Queryable, personId: string): Promise<WorkspaceRow[]> {
  const text = `select ${columns('w', Prisma.WorkspaceScalarFieldEnum)}
    from workspace_member m join workspace w on w.id = m.workspace_id
    where m.person_id = $1 order by m.created_at, m.id`
  return query<WorkspaceRow>(on, text, [personId])
}

export interface ConnectedAccountFilter {
  /** A part of the name, or the beginning of the id. */
  readonly search?: string | null
}

export const newestFirst = byCreation(true)

export async function pageOfConnectedAccounts(
  on: Queryable,
  realm: Realm,
  { search }: ConnectedAccountFilter,
  page: PageRequest,
): Promise<Page<ConnectedAccountRow>> {
  const where = new Conditions()
  reachAccount(where, realm)
  if (search) where.add(nameOrIdMatches(where, 'c', 'display_name', search))
  seek(where, 'c', newestFirst, page)
  const text = `select ${columns('c', Prisma.ConnectedAccountScalarFieldEnum)} from connected_account c
    where ${where.sql} order by ${orderBy('c', newestFirst, page)} limit ${where.bind(page.limit + 1)}`
  return pageOf(await query<ConnectedAccountRow>(on, text, where.values), page)
}

export interface ActionAttemptFilter {
  readonly ids?: readonly string[] | null
  readonly deviceId?: string | null
}

export async function pageOfActionAttempts(
  on: Queryable,
  realm: Realm,
  { ids, deviceId }: ActionAttemptFilter,
  page: PageRequest,
): Promise<Page<ActionAttemptRow>> {
  const where = new Conditions()
  within(where, realm, 't')
  if (ids) where.add(`t.id = any(${where.bind(ids.filter(isUuid))}::uuid[])`)
  if (deviceId != null) where.add(`t.device_id = ${where.bind(isUuid(deviceId) ? deviceId : null)}::uuid`)
  seek(where, 't', newestFirst, page)
  const text = `select ${columns('t', Prisma.ActionAttemptScalarFieldEnum)} from action_attempt t
    where ${where.sql} order by ${orderBy('t', newestFirst, page)} limit ${where.bind(page.limit + 1)}`
  return pageOf(await query<ActionAttemptRow>(on, text, where.values), page)
}
