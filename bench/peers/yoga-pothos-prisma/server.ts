// GraphQL Yoga, Pothos with its Prisma and Relay plugins, and Prisma: the product's own frameworks, used as they document.
import { createServer } from 'node:http'
import { GraphQLError } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { listen } from '../shared/peer.ts'
import { viewerOf } from '../shared/prisma.ts'
import { Unauthenticated } from '../shared/viewer.ts'
import { schema } from './schema.ts'

const yoga = createYoga({
  schema,
  graphiql: false,
  landingPage: false,
  context: async ({ request }) => {
    try {
      return { viewer: await viewerOf(request.headers.get('authorization') ?? undefined) }
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error
      throw new GraphQLError(error.message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } })
    }
  },
})
listen(createServer(yoga))
