import { type GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** Does not say what there is in the schema to who asks for it. */
export function useUntoldSchema(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoSchemaIntrospectionCustomRule)
    },
  }
}

/** What is wrong, without the names of what might have been meant. */
export function withoutSuggestions(error: GraphQLError): GraphQLError {
  // In place: everything else about it stays.
  error.message = error.message.replace(/ Did you mean .*\?$/s, '')
  return error
}
