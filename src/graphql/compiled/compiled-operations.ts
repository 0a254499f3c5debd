import type { DocumentNode, GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import { NotCompiled } from './collect.ts'
import { type CompiledOperation, compileOperation } from './operation.ts'

/** An operation that was asked before; with `answer`, where it can be answered without resolvers. */
export interface KnownOperation {
  readonly document: DocumentNode
  readonly answer: CompiledOperation['answer'] | null
}

const KNOWN_MAX = 300
const SIGHTED_MAX = 1_000
/** What is asked once is answered by resolvers, so that a mix of ever new documents costs what it cost before. */
const SIGHTINGS_BEFORE_COMPILED = 2
/** A longer document is nobody's everyday query. */
const LENGTH_MAX = 10_000

/** Operations that are asked again and again, compiled. Both what is known and what was seen is bounded. */
export class CompiledOperations {
  readonly #schema: GraphQLSchema
  readonly #known = new LRUCache<string, KnownOperation>({ max: KNOWN_MAX })
  readonly #sighted = new LRUCache<string, number>({ max: SIGHTED_MAX })

  constructor(schema: GraphQLSchema) {
    this.#schema = schema
  }

  find(query: string, operationName: string | null): KnownOperation | null {
    return this.#known.get(keyOf(query, operationName)) ?? null
  }

  /** That this operation is about to be answered by resolvers: it has been parsed and validated. */
  sight(query: string, operationName: string | null, document: DocumentNode): void {
    if (query.length > LENGTH_MAX) return
    const key = keyOf(query, operationName)
    if (this.#known.has(key)) return
    const sightings = (this.#sighted.get(key) ?? 0) + 1
    this.#sighted.set(key, sightings)
    if (sightings < SIGHTINGS_BEFORE_COMPILED) return
    this.#sighted.delete(key)
    this.#known.set(key, { document, answer: this.#compiled(document, operationName) })
  }

  #compiled(document: DocumentNode, operationName: string | null): CompiledOperation['answer'] | null {
    try {
      return compileOperation(this.#schema, document, operationName).answer
    } catch (error) {
      if (error instanceof NotCompiled) return null
      throw error
    }
  }
}

const keyOf = (query: string, operationName: string | null): string =>
  operationName === null ? query : `${operationName} ${query}`
