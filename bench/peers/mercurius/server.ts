// Fastify and Mercurius with its JIT, over node-postgres: statements and loaders written by hand.
import Fastify, { type FastifyRequest } from 'fastify'
import { GraphQLScalarType } from 'graphql'
import mercurius from 'mercurius'
import pg from 'pg'
import { UserError } from '../../../src/domain/errors.ts'
import { cursorOf, errorsOf, warningsOf } from '../shared/code-row.ts'
import { followEvents } from '../shared/event-log.ts'
import { announce, openVault, poolOptions } from '../shared/peer.ts'
import { sdl } from '../shared/sdl.ts'
import { run } from '../shared/statement.ts'
import { inTransaction, verbsOnPg } from '../shared/verbs-on-pg.ts'
import { authenticator, type Viewer, viewerSql } from '../shared/viewer.ts'
import { type CodePage, questions } from './questions.ts'

const vault = await openVault()
const verbs = verbsOnPg(vault)
const pool = new pg.Pool(poolOptions)
const ask = questions(pool)

let following: Promise<void> | undefined

interface Context {
  viewer: Viewer
}

const viewerOf = authenticator(async (tokenHash) => (await run<Viewer>(pool, viewerSql, [tokenHash]))[0])

const context = async (request: FastifyRequest): Promise<Context> => ({
  viewer: await viewerOf(request.headers.authorization),
})

/** A refusal as a member of the union; anything else as an error. */
async function refusing(work: Promise<object>, payload: string): Promise<object> {
  try {
    return { __typename: payload, ...(await work) }
  } catch (error) {
    if (error instanceof UserError) return { __typename: 'Refusal', code: error.code, message: error.message }
    throw error
  }
}

const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value.toISOString() : value),
  parseValue: (value) => new Date(value as string),
})

const connection = (page: CodePage, count: () => Promise<number>) => ({
  nodes: page.rows,
  pageInfo: { hasNextPage: page.hasMore, endCursor: page.rows.length > 0 ? cursorOf(page.rows.at(-1) as never) : null },
  count,
})

// biome-ignore lint/suspicious/noExplicitAny: what comes in was validated against the schema
type Any = any

const app = Fastify({ logger: false })
app.register(mercurius, {
  schema: sdl,
  jit: 1,
  context,
  subscription: { context: (_connection: unknown, request: FastifyRequest) => context(request) },
  resolvers: {
    DateTime,
    Query: {
      accessCode: (_: unknown, { id }: Any, { viewer }: Any) => ask.code(viewer.workspaceId, id),
      accessCodes: async (_: unknown, { first, after, filter }: Any, { viewer }: Any) =>
        connection(await ask.codes(viewer.workspaceId, filter ?? {}, first ?? 20, after), () =>
          ask.codeCount(viewer.workspaceId, filter ?? {}),
        ),
      linkedCodeGroup: (_: unknown, { by }: Any, { viewer }: Any) => ask.group(viewer.workspaceId, by),
      devices: async (_: unknown, { first }: Any, { viewer }: Any) => ({
        nodes: await ask.devices(viewer.workspaceId, first ?? 20),
      }),
    },
    AccessCode: {
      code: ({ code, pinCiphertext, id }: Any) => code ?? (pinCiphertext && vault.open(pinCiphertext, id)),
      errors: errorsOf,
      warnings: warningsOf,
    },
    AccessCodeConnection: { totalCount: ({ count }: Any) => count() },
    Device: { isOnline: ({ offlineSince }: Any) => offlineSince === null },
    Subscription: {
      events: {
        subscribe: async (_: unknown, _args: unknown, { viewer, pubsub }: Any) => {
          following ??= followEvents((event) =>
            app.graphql.pubsub.publish({ topic: `events of ${event.workspaceId}`, payload: { events: event } }),
          )
          await following
          return pubsub.subscribe(`events of ${viewer.workspaceId}`)
        },
      },
    },
    Mutation: {
      createMultipleAccessCodes: (_: unknown, { input }: Any, { viewer }: Any) =>
        refusing(
          inTransaction(pool, (tx) => verbs.createMultiple(tx, viewer, input)),
          'CreateMultipleAccessCodesPayload',
        ),
      updateAccessCode: (_: unknown, { input }: Any, { viewer }: Any) =>
        refusing(
          inTransaction(pool, (tx) => verbs.update(tx, viewer, input)),
          'UpdateAccessCodePayload',
        ),
      deleteAccessCode: (_: unknown, { input }: Any, { viewer }: Any) =>
        refusing(
          inTransaction(pool, (tx) => verbs.delete(tx, viewer, input.id)),
          'DeleteAccessCodePayload',
        ),
    },
  } as Any,
  loaders: {
    AccessCode: {
      device: uncached(async (queries: Any[], { viewer }: Any) =>
        // A mutation's answer knows all that is asked of its devices.
        queries[0].obj.device
          ? queries.map(({ obj }) => obj.device)
          : ask.devicesById(
              viewer.workspaceId,
              queries.map(({ obj }) => obj.deviceId),
            ),
      ),
      linkedCodeGroup: uncached((queries: Any[], { viewer }: Any) =>
        ask.groupsById(
          viewer.workspaceId,
          queries.map(({ obj }) => obj.linkedCodeGroupId),
        ),
      ),
    },
    LinkedCodeGroup: { accessCodes: uncached(codesOf('linked_code_group_id')) },
    Device: { accessCodes: uncached(codesOf('device_id')) },
  } as Any,
})
const url = await app.listen({ port: 0, host: '127.0.0.1' })
announce(Number(new URL(url).port))

/** They batch and do not remember, which spares a key made of every parent: faster here than Mercurius's default. */
function uncached(loader: (queries: Any[], context: Any) => unknown) {
  return { loader, opts: { cache: false } }
}

function codesOf(parent: 'device_id' | 'linked_code_group_id') {
  return async (queries: Any[], { viewer }: Any) => {
    const first = queries[0].params.first ?? 20
    const pages = await ask.codesOf(
      parent,
      viewer.workspaceId,
      queries.map(({ obj }) => obj.id),
      first,
    )
    return pages.map((page) => connection(page, async () => page.rows.length))
  }
}
