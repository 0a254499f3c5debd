import type { Database } from '../../data/client.ts'
import { newId } from '../../data/uuid.ts'

/** The id of the oldest workspace of this name, made if there is none. */
export async function workspaceNamed({ prisma }: Pick<Database, 'prisma'>, name: string): Promise<string> {
  const found = await prisma.workspace.findFirst({ where: { name }, orderBy: { createdAt: 'asc' } })
  const workspace = found ?? (await prisma.workspace.create({ data: { id: newId(), name, isSandbox: false } }))
  return workspace.id
}
