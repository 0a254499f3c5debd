import { type DocumentNode, Kind, visit } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { tooComplex } from './too-complex.ts'
import { fragmentsOf, topFields } from './top-fields.ts'

/** What a document may have at most, all of its operations and fragments together. */
export const documentLimits = {
  /** As written. Validation compares fields of one name with each other, all pairs of them. */
  fields: 500,
  /** Validation follows each of them. */
  fragmentSpreads: 200,
  aliases: 50,
  directives: 50,
  /** At the top of one operation, its fragments' included. */
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

type Limited = keyof typeof documentLimits

/** Empty for a document within the limits. */
function problemWith(document: DocumentNode): string {
  const counts = countsOf(document)
  return (Object.keys(documentLimits) as Limited[])
    .filter((what) => counts[what] > documentLimits[what])
    .map((what) => sentences[what](counts[what]))
    .join(' ')
}

function countsOf(document: DocumentNode): Record<Limited, number> {
  const counts = { fields: 0, fragmentSpreads: 0, aliases: 0, directives: 0 }
  visit(document, {
    Field({ alias }) {
      counts.fields++
      if (alias) counts.aliases++
    },
    FragmentSpread() {
      counts.fragmentSpreads++
    },
    Directive() {
      counts.directives++
    },
  })
  const fragments = fragmentsOf(document)
  const rootFields = document.definitions.map((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? topFields(each, fragments).length : 0,
  )
  return { ...counts, rootFields: Math.max(...rootFields) }
}

const sentences: Record<Limited, (count: number) => string> = {
  fields: (count) => `The document has ${count} fields, and may have ${documentLimits.fields}: split it.`,
  fragmentSpreads: (count) =>
    `The document spreads fragments ${count} times, and may do so ${documentLimits.fragmentSpreads} times: split it.`,
  aliases: (count) => `The document has ${count} aliases, and may have ${documentLimits.aliases}: ask several times.`,
  directives: (count) => `The document has ${count} directives, and may have ${documentLimits.directives}.`,
  rootFields: (count) =>
    `An operation has ${count} fields at its top, and may have ${documentLimits.rootFields}: ask several times.`,
}
