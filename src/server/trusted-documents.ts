import { createHash } from 'node:crypto'
import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** Texts by the hash of each, as `hashOf` makes it. */
export type TrustedDocuments = ReadonlyMap<string, string>

export const hashOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`

/**
 * Executes these documents and no others: named by their hash (`documentId`, or `extensions.persistedQuery` as Apollo's
 * clients send it), or sent whole.
 */
export function useTrustedDocuments(documents: TrustedDocuments): Plugin {
  return {
    onParams({ params: given, request, setParams }) {
      const params = (given ?? {}) as Params
      // Of an address Yoga reads no more than it knows.
      const inAddress = request.method === 'GET' ? new URL(request.url).searchParams.get('documentId') : undefined
      const hash = hashIn({ ...params, documentId: params.documentId ?? inAddress })
      // It names no document: Yoga says so.
      if (hash === null) return
      const query = documents.get(hash)
      if (query === undefined) throw unknownDocument()
      const { documentId: _, ...others } = params
      setParams({ ...others, query } as typeof given)
    },
  }
}

interface Params {
  readonly query?: unknown
  readonly documentId?: unknown
  readonly extensions?: unknown
}

function hashIn({ query, documentId, extensions }: Params): string | null {
  // What would be executed is what counts.
  if (query !== undefined && query !== null) return typeof query === 'string' ? hashOf(query) : null
  if (documentId !== undefined && documentId !== null) return prefixed(documentId)
  const persisted = (extensions as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined)?.persistedQuery
  return persisted?.sha256Hash === undefined ? null : prefixed(persisted.sha256Hash)
}

function prefixed(hash: unknown): string {
  if (typeof hash !== 'string') return 'none'
  return hash.startsWith('sha256:') ? hash : `sha256:${hash}`
}

const unknownDocument = () =>
  new GraphQLError('This gateway executes a list of documents, and this is none of them.', {
    extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND', http: { status: 404, spec: false } },
  })
