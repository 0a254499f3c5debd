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

/** Makes a person a member of a workspace, or changes what the member is called and may do. */
export async function setMember(
  on: Queryable,
  workspaceId: string,
  personId: string,
  { name, scopes }: Omit<Member, 'email'>,
): Promise<{ readonly id: string; readonly isChanged: boolean }> {
  const text = `insert into workspace_member as present (id, workspace_id, person_id, name, scopes)
    values ($1, $2, $3, $4, $5::scope[])
    on conflict (workspace_id, person_id) do update set name = excluded.name, scopes = excluded.scopes
      where (present.name, present.scopes) is distinct from (excluded.name, excluded.scopes) returning id`
  const [changed] = await query<{ id: string }>(on, text, [newId(), workspaceId, personId, name, scopes])
  if (changed) return { id: changed.id, isChanged: true }
  const asItWas = 'select id from workspace_member where workspace_id = $1 and person_id = $2'
  const [member] = await query<{ id: string }>(on, asItWas, [workspaceId, personId])
  if (!member) throw new Error('a member was to be set')
  return { id: member.id, isChanged: false }
}

/**
 * Makes a person a member of a workspace, or lets a member do these things too; a member keeps the name.
 *
 * @returns the member's id
 */
export async function ensureMember(
  on: Queryable,
  workspaceId: string,
  personId: string,
  { name, scopes }: Omit<Member, 'email'>,
): Promise<string> {
  const text = `insert into workspace_member as m (id, workspace_id, person_id, name, scopes)
    values ($1, $2, $3, $4, $5::scope[])
    on conflict (workspace_id, person_id) do update
      set scopes = array(select unnest(m.scopes) union select unnest(excluded.scopes) order by 1)
    returning id`
  const [member] = await query<{ id: string }>(on, text, [newId(), workspaceId, personId, name, scopes])
  if (!member) throw new Error('a member was to be found or made')
  return member.id
}

/** Whether there was such a member. */
export async function removeMember(on: Queryable, workspaceId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const text = 'delete from workspace_member where workspace_id = $1 and id = $2 returning id'
  return (await query(on, text, [workspaceId, id])).length > 0
}
