import type { ArgBuilder, FieldRef, ObjectRef } from '@pothos/core'
import type { Page, PageRequest } from '../data/read/keyset.ts'
import { BadCursorError } from '../data/read/keyset.ts'
import { badUserInput } from './bad-user-input.ts'
import { builder } from './builder.ts'
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from './limits.ts'

export interface PageArgs {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

type CountField = FieldRef<typeof builder.$inferSchemaTypes, number, 'Object'>

/** The arguments of a list that can be read from both ends. */
export const pageArgs = (t: ArgBuilder<typeof builder.$inferSchemaTypes>) => ({
  first: t.int({ description: 'At most this many from the start, up to 100; 20 if neither first nor last is given.' }),
  after: t.string({ description: 'Only those after this cursor.' }),
  last: t.int({ description: 'At most this many from the end, up to 100.' }),
  before: t.string({ description: 'Only those before this cursor.' }),
})

/** One page of a list as its connection shows it; the count is asked for only where it is selected. */
export interface Connection<Row> {
  readonly edges: { cursor: string; node: Row }[]
  readonly pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
  /** Null for a list that is not counted. */
  readonly countAll: (() => Promise<number>) | null
}

/** The connection and edge types of a noun. Those that can be counted cheaply have `totalCount`. */
export function connectionType<Row>(
  name: string,
  node: ObjectRef<typeof builder.$inferSchemaTypes, Row, Row>,
  { noun, isCounted }: { noun: string; isCounted: boolean },
) {
  const edge = builder.edgeObject({
    type: node,
    name: `${name}Edge`,
    description: `One of the ${noun}, with its place.`,
  })
  return builder.connectionObject(
    {
      type: node,
      name: `${name}Connection`,
      description: `A page of ${noun}.`,
      fields: (t): Record<string, CountField> =>
        isCounted
          ? {
              totalCount: t.int({
                description:
                  'How many there are in the whole list, whatever the page. Costs a count: leave it out where it is not shown.',
                resolve: (page) => countOf(page as unknown as Connection<Row>),
              }),
            }
          : {},
    },
    edge,
  )
}

/** Refuses what cannot be answered, before anything is read. */
export function pageRequest({ first, after, last, before }: PageArgs): PageRequest {
  const issues = [
    ...sizeIssues('first', first),
    ...sizeIssues('last', last),
    ...(first != null && last != null ? [{ path: ['last'], message: 'Give first or last, not both.' }] : []),
    ...(after != null && before != null ? [{ path: ['before'], message: 'Give after or before, not both.' }] : []),
    ...(first != null && before != null ? [{ path: ['before'], message: 'Goes with last.' }] : []),
    ...(last != null && after != null ? [{ path: ['after'], message: 'Goes with first.' }] : []),
  ]
  if (issues.length > 0) throw badUserInput(issues)
  const isBackward = last != null || before != null
  return { limit: first ?? last ?? PAGE_SIZE_DEFAULT, isBackward, cursor: after ?? before ?? null }
}

export function connectionOf<Row>(
  request: PageRequest,
  page: Page<Row>,
  cursorOf: (row: Row) => string,
  countAll: (() => Promise<number>) | null,
): Connection<Row> {
  const edges = page.rows.map((node) => ({ cursor: cursorOf(node), node }))
  const hasCursor = request.cursor !== null
  return {
    edges,
    pageInfo: {
      hasNextPage: request.isBackward ? hasCursor : page.hasMore,
      hasPreviousPage: request.isBackward ? page.hasMore : hasCursor,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    countAll,
  }
}

/** Reads a page, answering a bad cursor in the terms of the query. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BadCursorError) throw badUserInput([{ path: ['cursor'], message: error.message }])
    throw error
  }
}

function countOf({ countAll }: Connection<unknown>): Promise<number> {
  if (!countAll) throw new Error('a list without a count was asked for it')
  return countAll()
}

function sizeIssues(field: 'first' | 'last', size: number | null | undefined) {
  if (size == null || (size >= 0 && size <= PAGE_SIZE_MAX)) return []
  return [{ path: [field], message: `Must be from 0 to ${PAGE_SIZE_MAX}.` }]
}
