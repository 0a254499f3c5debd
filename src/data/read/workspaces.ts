import { columns } from '../columns.ts'
import { type ActionAttempt, type ConnectedAccount, Prisma, type Workspace } from '../prisma/client.ts'
import { type Queryable, query } from '../statement.ts'
import { inKeyOrder } from './parents.ts'

export type WorkspaceRow = Workspace
export type ConnectedAccountRow = ConnectedAccount
export type ActionAttemptRow = ActionAttempt

/** A workspace sees itself alone. */
export async function workspacesByIds(
  on: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<(WorkspaceRow | null)[]> {
  const list = columns('w', Prisma.WorkspaceScalarFieldEnum)
  const text = `select ${list} from workspace w where w.id = $1 and w.id = any($2::uuid[])`
  return inKeyOrder(ids, await query<WorkspaceRow>(on, text, [workspaceId, ids]))
}

export async function connectedAccountsByIds(
  on: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<(ConnectedAccountRow | null)[]> {
  const list = columns('c', Prisma.ConnectedAccountScalarFieldEnum)
  const text = `select ${list} from connected_account c where c.workspace_id = $1 and c.id = any($2::uuid[])`
  return inKeyOrder(ids, await query<ConnectedAccountRow>(on, text, [workspaceId, ids]))
}

export async function actionAttemptsByIds(
  on: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<(ActionAttemptRow | null)[]> {
  const list = columns('t', Prisma.ActionAttemptScalarFieldEnum)
  const text = `select ${list} from action_attempt t where t.workspace_id = $1 and t.id = any($2::uuid[])`
  return inKeyOrder(ids, await query<ActionAttemptRow>(on, text, [workspaceId, ids]))
}
