import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getIntrospectionQuery,
  getNamedType,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql'
import { type Fragments, fragmentsOf, topFields } from './top-fields.ts'

/**
 * How many fields an operation is told about the schema itself. They are counted as the executor would come upon them,
 * but no further than `countMax`: lists in lists, and aliases of them, come to millions in a line of text.
 *
 * @param coerced the operation's variables; undefined where they cannot be
 * @throws GraphQLError for an argument that only its variable makes wrong
 */
export function countTold(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  coerced: () => Record<string, unknown> | undefined,
  countMax: number,
): number {
  let count = 0
  let variables: Record<string, unknown> = {}
  const info = { schema } as GraphQLResolveInfo

  function tell(node: FieldNode, field: GraphQLField<unknown, unknown>, about: unknown): void {
    count++
    if (!node.selectionSet) return
    const type = getNamedType(field.type) as GraphQLObjectType
    const value = field.resolve?.(about, getArgumentValues(field, node, variables), null, info)
    for (const each of listOf(value)) tellAll(node.selectionSet, type, each)
  }

  function tellAll({ selections }: SelectionSetNode, type: GraphQLObjectType, about: unknown): void {
    for (const selection of selections) {
      if (count > countMax) return
      if (selection.kind === Kind.FIELD) {
        const field = type.getFields()[selection.name.value]
        if (field) tell(selection, field, about)
        else count++
        continue
      }
      const set = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value)
      if (set) tellAll(set, type, about)
    }
  }

  const asked = topFields(operation, fragments).flatMap((node) => {
    const field = metaFields.get(node.name.value)
    return field ? [{ node, field }] : []
  })
  // Hardly anybody asks, and variables take their time.
  if (asked.length > 0) variables = coerced() ?? {}
  for (const { node, field } of asked) tell(node, field, null)
  return count
}

/** What the introspection of GraphiQL and of code generators comes to. */
export function countOfWholeSchema(schema: GraphQLSchema): number {
  const known = counts.get(schema)
  if (known !== undefined) return known
  const document = parse(
    getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    }),
  )
  const operation = getOperationAST(document)
  if (!operation) throw new Error('the introspection query has no operation')
  const count = countTold(schema, operation, fragmentsOf(document), () => ({}), Number.POSITIVE_INFINITY)
  counts.set(schema, count)
  return count
}

const counts = new WeakMap<GraphQLSchema, number>()

const metaFields = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]))

function listOf(value: unknown): readonly unknown[] {
  if (value == null) return []
  return Array.isArray(value) ? value : [value]
}
