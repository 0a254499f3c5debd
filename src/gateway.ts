import { randomInt } from 'node:crypto'
import type { Config } from './config.ts'
import { sealAuditLog } from './data/audit/seal.ts'
import { nameOfSeal } from './data/audit/verify.ts'
import { EventStream } from './data/read/event-stream.ts'
import { Reader } from './data/read/reader.ts'
import { forgetOldAnswers } from './data/write/idempotency.ts'
import { installDemo } from './demo.ts'
import { Authenticator } from './domain/auth/authenticator.ts'
import type { Viewer } from './domain/auth/viewer.ts'
import { programmingLimits, unlimitedProgramming } from './domain/programming-limits.ts'
import type { Services } from './domain/services.ts'
import { every } from './every.ts'
import { CompiledOperations } from './graphql/compiled/compiled-operations.ts'
import type { Context } from './graphql/context.ts'
import { EVENT_COST_MAX } from './graphql/limits.ts'
import { schema } from './graphql/schema.ts'
import { startLockEngine } from './lock-engine.ts'
import { simulatedSandbox } from './locks/simulated/sandbox.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { restApi } from './rest/rest-api.ts'
import { createHttpServer } from './server/http-server.ts'
import type { Logger } from './server/log.ts'
import { readTrustedDocuments } from './trusted-documents.ts'

/** The whole thing, running. Disposing stops it in the reverse order of its start. */
export interface Gateway extends AsyncDisposable {
  readonly url: string
  /** Rejects if something it cannot live without is gone. */
  readonly failed: Promise<never>
}

const HOUR_MS = 60 * 60 * 1000
const LAST_USES_MS = 10_000
const SEAL_MS = 10_000

/** Seals the audit log, and tells of the seal where whoever changes the database does not reach. */
async function seal({ database, vault }: OpenDatabase, logger: Logger): Promise<void> {
  const made = await sealAuditLog(database.writers, vault)
  if (made) logger.info({ seal: nameOfSeal(made) }, 'the audit log is sealed')
}

const holderOf = ({ credentialId }: Viewer): string => credentialId

/** The composition root: the one place that knows every storey. */
export async function startGateway(config: Config, logger: Logger): Promise<Gateway> {
  const { corsOrigins, graphiql, introspection, trustedDocuments } = config.exposure
  // Before anything is started that a mistake in it would have to stop.
  const documents = trustedDocuments === null ? null : await readTrustedDocuments(trustedDocuments, schema)
  await using started = new AsyncDisposableStack()
  const opened = started.use(await openDatabase(config, logger))
  const { database, vault, isEmbedded, serverExited } = opened
  const { pool, writers, lookUps } = database
  started.use(every(HOUR_MS, () => forgetOldAnswers(pool), logger))
  const authenticator = new Authenticator(pool)
  started.use(every(LAST_USES_MS, () => authenticator.flushUses(), logger))
  started.defer(() => authenticator.flushUses())
  started.use(every(SEAL_MS, () => seal(opened, logger), logger))
  // What was done last is sealed too, unless somebody else's transaction is still running.
  started.defer(() => seal(opened, logger))
  const demoKey = await installDemo(config, { database, vault }, logger)

  const services: Services = {
    pool,
    lookUps,
    writers,
    vault,
    randomInt,
    programmingLimits: config.limits.rates ? programmingLimits() : unlimitedProgramming,
    sandbox: simulatedSandbox({ pool: writers, vault }),
  }
  const events = started.use(
    new EventStream(pool, {
      onTrouble: (err) => logger.warn({ err }, 'following the events failed and is tried again'),
    }),
  )
  const server = started.use(
    createHttpServer<Viewer, Context>({
      schema,
      operations: new CompiledOperations(schema),
      authenticate: (presented) => authenticator.authenticate(presented),
      contextFor: (viewer, { id }) => ({
        viewer: { ...viewer, requestId: id },
        services,
        events,
        read: new Reader(pool, vault, viewer),
      }),
      operationLimits: { costMax: config.limits.queryCostMax, eventCostMax: EVENT_COST_MAX },
      ...(config.limits.rates && { rates: { ...config.limits.rates, holderOf } }),
      streams: {
        holderOf,
        expired: (viewers) => authenticator.expired(viewers),
      },
      isReady: async () => (await pool.query('select 1')).rowCount === 1,
      rest: restApi(services),
      corsOrigins,
      ...(documents && { trustedDocuments: documents }),
      isSchemaTold: introspection,
      graphiql: { enabled: graphiql, demoKey: isEmbedded ? demoKey : null },
      logger,
    }),
  )
  if (config.engine.isOn) started.use(startLockEngine({ database, vault }, logger, config.engine.timing))
  const { url } = await server.listen(config.server)
  logger.info({ url, graphql: `${url}/graphql` }, 'listening')

  const toStop = started.move()
  return {
    url,
    failed: serverExited.then(() => {
      throw new Error('the embedded database is gone')
    }),
    [Symbol.asyncDispose]: () => toStop.disposeAsync(),
  }
}
