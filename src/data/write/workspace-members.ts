import type { Scope } from '../prisma/enums.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid, newId } from '../uuid.ts'

export interface Member {
  /** In lower case. */
  readonly email: string
  readonly name: string
  readonly scopes: readonly Scope[]
}

/** The person of this address, made if nobody has it. */
export async function personOf(on: Queryable, email: string): Promise<string> {
  const text = `insert into person (id, email) values ($1, $2)
    on conflict (email) do update set email = excluded.email returning id`
  const [person] = await query<{ id: string }>(on, text, [newId(), email])
  if (!person) throw new Error('a person was to be found or made')
  return person.id
}

/** Makes a person a member of a workspace, or changes what the member is called and may do. Answers the member's id. */
export async function setMember(
  on: Queryable,
  workspaceId: string,
  personId: string,
  { name, scopes }: Omit<Member, 'email'>,
): Promise<string> {
  const text = `insert into workspace_member (id, workspace_id, person_id, name, scopes)
    values ($1, $2, $3, $4, $5::scope[])
    on conflict (workspace_id, person_id) do update set name = excluded.name, scopes = excluded.scopes returning id`
  const [member] = await query<{ id: string }>(on, text, [newId(), workspaceId, personId, name, scopes])
  if (!member) throw new Error('a member was to be set')
  return member.id
}

/** Makes a person a member of a workspace, or lets a member do these things too; a member keeps the name. */
export async function ensureMember(
  on: Queryable,
  workspaceId: string,
  personId: string,
  { name, scopes }: Omit<Member, 'email'>,
): Promise<void> {
  const text = `insert into workspace_member as m (id, workspace_id, person_id, name, scopes)
    values ($1, $2, $3, $4, $5::scope[])
    on conflict (workspace_id, person_id) do update
      set scopes = array(select unnest(m.scopes) union select unnest(excluded.scopes) order by 1)`
  await query(on, text, [newId(), workspaceId, personId, name, scopes])
}

/** Whether there was such a member. */
export async function removeMember(on: Queryable, workspaceId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const text = 'delete from workspace_member where workspace_id = $1 and id = $2 returning id'
  return (await query(on, text, [workspaceId, id])).length > 0
}
