import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type DefinitionNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { tooComplex } from './too-complex.ts'

export interface OperationLimits {
  /** Fields inside of each other. */
  readonly depthMax: number
  /** Fields selected, each fragment counted wherever it is spread. */
  readonly fieldsMax: number
  /** Fields that may be answered, by the sizes of the pages that are asked for: see `complexity` of the schema's fields. */
  readonly costMax: number
}

export const operationLimits = { depthMax: 15, fieldsMax: 1_000 } as const

/**
 * Refuses operations that may answer too much, before any resolver runs. Worked out anew for each request, since it
 * depends on the operation that is chosen and on its variables: nothing of it may be cached with the document.
 *
 * @param onCost told of every operation within the limits: refuses it all the same by answering an error
 */
export function useOperationLimits<Context extends object>(
  limits: OperationLimits,
  onCost: (cost: number, context: Context) => Promise<GraphQLError | null>,
): Plugin<Context> {
  const refusalOf = async (args: ExecutionArgs): Promise<GraphQLError | null> => {
    const weight = weightOf(args)
    if (weight === null || weight instanceof GraphQLError) return weight
    return problemWith(weight, limits) ?? onCost(weight.complexity, args.contextValue as Context)
  }
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const refusal = await refusalOf(args)
      if (refusal) setResultAndStopExecution({ errors: [refusal] })
    },
    async onSubscribe({ args, setResultAndStopExecution }) {
      const refusal = await refusalOf(args)
      if (refusal) setResultAndStopExecution({ errors: [refusal] })
    },
  }
}

type Weight = ReturnType<typeof complexityFromQuery>

/** Null where execution will refuse the request anyway: no such operation, or variables that cannot be. */
function weightOf(args: ExecutionArgs): Weight | GraphQLError | null {
  const { schema, document, contextValue } = args
  const variables = args.variableValues ?? {}
  const operation = getOperationAST(document, args.operationName)
  if (!operation) return null
  // The weigher takes the first operation that it finds, so that it is shown no other.
  const isNeeded = (each: DefinitionNode) => each === operation || each.kind === Kind.FRAGMENT_DEFINITION
  const chosen = { ...document, definitions: document.definitions.filter(isNeeded) }
  try {
    return complexityFromQuery(chosen, { schema, variables, ctx: contextValue as object })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
    // An argument that only its variable makes wrong: what cannot be weighed is not let through.
    return errors ? null : error
  }
}

function problemWith({ depth, breadth, complexity }: Weight, limits: OperationLimits): GraphQLError | null {
  if (depth > limits.depthMax)
    return tooComplex(`The operation is ${depth} fields deep, and may be ${limits.depthMax}: ask in steps, by ids.`)
  if (breadth > limits.fieldsMax)
    return tooComplex(`The operation selects ${breadth} fields, and may select ${limits.fieldsMax}: split it.`)
  if (complexity > limits.costMax)
    return tooComplex(
      `The operation may cost ${complexity}, and at most ${limits.costMax} is allowed: ask for smaller pages (first, last) or for fewer fields of them.`,
    )
  return null
}
