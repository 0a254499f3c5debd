import { columns } from '../columns.ts'
import { type ActionAttempt, type ConnectedAccount, Prisma, type Workspace } from '../prisma/client.ts'
import { type Realm, within } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { Conditions } from './conditions.ts'
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

/** An account is reached with any of its devices. */
export async function connectedAccountsByIds(
  on: Queryable,
  realm: Realm,
  ids: readonly string[],
): Promise<(ConnectedAccountRow | null)[]> {
  const list = columns('c', Prisma.ConnectedAccountScalarFieldEnum)
  const where = new Conditions()
  const workspace = where.bind(realm.workspaceId)
  where.add(`c.workspace_id = ${workspace} and c.id = any(${where.bind(ids)}::uuid[])`)
  if (realm.deviceIds) {
    where.add(`exists (select from device d where d.workspace_id = ${workspace} and d.connected_account_id = c.id
      and d.id = any(${where.bind(realm.deviceIds)}::uuid[]))`)
  }
  const text = `select ${list} from connected_account c where ${where.sql}`
  return inKeyOrder(ids, await query<ConnectedAccountRow>(on, text, where.values))
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
