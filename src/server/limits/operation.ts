import type { ExecutionArgs } from 'graphql'
import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { tooComplex } from './too-complex.ts'
import { type Weight, weightOf } from './weight.ts'

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
 * Refuses operations that may answer too much, before any resolver runs: by the operation that is chosen and its variables.
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

/** What is too much of it; null if nothing is. */
export function problemWith({ depth, breadth, complexity }: Weight, limits: OperationLimits): GraphQLError | null {
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
