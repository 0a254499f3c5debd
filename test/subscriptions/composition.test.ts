import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/data/client.ts'
import { newId } from '../../src/data/uuid.ts'
import { insertApiKey } from '../../src/data/write/credentials.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { kept as keptOf, newToken } from '../../src/domain/auth/token.ts'
import { type Gateway, startGateway } from '../../src/gateway.ts'
import { createLogger } from '../../src/server/log.ts'
import { freshDatabase } from '../support/database.ts'
import { addWorkspace } from '../support/house.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { writeEvent } from './log.ts'
import { subscribe } from './subscriber.ts'

const { url: databaseUrl } = await freshDatabase()

it('gateways as they are started watch one database together, mind revoked keys and stop cleanly', async () => {
  await using database = connect(databaseUrl)
  const workspaceId = await addWorkspace(database)
  const [kept, revoked] = [newToken('API_KEY'), newToken('API_KEY')]
  for (const [name, key] of Object.entries({ kept, revoked }))
    await insertApiKey(database.pool, workspaceId, {
      id: newId(),
      name,
      scopes: allScopes,
      expiresAt: null,
      ...keptOf(key),
    })

  const gateways = [await start(), await start()]
  const watch = 'subscription { events { id } }'
  const streams = await Promise.all(gateways.map((at) => subscribe(at, { key: kept }, watch)))
  const ending = await Promise.all(gateways.map((at) => subscribe(at, { key: revoked }, watch)))
  const id = await writeEvent(database.pool, workspaceId)
  for (const stream of [...streams, ...ending]) expect(await stream.take(1, 'events')).toEqual([{ id }])

  await database.pool.query("update api_key set revoked_at = now() where name = 'revoked'")
  for (const stream of ending) {
    expect((await stream.rest()).map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(['UNAUTHENTICATED'])
  }
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]()
  for (const stream of streams) expect(await stream.rest()).toEqual([])
})

async function start(): Promise<Gateway> {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    PORT: '0',
    LATCHKEY_DATA_DIR: await temporaryFolder(),
    LATCHKEY_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString('base64'),
  })
  const gateway = await startGateway(config, createLogger({ level: 'silent' }))
  onTestFinished(() => gateway[Symbol.asyncDispose]())
  return gateway
}
