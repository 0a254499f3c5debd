import { type ExecutionArgs, GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { isStream } from '../open-streams.ts'
import { PaidStream } from './paid-stream.ts'
import { tooComplex } from './too-complex.ts'
import { costOf, type Weight, weightOf } from './weight.ts'

export interface OperationLimits {
  /** Fields inside of each other. */
  readonly depthMax: number
  /** Fields selected, each fragment counted wherever it is spread. */
  readonly fieldsMax: number
  /** Fields that may be answered, by the sizes of the pages that are asked for: see `complexity` of the schema's fields. */
  readonly costMax: number
  /** The same for a subscription, which may be answered for ever. */
  readonly eventCostMax: number
}

export const operationLimits = { depthMax: 15, fieldsMax: 1_000 } as const

/**
 * Refuses operations that may answer too much, before any resolver runs: by the operation that is chosen and its variables.
 *
 * @param onCost told of every operation within the limits, and of every event of a subscription: refuses it all the same
 * by answering an error
 */
export function useOperationLimits<Context extends object>(
  limits: OperationLimits,
  onCost: (cost: number, context: Context) => Promise<GraphQLError | null>,
): Plugin<Context> {
  const refusalOf = async (weight: ReturnType<typeof weightOf>, { contextValue }: ExecutionArgs) => {
    if (weight === null || weight instanceof GraphQLError) return weight
    return problemWith(weight, limits) ?? onCost(costOf(weight), contextValue as Context)
  }
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const refusal = await refusalOf(weightOf(args), args)
      if (refusal) setResultAndStopExecution({ errors: [refusal] })
    },
    async onSubscribe({ args, subscribeFn, setSubscribeFn, setResultAndStopExecution }) {
      const weight = weightOf(args)
      const refusal = await refusalOf(weight, args)
      if (refusal) return setResultAndStopExecution({ errors: [refusal] })
      setSubscribeFn(async (given) => {
        const result = await subscribeFn(given)
        return isStream(result) ? new PaidStream(result, () => refusalOf(weight, args)) : result
      })
    },
  }
}

/** What is too much of it; null if nothing is. */
export function problemWith(weight: Weight, limits: OperationLimits): GraphQLError | null {
  const problem = sentenceFor(weight, limits)
  return problem === null ? null : tooComplex(problem)
}

function sentenceFor(weight: Weight, limits: OperationLimits): string | null {
  const { depth, breadth, told, toldMax, isSubscription } = weight
  const cost = Math.ceil(weight.complexity)
  if (depth > limits.depthMax)
    return `The operation is ${depth} fields deep, and may be ${limits.depthMax}: ask in steps, by ids.`
  if (breadth > limits.fieldsMax)
    return `The operation selects ${breadth} fields, and may select ${limits.fieldsMax}: split it.`
  if (told > toldMax)
    return `The operation asks for more than twice what there is to tell of the schema (${toldMax} fields): use the usual introspection query.`
  if (isSubscription && cost > limits.eventCostMax)
    return `Each event of the subscription may cost ${cost}, and at most ${limits.eventCostMax} is allowed: select less, and ask for the rest by its id.`
  if (cost > limits.costMax)
    return `The operation may cost ${cost}, and at most ${limits.costMax} is allowed: ask for smaller pages (first, last) or for fewer fields of them.`
  return null
}
