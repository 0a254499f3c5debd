import type { Database } from '../../data/client.ts'
import type { PinVault } from '../../data/pins/vault.ts'
import { inTransaction } from '../../data/transaction.ts'
import { newId } from '../../data/uuid.ts'
import { insertWorkspace, type NewWorkspace } from '../../data/write/workspaces.ts'
import { audit, operatorIn } from '../audit.ts'
import type { Services } from '../services.ts'

/** For who runs the gateway: the id of the oldest workspace of this name, made if there is none. */
export async function workspaceNamed(
  { database: { prisma, writers }, vault }: { readonly database: Database; readonly vault: PinVault },
  name: string,
): Promise<string> {
  const found = await prisma.workspace.findFirst({ where: { name }, orderBy: { createdAt: 'asc' } })
  if (found) return found.id
  const id = newId()
  await addWorkspace({ writers, vault }, { id, name, isSandbox: false })
  return id
}

/** For who runs the gateway. Adding the same workspace again changes nothing. */
export async function addWorkspace(
  services: Pick<Services, 'writers' | 'vault'>,
  { id, name, isSandbox }: NewWorkspace,
): Promise<void> {
  await inTransaction(services.writers, async (tx) => {
    const isNew = await insertWorkspace(tx, { id, name, isSandbox })
    if (isNew) audit(tx, services, operatorIn(id), { action: 'createWorkspace', input: { name, isSandbox } })
  })
}
