import { type Queryable, query } from '../statement.ts'

export interface NewWorkspace {
  readonly id: string
  readonly name: string
  readonly isSandbox: boolean
}

/** Adding the same workspace again changes nothing, and answers false. */
export async function insertWorkspace(on: Queryable, { id, name, isSandbox }: NewWorkspace): Promise<boolean> {
  const text = `insert into workspace (id, name, is_sandbox) values ($1, $2, $3) on conflict (id) do nothing returning id`
  return (await query(on, text, [id, name, isSandbox])).length > 0
}
