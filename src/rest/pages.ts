import { z } from 'zod'
import { BadCursorError, type Page, type PageRequest } from '../data/read/keyset.ts'
import { InvalidInputError } from '../domain/errors.ts'
import type { RestContext } from './context.ts'
import { toQueryString } from './query-string.ts'
import { RestRefusal } from './refusals.ts'

/** What every list takes. */
export const pageInput = (limitMax: number) => ({
  limit: z
    .int()
    .min(1, 'Must be at least 1.')
    .max(limitMax, `At most ${limitMax}.`)
    .default(limitMax)
    .describe('How many to return at most.'),
  page_cursor: z
    .string()
    .nullish()
    .describe('`next_page_cursor` of the page before; all other parameters must be those of that request.'),
})

/** Where a list goes on. */
export const pagination = z
  .strictObject({
    next_page_cursor: z.string().nullable().describe('What to send as `page_cursor`; null on the last page.'),
    has_next_page: z.boolean(),
    next_page_url: z.string().nullable().describe('The next page by GET; null on the last one.'),
  })
  .meta({ id: 'pagination' })

export interface Listed<Row> {
  readonly rows: readonly Row[]
  readonly pagination: z.input<typeof pagination>
}

/**
 * One page of a list, and where it goes on.
 *
 * @throws InvalidInputError for a cursor that is none
 * @throws RestRefusal for a cursor of a request that asked something else
 */
export async function listed<Row>(
  { asked, services, read: { workspaceId } }: RestContext,
  { page_cursor, ...parameters }: { readonly page_cursor?: string | null | undefined; readonly limit: number },
  read: (page: PageRequest) => Promise<Page<Row>>,
  cursorOf: (row: Row) => string,
): Promise<Listed<Row>> {
  // A keyed hash: somebody may look for a PIN, which a plain one would let anybody guess.
  const digest = services.vault.hash(workspaceId, `${asked.path} ${canonical(parameters)}`).toString('base64url')
  const cursor = page_cursor == null ? null : innerCursor(page_cursor, digest)
  const page = await reading(() => read({ limit: parameters.limit, isBackward: false, cursor }))
  const last = page.rows.at(-1)
  const next = page.hasMore && last ? Buffer.from(JSON.stringify([digest, cursorOf(last)])).toString('base64') : null
  return {
    rows: page.rows,
    pagination: { next_page_cursor: next, has_next_page: next !== null, next_page_url: urlOf(asked, next) },
  }
}

function innerCursor(pageCursor: string, digest: string): string {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(pageCursor, 'base64').toString())
  } catch {
    throw badCursor()
  }
  if (!Array.isArray(parts) || parts.length !== 2 || typeof parts[1] !== 'string') throw badCursor()
  if (parts[0] !== digest) {
    const message = 'With page_cursor, all other parameters must be those of the request that it came from.'
    throw new RestRefusal(400, 'mismatched_page_parameters', message)
  }
  return parts[1]
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof BadCursorError ? badCursor() : error
  }
}

const badCursor = () =>
  new InvalidInputError([{ path: ['page_cursor'], message: 'Is none: send a next_page_cursor as it came.' }])

function urlOf({ origin, path, given }: RestContext['asked'], cursor: string | null): string | null {
  if (cursor === null || origin === null) return null
  return `${origin}${path}?${toQueryString({ ...given, page_cursor: cursor })}`
}

/** The same text for the same parameters. */
function canonical(parameters: object): string {
  return JSON.stringify(
    Object.entries(parameters)
      .filter(([, value]) => value != null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
