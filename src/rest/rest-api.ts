import { Reader } from '../data/read/reader.ts'
import type { Viewer } from '../domain/auth/viewer.ts'
import { ForbiddenError } from '../domain/errors.ts'
import type { Services } from '../domain/services.ts'
import type { AskedRequest, RestContext } from './context.ts'
import { openApiDocument } from './openapi.ts'
import { fromQueryString } from './query-string.ts'
import { readInput } from './read-input.ts'
import { type Refused, refusedFor } from './refusals.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

type RestAnswer =
  | { readonly status: 200; readonly body: Readonly<Record<string, unknown>>; readonly cost: number }
  | Refused

/** One operation, as HTTP finds it. */
export interface RestOperation {
  readonly methods: readonly string[]
  /** What a query string says to this operation. */
  readonly fromQueryString: (query: string) => Record<string, unknown>
  /** Throws only what nobody expected. */
  readonly answer: (viewer: Viewer, asked: AskedRequest) => Promise<RestAnswer>
}

/** What clients of the Seam API see: it translates, and decides nothing. */
export function restApi(services: Services) {
  const operations = new Map(routes.map((route) => [route.path as string, operationOf(route, services)]))
  return {
    operationAt: (path: string): RestOperation | null => operations.get(path) ?? null,
    document: openApiDocument(routes),
  }
}

function operationOf(route: Route, services: Services): RestOperation {
  return {
    methods: route.methods,
    fromQueryString: (query) => fromQueryString(query, route.input, route.aliases),
    answer: async (viewer, asked) => {
      try {
        // Before the input: who may not ask learns nothing of what would have been valid.
        mustHaveScope(route, viewer)
        const input = readInput(route, asked.given)
        const answer = await route.handle(contextFor(services, viewer, asked), input)
        return { status: 200, body: { ...answer, ok: true }, cost: costOf(answer) }
      } catch (error) {
        const refused = refusedFor(error)
        if (refused === null) throw error
        return refused
      }
    },
  }
}

/** About what GraphQL counts for a code with all that is said of it here. */
const THING_COST = 20

/** For the limits of a credential: by how much is in an answer. */
function costOf(answer: object): number {
  const things = Object.values(answer).map((value) => (Array.isArray(value) ? value.length : 1))
  return Math.max(1, ...things) * THING_COST
}

function contextFor(services: Services, asking: Viewer, asked: AskedRequest): RestContext {
  const viewer = { ...asking, requestId: asked.requestId }
  const readAnew = () => new Reader(services.pool, services.vault, viewer)
  return { viewer, services, asked, readAnew, read: readAnew() }
}

function mustHaveScope({ scope }: Route, { scopes }: Viewer): void {
  if (scope !== null && !scopes.has(scope)) throw new ForbiddenError(`This credential needs the scope ${scope}.`)
}
