import { type DocumentNode, Kind, type SelectionSetNode, visit } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { tooComplex } from './too-complex.ts'

/** What a document may have at most, all of its operations and fragments together. */
export const documentLimits = {
  /** Fields as written. Validation compares fields of one name with each other, all pairs of them. */
  fields: 500,
  aliases: 50,
  directives: 50,
  /** Fields at the top of one operation, its fragments' included. */
  rootFields: 20,
} as const

/** Refuses documents that are made to be expensive, before they are even validated. */
export function useDocumentLimits(): Plugin {
  const known = new WeakMap<DocumentNode, string>()
  const problemOf = (document: DocumentNode): string => {
    const problem = known.get(document) ?? problemWith(document)
    known.set(document, problem)
    return problem
  }
  return {
    onValidate({ params, setResult }) {
      const problem = problemOf(params.documentAST)
      if (problem !== '') setResult([tooComplex(problem)])
    },
  }
}

/** Empty for a document within the limits. One pass over it, whatever it spreads. */
function problemWith(document: DocumentNode): string {
  const counts = { fields: 0, aliases: 0, directives: 0 }
  visit(document, {
    Field({ alias }) {
      counts.fields++
      if (alias) counts.aliases++
    },
    Directive() {
      counts.directives++
    },
  })
  const most = Math.max(...document.definitions.map((each) => rootFieldsOf(each, document)))
  return [...Object.entries(counts), ['rootFields', most] as const]
    .filter(([what, count]) => count > documentLimits[what as keyof typeof documentLimits])
    .map(([what, count]) => sentences[what as keyof typeof documentLimits](count))
    .join(' ')
}

const sentences: Record<keyof typeof documentLimits, (count: number) => string> = {
  fields: (count) => `The document has ${count} fields, and may have ${documentLimits.fields}: split it.`,
  aliases: (count) => `The document has ${count} aliases, and may have ${documentLimits.aliases}: ask several times.`,
  directives: (count) => `The document has ${count} directives, and may have ${documentLimits.directives}.`,
  rootFields: (count) =>
    `An operation has ${count} fields at its top, and may have ${documentLimits.rootFields}: ask several times.`,
}

function rootFieldsOf(definition: DocumentNode['definitions'][number], document: DocumentNode): number {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return 0
  // Each fragment once: what is spread again is the same fields. A document may also spread a fragment into itself.
  const seen = new Set<string>()
  const count = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + 1
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + count(selection.selectionSet)
      const name = selection.name.value
      if (seen.has(name)) return sum
      seen.add(name)
      const fragment = document.definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name,
      )
      return fragment?.kind === Kind.FRAGMENT_DEFINITION ? sum + count(fragment.selectionSet) : sum
    }, 0)
  return count(definition.selectionSet)
}
