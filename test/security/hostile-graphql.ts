import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type OperationTypeNode,
} from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

/** One field at the top of the schema, and how it is asked for. */
export interface Asked {
  readonly operation: 'query' | 'mutation' | 'subscription'
  readonly field: GraphQLField<unknown, unknown>
}

export const everyField: readonly Asked[] = (['query', 'mutation', 'subscription'] as const).flatMap((operation) =>
  Object.values(schema.getRootType(operation as OperationTypeNode)?.getFields() ?? {}).map((field) => ({
    operation,
    field,
  })),
)

/** Asks for it with a variable for each argument. */
export function documentFor({ operation, field: { name, args, type } }: Asked): string {
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const selected = isLeafType(getNullableType(type)) ? '' : '{ __typename }'
  return `${operation}${declared && `(${declared})`} { ${name}${given && `(${given})`} ${selected} }`
}

type Path = readonly string[]
type Given = Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>

/** The way to each value that can be given, through inputs and lists. */
export function leavesOf(fields: readonly Given[], levels = 4): Path[] {
  return fields.flatMap(({ name, type }) => {
    const inner = itemOf(type)
    if (!isInputObjectType(inner)) return isEnumType(inner) ? [] : [[name]]
    return levels === 0 ? [] : leavesOf(Object.values(inner.getFields()), levels - 1).map((path) => [name, ...path])
  })
}

const itemOf = (type: GraphQLInputType): GraphQLInputType => {
  const nullable = getNullableType(type)
  return isListType(nullable) ? itemOf(nullable.ofType) : nullable
}

/** What has to be given, and a value of ours at one place; `usual` knows what is believable elsewhere. */
export function variablesWith(
  fields: readonly Given[],
  [wanted, ...further]: Path,
  value: unknown,
  usual: (name: string) => unknown,
): Record<string, unknown> {
  const chosen = fields.filter(
    ({ name, type, defaultValue }) => name === wanted || (isNonNullType(type) && defaultValue === undefined),
  )
  return Object.fromEntries(
    chosen.map(({ name, type }) => [name, aValueOf(name, type, name === wanted ? further : null, value, usual)]),
  )
}

function aValueOf(
  name: string,
  type: GraphQLInputType,
  path: Path | null,
  value: unknown,
  usual: (name: string) => unknown,
): unknown {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return [aValueOf(name, nullable.ofType, path, value, usual)]
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields())
    const first = nullable.isOneOf ? [fields[0]?.name ?? ''] : []
    return variablesWith(fields, path ?? first, path ? value : usual(first[0] ?? ''), usual)
  }
  if (path) return value
  return isEnumType(nullable) ? nullable.getValues()[0]?.name : usual(name)
}
