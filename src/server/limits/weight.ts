import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type DefinitionNode,
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isLeafType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'

/** How deep an operation is, how much it selects, and what it may cost. */
export type Weight = ReturnType<typeof complexityFromQuery>

type Operation = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues' | 'contextValue'>

/**
 * What an operation weighs with its variables. Null where execution will refuse the request anyway: no such operation, or
 * variables that cannot be.
 */
export function weightOf(args: Operation): Weight | GraphQLError | null {
  const { schema, document, contextValue } = args
  const operation = getOperationAST(document, args.operationName)
  if (!operation) return null
  const known = fixedWeights.get(operation)
  if (known) return known
  const weight = weigh(schema, document, operation, args.variableValues ?? {}, contextValue as object)
  if (weight !== null && !(weight instanceof GraphQLError) && isFixed(schema, operation)) {
    fixedWeights.set(operation, weight)
  }
  return weight
}

/** Of operations whose variables cannot change it. By the operation, not by its text: it lives as long as that is cached. */
const fixedWeights = new WeakMap<OperationDefinitionNode, Weight>()

/** Sizes are numbers and lists: a text, an id or an instant changes no cost. */
function isFixed(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): boolean {
  return variableDefinitions.every(({ type }) => {
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type
    if (named.kind !== Kind.NAMED_TYPE) return false
    const { value } = named.name
    return value !== 'Int' && value !== 'Float' && isLeafType(schema.getType(value))
  })
}

function weigh(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  context: object,
): Weight | GraphQLError | null {
  // The weigher takes the first operation that it finds, so that it is shown no other.
  const isNeeded = (each: DefinitionNode) => each === operation || each.kind === Kind.FRAGMENT_DEFINITION
  const chosen = { ...document, definitions: document.definitions.filter(isNeeded) }
  try {
    return complexityFromQuery(chosen, { schema, variables, ctx: context })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
    // An argument that only its variable makes wrong: what cannot be weighed is not let through.
    return errors ? null : error
  }
}
