import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** Introspection as GraphiQL asks for it has some 600 tokens. */
const TOKENS_MAX = 5_000

/** Refuses documents that are too long or too deeply nested to be anybody's query, before they cost anything. */
export function useParserLimits(): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((source: unknown, options: object) => {
        try {
          return parseFn(source, { ...options, maxTokens: TOKENS_MAX })
        } catch (error) {
          // The parser calls itself for each level, until the stack ends.
          if (error instanceof RangeError) throw refusal('The document is nested too deeply.')
          // The parser's own words hold a number that could be a PIN, and would be told without it.
          if (error instanceof GraphQLError && /tokens\. Parsing aborted\.$/.test(error.message))
            throw refusal(`The document has more than ${TOKENS_MAX.toLocaleString('en')} tokens.`)
          throw error
        }
      })
    },
  }
}

const refusal = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400 } } })
