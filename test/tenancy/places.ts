import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql'
import type { Slot } from './slot.ts'

export type Input = Readonly<Record<string, unknown>>

/** A place in the arguments of a field, and how a value is put there, beside what else has to be there. */
export interface Place {
  /** `(filter: { ids })` */
  readonly name: string
  readonly takes: Slot['takes']
  readonly argument: GraphQLArgument
  argumentsWith(value: string, others?: Input): Input
}

/**
 * Every place where a caller can name something.
 *
 * @param ownIds what stands in a list of ids beside a value that is tried, where nothing else has to
 * @throws Error for a place of a type of which nobody has said whether it can name something
 */
export function placesIn(args: readonly GraphQLArgument[], ownIds: readonly string[]): Place[] {
  return args.flatMap((argument) => {
    const { name, type } = argument
    return placesOf(type, ownIds).map(({ path, takes, put }) => ({
      name: `(${name}${path})`,
      takes,
      argument,
      argumentsWith: (value: string, others: Input = {}) => ({ ...others, [name]: put(value, others[name]) }),
    }))
  })
}

interface PlaceInType {
  readonly path: string
  readonly takes: Slot['takes']
  /** @param beside what has to be there anyway */
  put(value: string, beside: unknown): unknown
}

function placesOf(type: GraphQLInputType, ownIds: readonly string[]): PlaceInType[] {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return placesOf(nullable.ofType, ownIds).flatMap((place) => placesInList(place, ownIds))
  if (isEnumType(nullable)) return []
  if (!isInputObjectType(nullable)) return placesInScalar(nullable.name)
  return Object.values(nullable.getFields()).flatMap((field) =>
    placesOf(field.type, ownIds).map(({ path, takes, put }) => ({
      path: `: { ${field.name}${path} }`,
      takes,
      put: (value: string, beside: unknown) => {
        const others = (beside ?? {}) as Input
        return { ...others, [field.name]: put(value, others[field.name]) }
      },
    })),
  )
}

function placesInList({ path, takes, put }: PlaceInType, ownIds: readonly string[]): PlaceInType[] {
  const alone = { path, takes, put: (value: string) => [put(value, undefined)] }
  if (takes !== 'ID') return [alone]
  const besideOwn = (value: string, beside: unknown) => [
    ...(Array.isArray(beside) ? beside : ownIds),
    put(value, undefined),
  ]
  return [alone, { path: `${path}, own ones too`, takes, put: besideOwn }]
}

function placesInScalar(scalar: string): PlaceInType[] {
  switch (scalar) {
    case 'ID':
      return [{ path: '', takes: 'ID', put: (value) => value }]
    case 'String':
      return [{ path: '', takes: 'TEXT', put: (value) => value }]
    case 'JSON':
      return [{ path: '', takes: 'TEXT', put: (value) => ({ seen: value }) }]
    // Amounts and instants name nothing of anybody's.
    case 'Int':
    case 'Float':
    case 'Boolean':
    case 'DateTime':
      return []
    default:
      throw new Error(`say whether a ${scalar} can name something of others`)
  }
}
