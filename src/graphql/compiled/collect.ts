import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql'

/** An operation that is left to the resolvers. */
export class NotCompiled extends Error {
  override readonly name = 'NotCompiled'
}

export interface Source {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** The fields that are selected of one type, by response key and in the order of the answer, as the specification has it. */
export function collectFields(
  source: Source,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const collected = new Map<string, FieldNode[]>()
  const seen = new Set<string>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      // What is skipped may depend on variables; and directives of others are not for us to ignore.
      if (selection.directives && selection.directives.length > 0) throw new NotCompiled('a directive')
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const nodes = collected.get(key)
        if (nodes) nodes.push(selection)
        else collected.set(key, [selection])
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(source.schema, selection.typeCondition?.name.value, type)) collect(selection.selectionSet)
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        const fragment = source.fragments.get(selection.name.value)
        if (!fragment || (fragment.directives && fragment.directives.length > 0)) throw new NotCompiled('a fragment')
        if (applies(source.schema, fragment.typeCondition.name.value, type)) collect(fragment.selectionSet)
      }
    }
  }
  for (const selectionSet of selectionSets) collect(selectionSet)
  return collected
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true
  const named = schema.getType(condition)
  return isAbstractType(named) && schema.isSubType(named, type)
}
