import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

type Field = GraphQLField<unknown, unknown>

const HOPS_MAX = 5

/**
 * A document for each way through the schema, from a field of Query that needs no arguments on to things of things, no field
 * twice. Each asks for all leaves at its end.
 */
export function everyPath(): string[] {
  return fieldsOf(schema.getQueryType() as GraphQLNamedType)
    .flatMap((field) => pathsFrom(field, []))
    .map((path) => `{ ${path} }`)
}

function pathsFrom(field: Field, before: readonly string[]): string[] {
  const type = getNamedType(field.type)
  const itself = `${type.name} ${field.name}`
  if (before.includes(itself) || before.length >= HOPS_MAX || isLeafType(type) || field.args.some(isRequiredArgument))
    return []
  const here = isConnection(type) ? nodeOf(type) : type
  const further = isObjectType(here) ? fieldsOf(here).flatMap((next) => pathsFrom(next, [...before, itself])) : []
  return [leavesOf(here), ...further].map((below) => around(field, type, below))
}

function around({ name, args }: Field, type: GraphQLNamedType, below: string): string {
  if (!isConnection(type)) return `${name} { __typename ${below} }`
  const size = args.some((arg) => arg.name === 'first') ? '(first: 20)' : ''
  const count = fieldsOf(type).some((field) => field.name === 'totalCount') ? 'totalCount' : ''
  return `${name}${size} { ${count} pageInfo { hasNextPage } nodes { ${below} } }`
}

const leavesOf = (type: GraphQLNamedType): string =>
  [
    '__typename',
    ...fieldsOf(type).flatMap(({ name, type: of, args }) =>
      isLeafType(getNamedType(of)) && args.length === 0 ? name : [],
    ),
  ].join(' ')

const isConnection = ({ name }: GraphQLNamedType): boolean => name.endsWith('Connection')

function nodeOf(connection: GraphQLNamedType): GraphQLNamedType {
  const nodes = fieldsOf(connection).find(({ name }) => name === 'nodes')
  if (!nodes) throw new Error(`${connection.name} has no nodes`)
  return getNamedType(nodes.type)
}

const fieldsOf = (type: GraphQLNamedType): Field[] => (isObjectType(type) ? Object.values(type.getFields()) : [])
