import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'

export type Fragments = ReadonlyMap<string, SelectionSetNode>

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each.selectionSet] as const] : [],
    ),
  )
}

/**
 * The fields at the top of an operation, its fragments' included: each fragment once, since what is spread again is the
 * same fields, and since a document that was not validated may spread a fragment into itself.
 */
export function topFields({ selectionSet }: OperationDefinitionNode, fragments: Fragments): FieldNode[] {
  const fields: FieldNode[] = []
  const seen = new Set<string>()
  const pending = [selectionSet]
  for (let set = pending.pop(); set; set = pending.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) fields.push(selection)
      else if (selection.kind === Kind.INLINE_FRAGMENT) pending.push(selection.selectionSet)
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        const spread = fragments.get(selection.name.value)
        if (spread) pending.push(spread)
      }
    }
  }
  return fields
}
