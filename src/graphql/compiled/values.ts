import {
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Context } from '../context.ts'
import { collectFields, NotCompiled, type Source } from './collect.ts'

/** Writes a value as the JSON that a resolver's answer would become. */
export type WriteValue = (value: unknown, context: Context) => string

/**
 * The writer of values that hold everything that can be asked of them: scalars, and objects such as an issue of a code,
 * whose fields are there or are worked out from what is.
 */
export function valueWriter(source: Source, type: GraphQLOutputType, nodes: readonly FieldNode[]): WriteValue {
  const write = nullableWriter(source, getNullableType(type), nodes)
  if (!isNonNullType(type)) return write
  return (value, context) => {
    // What that makes of the answer is for the resolvers to say.
    if (value == null) throw new NotCompiled(`a null for ${String(type)}`)
    return write(value, context)
  }
}

function nullableWriter(source: Source, nullable: GraphQLOutputType, nodes: readonly FieldNode[]): WriteValue {
  if (isListType(nullable)) {
    const writeItem = valueWriter(source, nullable.ofType, nodes)
    return (value, context) =>
      value == null
        ? 'null'
        : `[${Array.from(value as Iterable<unknown>, (item) => writeItem(item, context)).join(',')}]`
  }
  if (isLeafType(nullable)) return (value) => (value == null ? 'null' : JSON.stringify(nullable.serialize(value)))
  if (isObjectType(nullable)) return objectWriter(source, nullable, nodes)
  if (isAbstractType(nullable)) return abstractWriter(source, nullable, nodes)
  throw new NotCompiled(`values of ${String(nullable)}`)
}

function objectWriter(source: Source, type: GraphQLObjectType, nodes: readonly FieldNode[]): WriteValue {
  const fields = collectFields(
    source,
    type,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  )
  const parts = [...fields].map(([key, [node, ...others]]) => {
    const name = `${JSON.stringify(key)}:`
    const fieldName = node?.name.value ?? ''
    if (fieldName === '__typename') {
      const written = `${name}"${type.name}"`
      return () => written
    }
    const field = type.getFields()[fieldName]
    if (!field || !node || field.args.length > 0) throw new NotCompiled(`${type.name}.${fieldName}`)
    const write = valueWriter(source, field.type, [node, ...others])
    const { resolve } = field
    return (value: unknown, context: Context) => {
      const resolved = resolve
        ? resolve(value, {}, context, {} as never)
        : (value as Readonly<Record<string, unknown>>)[fieldName]
      if (resolved instanceof Promise) throw new NotCompiled(`${type.name}.${fieldName} answers later`)
      return name + write(resolved, context)
    }
  })
  return (value, context) => {
    if (value == null) return 'null'
    let text = '{'
    for (const [index, part] of parts.entries()) text += (index === 0 ? '' : ',') + part(value, context)
    return `${text}}`
  }
}

function abstractWriter(source: Source, type: GraphQLAbstractType, nodes: readonly FieldNode[]): WriteValue {
  const writers = new Map(
    source.schema.getPossibleTypes(type).map((possible) => [possible.name, objectWriter(source, possible, nodes)]),
  )
  return (value, context) => {
    if (value == null) return 'null'
    const name = type.resolveType?.(value, context, {} as never, type)
    const write = typeof name === 'string' ? writers.get(name) : undefined
    if (!write) throw new NotCompiled(`a type of ${type.name}`)
    return write(value, context)
  }
}
