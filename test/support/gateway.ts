import { randomInt as secureRandomInt } from 'node:crypto'
import { afterAll } from 'vitest'
import { connect, type Database } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import type { PinVault } from '../../src/data/pins/vault.ts'
import { EventStream } from '../../src/data/read/event-stream.ts'
import { Reader } from '../../src/data/read/reader.ts'
import type { RandomInt } from '../../src/domain/access-codes/pin.ts'
import { addApiKey } from '../../src/domain/auth/api-keys.ts'
import { Authenticator } from '../../src/domain/auth/authenticator.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import type { Scope, Viewer } from '../../src/domain/auth/viewer.ts'
import { type ProgrammingLimits, unlimitedProgramming } from '../../src/domain/programming-limits.ts'
import type { Services } from '../../src/domain/services.ts'
import { CompiledOperations } from '../../src/graphql/compiled/compiled-operations.ts'
import type { Context } from '../../src/graphql/context.ts'
import { EVENT_COST_MAX, QUERY_COST_MAX_DEFAULT } from '../../src/graphql/limits.ts'
import { schema } from '../../src/graphql/schema.ts'
import { simulatedSandbox } from '../../src/locks/simulated/sandbox.ts'
import { restApi } from '../../src/rest/rest-api.ts'
import { createHttpServer, type HttpServerOptions } from '../../src/server/http-server.ts'
import type { RateRules } from '../../src/server/limits/rates.ts'
import { createLogger } from '../../src/server/log.ts'
import type { QuickOperations } from '../../src/server/quick-answers.ts'
import { freshDatabase } from './database.ts'

/** The answer to a GraphQL request as a client gets it. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's, and tests assert it whole
  readonly data?: any
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}

/** Somebody who asks with one credential. */
export interface Asker {
  readonly key: string
  /** The one that is chosen in each request; undefined where the credential says it. */
  readonly workspaceId?: string | undefined
  ask(query: string, variables?: object): Promise<Answer>
}

interface Client extends Asker {
  readonly workspaceId: string
}

export interface TestGateway {
  readonly url: string
  readonly databaseUrl: string
  /** What its PINs are encrypted with. */
  readonly encryptionKey: Buffer
  readonly database: Database
  readonly vault: PinVault
  readonly services: Services
  readonly events: EventStream
  /** Who asks with a new key of this workspace. */
  clientOf(workspaceId: string, scopes?: readonly Scope[]): Promise<Client>
  /** Who asks with this token of this workspace. */
  clientWith(workspaceId: string, token: string): Client
  /** Who asks with a token of any kind, and maybe chooses a workspace. */
  askerWith(token: string, workspaceId?: string): Asker
  /** Stops it before the file is done. */
  stop(): Promise<void>
}

interface TestGatewayOptions {
  readonly connectionsMax?: number
  /** Another gateway's database, for one beside it. */
  readonly databaseUrl?: string
  /** How many events may wait for one reader. */
  readonly eventBufferMax?: number
  /** What one operation may cost. */
  readonly queryCostMax?: number
  /** What PINs are drawn with, where a test is to know them. */
  readonly randomInt?: RandomInt
  /** Nobody and nothing is held back without them. */
  readonly rates?: Omit<RateRules<Viewer>, 'holderOf'>
  readonly programmingLimits?: ProgrammingLimits
  /** Null leaves every operation to resolvers. */
  readonly operations?: QuickOperations<Context> | null
  /** What of its server is to be otherwise. */
  readonly server?: Partial<HttpServerOptions<Viewer, Context>>
}

/** A real HTTP server over the calling test file's own database. Call it at the file's top level. */
export async function testGateway({
  connectionsMax = 10,
  databaseUrl: given,
  eventBufferMax,
  queryCostMax = QUERY_COST_MAX_DEFAULT,
  randomInt = secureRandomInt,
  rates,
  programmingLimits = unlimitedProgramming,
  operations = new CompiledOperations(schema),
  server: differently,
}: TestGatewayOptions = {}): Promise<TestGateway> {
  const databaseUrl = given ?? (await freshDatabase()).url
  const database = connect(databaseUrl, { connectionsMax })
  const encryptionKey = Buffer.alloc(32, 7)
  const vault = await openPinVault(database.pool, [encryptionKey])
  const { pool, writers, lookUps } = database
  const services: Services = {
    pool,
    lookUps,
    writers,
    vault,
    randomInt,
    programmingLimits,
    sandbox: simulatedSandbox({ pool: writers, vault }),
  }
  const events = new EventStream(database.pool, eventBufferMax === undefined ? {} : { bufferMax: eventBufferMax })
  const authenticator = new Authenticator(pool)
  const server = createHttpServer<Viewer, Context>({
    schema,
    ...(operations && { operations }),
    authenticate: (presented) => authenticator.authenticate(presented),
    contextFor: (viewer, { id }) => ({
      viewer: { ...viewer, requestId: id },
      services,
      events,
      read: new Reader(database.pool, vault, viewer),
    }),
    operationLimits: { costMax: queryCostMax, eventCostMax: EVENT_COST_MAX },
    ...(rates && { rates: { ...rates, holderOf: ({ credentialId }: Viewer) => credentialId } }),
    streams: { holderOf: ({ credentialId }) => credentialId, expired: (viewers) => authenticator.expired(viewers) },
    isReady: async () => true,
    rest: restApi(services),
    graphiql: { enabled: false, demoKey: null },
    logger: createLogger({ level: 'silent' }),
    ...differently,
  })
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await events[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })
  const askerWith = (key: string, workspaceId?: string): Asker => ({
    key,
    workspaceId,
    ask: (query, variables) => ask(url, { key, workspaceId }, query, variables),
  })
  const clientWith = (workspaceId: string, key: string): Client => ({ ...askerWith(key, workspaceId), workspaceId })
  return {
    url,
    databaseUrl,
    encryptionKey,
    database,
    vault,
    services,
    events,
    async stop() {
      await server[Symbol.asyncDispose]()
    },
    async clientOf(workspaceId, scopes) {
      const key = newToken('API_KEY')
      await addApiKey(services, { workspaceId, name: 'Test', key, ...(scopes && { scopes }) })
      return { ...askerWith(key), workspaceId }
    },
    clientWith,
    askerWith,
  }
}

async function ask(
  url: string,
  { key, workspaceId }: { readonly key: string; readonly workspaceId: string | undefined },
  query: string,
  variables?: object,
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...(workspaceId !== undefined && { 'latchkey-workspace': workspaceId }),
    },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as Answer
}
