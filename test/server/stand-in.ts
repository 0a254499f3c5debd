import { Writable } from 'node:stream'
import type { GraphQLSchema } from 'graphql'
import { createSchema, type YogaInitialContext } from 'graphql-yoga'
import { createHttpServer, type HttpServerOptions } from '../../src/server/http-server.ts'
import { createLogger } from '../../src/server/log.ts'

export const key = 'seam_stand_in_key_of_some_length_1'

interface Viewer {
  name: string
}

interface Context {
  viewer: Viewer
  requestId: string
}

type Options = HttpServerOptions<Viewer, Context>

export interface StandIn extends AsyncDisposable {
  url: string
  log: LogRecorder
  /** POSTs a query with the key; `init` adds or replaces. */
  ask(query: string, init?: RequestInit): Promise<Response>
}

/** A server on a free port with a schema and viewers of its own, and its log in memory. */
export async function startStandIn(schema: GraphQLSchema, options: Partial<Options> = {}): Promise<StandIn> {
  const log = new LogRecorder()
  const server = createHttpServer<Viewer, Context>({
    schema,
    authenticate: async ({ token }) => (token === key ? { viewer: { name: 'Ada' } } : { refused: 'TOKEN' }),
    contextFor: (viewer, { id }) => ({ viewer, requestId: id }),
    operationLimits: { costMax: 10_000, eventCostMax: 100 },
    isReady: async () => true,
    graphiql: { enabled: false, demoKey: null },
    logger: createLogger({ level: 'debug', destination: log }),
    ...options,
  })
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    log,
    ask: (query, init) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
        ...init,
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

type Resolvers = NonNullable<Parameters<typeof createSchema<YogaInitialContext>>[0]['resolvers']>

export function schemaOf(typeDefs: string, resolvers: Resolvers = {}): GraphQLSchema {
  return createSchema({ typeDefs, resolvers })
}

type LogLine = Record<string, unknown>

/** Keeps the lines, and resolves when one that fits has been written. */
export class LogRecorder extends Writable {
  readonly lines: LogLine[] = []
  #waiting: Array<() => void> = []

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    for (const text of chunk.toString().split('\n')) if (text) this.lines.push(JSON.parse(text))
    for (const look of this.#waiting) look()
    done()
  }

  line(fits: (line: LogLine) => boolean): Promise<LogLine> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.lines.find(fits)
        if (found) resolve(found)
      }
      this.#waiting.push(look)
      look()
    })
  }
}
