import { join } from 'node:path'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../prisma/seed.ts'
import type { Config } from './config.ts'
import type { Database } from './data/client.ts'
import type { PinVault } from './data/pins/vault.ts'
import { addApiKey } from './domain/auth/api-keys.ts'
import { Authenticator } from './domain/auth/authenticator.ts'
import { newToken } from './domain/auth/token.ts'
import { secretFile } from './secret-file.ts'
import type { Logger } from './server/log.ts'

/**
 * The demo house and a key to it, if they are wanted.
 *
 * @returns the key if it was generated here, so that it may be shown; null if there is none or the operator chose it
 */
export async function installDemo(
  config: Config,
  { database, vault }: { database: Database; vault: PinVault },
  logger: Logger,
): Promise<string | null> {
  if (config.demo.enabled) await seedDemoHouse(database, vault)
  if (!config.demo.enabled && !config.apiKey) return null
  const workspace = await database.prisma.workspace.findUnique({ where: { id: DEMO_WORKSPACE_ID } })
  if (!workspace) {
    logger.warn(
      'LATCHKEY_API_KEY is for the demo house, which this database has not: set LATCHKEY_DEMO=true to seed it',
    )
    return null
  }
  const file = join(config.dataDir, 'demo-key')
  const generated = config.apiKey ? null : (await secretFile(file, () => `${newToken('API_KEY')}\n`)).trim()
  const key = generated ?? config.apiKey?.reveal() ?? ''
  await addApiKey({ writers: database.writers, vault }, { workspaceId: DEMO_WORKSPACE_ID, name: 'Demo key', key })
  const known = await new Authenticator(database.pool).authenticate({ token: key, workspaceId: DEMO_WORKSPACE_ID })
  if (!('viewer' in known)) {
    logger.warn('LATCHKEY_API_KEY opens nothing in the demo house: it was revoked, or belongs to another workspace')
  }
  if (generated) logger.info(`The key to the demo house is ${generated} (kept in ${file})`)
  return generated
}
