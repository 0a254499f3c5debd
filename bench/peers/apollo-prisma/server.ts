// Apollo Server 5, standalone, and Prisma: resolvers as both document them, a call of Prisma's for each field that needs
// one. Prisma batches look-ups by id of one tick, and the relations of its fluent API.
import type { AddressInfo } from 'node:net'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { GraphQLError, GraphQLScalarType } from 'graphql'
import { PubSub } from 'graphql-subscriptions'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { accessCodeErrors, accessCodeWarnings } from '../../../src/domain/access-codes/issues.ts'
import { UserError } from '../../../src/domain/errors.ts'
import type { AccessCode, Device, LinkedCodeGroup } from '../../generated/prisma/client.ts'
import { cursorOf, placeOf } from '../shared/code-row.ts'
import { followEvents } from '../shared/event-log.ts'
import { announce, openVault } from '../shared/peer.ts'
import { listed, newestFirst, prisma, viewerOf } from '../shared/prisma.ts'
import { sdl } from '../shared/sdl.ts'
import { verbsOnPrisma } from '../shared/verbs-on-prisma.ts'
import { Unauthenticated, type Viewer } from '../shared/viewer.ts'

const vault = await openVault()
const verbs = verbsOnPrisma(prisma, vault)
const orderBy = [...newestFirst]
const pubSub = new PubSub()
let following: Promise<void> | undefined

interface Context {
  viewer: Viewer
}

// biome-ignore lint/suspicious/noExplicitAny: what comes in was validated against the schema
type Args = any

const whereOf = ({ viewer }: Context, filter: Args) => ({
  workspaceId: viewer.workspaceId,
  ...listed,
  ...(filter?.status && { status: { in: filter.status } }),
  ...(filter?.type && { type: filter.type }),
})

function connection(rows: readonly AccessCode[], first: number, totalCount?: () => Promise<number>) {
  const nodes = rows.slice(0, first)
  const last = nodes.at(-1)
  return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: last ? cursorOf(last) : null }, totalCount }
}

const behind = (after: string | null | undefined) => {
  if (!after) return {}
  const [createdAt, id] = placeOf(after)
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
}

/** The device of a code, with what its issues are told from. */
async function facts({ deviceId }: AccessCode) {
  const device = await prisma.device.findUniqueOrThrow({ where: { id: deviceId }, include: { connectedAccount: true } })
  return { ...device, accountDisconnectedAt: device.connectedAccount?.disconnectedAt ?? null, readyBackups: null }
}

/** A refusal as a member of the union; anything else as an error. */
async function refusing(payload: string, work: Promise<object>): Promise<object> {
  try {
    return { __typename: payload, ...(await work) }
  } catch (error) {
    if (error instanceof UserError) return { __typename: 'Refusal', code: error.code, message: error.message }
    throw error
  }
}

const schema = makeExecutableSchema<Context>({
  typeDefs: sdl,
  resolvers: {
    DateTime: new GraphQLScalarType({
      name: 'DateTime',
      serialize: (value) => (value as Date).toISOString(),
      parseValue: (value) => new Date(value as string),
    }),
    Query: {
      accessCode: (_: unknown, { id }: Args, { viewer: { workspaceId } }: Context) =>
        prisma.accessCode.findUnique({
          where: { workspaceId_id: { workspaceId, id }, isManaged: true, removedAt: null },
        }),
      accessCodes: async (_: unknown, { first, after, filter }: Args, context: Context) => {
        const where = whereOf(context, filter)
        const take = (first ?? 20) + 1
        const rows = await prisma.accessCode.findMany({ where: { ...where, ...behind(after) }, orderBy, take })
        return connection(rows, first ?? 20, () => prisma.accessCode.count({ where }))
      },
      linkedCodeGroup: (_: unknown, { by }: Args, { viewer: { workspaceId } }: Context) =>
        prisma.linkedCodeGroup.findFirst({ where: { workspaceId, endedAt: null, ...by } }),
      devices: async (_: unknown, { first }: Args, { viewer: { workspaceId } }: Context) => ({
        nodes: await prisma.device.findMany({ where: { workspaceId }, orderBy, take: first ?? 20 }),
      }),
    },
    AccessCode: {
      code: ({ pinCiphertext, id }: AccessCode) => pinCiphertext && vault.open(pinCiphertext, id),
      device: ({ deviceId }: AccessCode) => prisma.device.findUnique({ where: { id: deviceId } }),
      linkedCodeGroup: ({ linkedCodeGroupId: id }: AccessCode) =>
        id === null ? null : prisma.linkedCodeGroup.findUnique({ where: { id } }),
      commonCodeKey: async ({ linkedCodeGroupId: id }: AccessCode) =>
        id === null ? null : (await prisma.linkedCodeGroup.findUnique({ where: { id } }))?.commonCodeKey,
      errors: async (code: AccessCode) => accessCodeErrors(code, await facts(code)),
      warnings: async (code: AccessCode) => accessCodeWarnings(code, await facts(code)),
    },
    Device: {
      isOnline: ({ offlineSince }: Device) => offlineSince === null,
      accessCodes: async ({ id }: Device, { first }: Args) =>
        connection(
          await prisma.device
            .findUniqueOrThrow({ where: { id } })
            .accessCodes({ where: listed, orderBy, take: first + 1 }),
          first,
        ),
    },
    LinkedCodeGroup: {
      accessCodes: async ({ id }: LinkedCodeGroup, { first }: Args) =>
        connection(
          await prisma.linkedCodeGroup
            .findUniqueOrThrow({ where: { id } })
            .accessCodes({ where: listed, orderBy, take: first + 1 }),
          first,
        ),
    },
    Subscription: {
      events: {
        subscribe: async (_: unknown, _args: unknown, { viewer }: Context) => {
          following ??= followEvents((event) => pubSub.publish(event.workspaceId, { events: event }))
          await following
          return pubSub.asyncIterableIterator(viewer.workspaceId)
        },
      },
    },
    Mutation: {
      createMultipleAccessCodes: (_: unknown, { input }: Args, { viewer }: Context) =>
        refusing('CreateMultipleAccessCodesPayload', verbs.createMultiple(viewer, input)),
      updateAccessCode: (_: unknown, { input }: Args, { viewer }: Context) =>
        refusing('UpdateAccessCodePayload', verbs.update(viewer, input)),
      deleteAccessCode: (_: unknown, { input }: Args, { viewer }: Context) =>
        refusing('DeleteAccessCodePayload', verbs.delete(viewer, input.id)),
    },
  },
})

// Standalone, Apollo Server serves no subscriptions: they have a port of their own.
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
useServer(
  { schema, context: async ({ extra }) => ({ viewer: await viewerOf(extra.request.headers.authorization) }) },
  sockets,
)

const server = new ApolloServer<Context>({ schema, introspection: false })
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async ({ req }) => {
    try {
      return { viewer: await viewerOf(req.headers.authorization) }
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error
      throw new GraphQLError(error.message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } })
    }
  },
})
announce(Number(new URL(url).port), (sockets.address() as AddressInfo).port)
