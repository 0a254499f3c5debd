import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type DefinitionNode,
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  GraphQLFloat,
  GraphQLInt,
  type GraphQLSchema,
  type GraphQLType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isInputObjectType,
  isLeafType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql'
import { countOfWholeSchema, countTold } from './introspection.ts'
import { fragmentsOf } from './top-fields.ts'

/** How deep an operation is, how much it selects, and what it may cost. */
export interface Weight extends ReturnType<typeof complexityFromQuery> {
  readonly isSubscription: boolean
  /** Fields that tell of the schema itself. */
  readonly told: number
  /** How many of them may be: whoever needs the schema needs it once. */
  readonly toldMax: number
}

/** All that it may answer. */
export const costOf = ({ complexity, told }: Weight): number => Math.ceil(complexity) + told

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
  const isKnown = weight !== null && !(weight instanceof GraphQLError)
  // What is told of the schema can depend on a name in a variable.
  if (isKnown && weight.told === 0 && isFixed(schema, operation)) fixedWeights.set(operation, weight)
  return weight
}

/** Of operations whose variables cannot change it. By the operation, not by its text: it lives as long as that is cached. */
const fixedWeights = new WeakMap<OperationDefinitionNode, Weight>()

/** Sizes are numbers and lists: a text, an id or an instant changes no cost. */
function isFixed(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): boolean {
  return variableDefinitions.every(({ type }) => hasNoSize(typeFromAST(schema, type)))
}

function hasNoSize(type: GraphQLType | undefined, above: readonly GraphQLType[] = []): boolean {
  const given = type && getNullableType(type)
  if (given === GraphQLInt || given === GraphQLFloat) return false
  if (isLeafType(given)) return true
  if (!isInputObjectType(given)) return false
  // What is inside of itself has been looked at.
  if (above.includes(given)) return true
  return Object.values(given.getFields()).every((field) => hasNoSize(field.type, [...above, given]))
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
  const coerced = () => getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced
  try {
    const toldMax = 2 * countOfWholeSchema(schema)
    return {
      ...complexityFromQuery(chosen, { schema, variables, ctx: context }),
      told: countTold(schema, operation, fragmentsOf(document), coerced, toldMax),
      toldMax,
      isSubscription: operation.operation === 'subscription',
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    // An argument that only its variable makes wrong: what cannot be weighed is not let through.
    return coerced() ? error : null
  }
}
