import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  parse,
  visit,
} from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

interface Wanted {
  /** Without them an answer does not depend on what else there is. */
  readonly lists: boolean
}

/** The gateway takes documents of 500 fields; fewer are enough for many small questions. */
const FIELDS_MAX = 220
const DEPTH_MAX = 2
/** How many items of a nested list are asked for: more than the tests' houses have would only cost more. */
const PAGE_SIZE = 5

/**
 * Everything that can be selected of a type, as deep down as one document takes it: of unions and interfaces what each
 * member has, of a connection its edges.
 *
 * @returns with its braces; the empty text for a leaf
 */
export function everythingOf(type: GraphQLNamedType, wanted: Wanted = { lists: true }): string {
  for (let depth = DEPTH_MAX; depth > 0; depth--) {
    const selection = downTo(depth, type, wanted)
    if (countFields(selection) <= FIELDS_MAX) return selection
  }
  return downTo(0, type, wanted)
}

function countFields(selection: string): number {
  let count = 0
  if (selection !== '') visit(parse(selection), { Field: () => void count++ })
  return count
}

function downTo(depth: number, type: GraphQLNamedType, wanted: Wanted): string {
  if (isLeafType(type)) return ''
  const names = new Names()
  const fieldsOf = (of: GraphQLObjectType) => {
    const selected = Object.values(of.getFields()).filter((field) => isWanted(of, field, depth, wanted))
    return selected
      .map((field) => `${names.of(of, field)}${argumentsOf(field)} ${below(field, depth, wanted)}`)
      .join(' ')
  }
  if (isObjectType(type)) return `{ __typename ${fieldsOf(type)} }`
  if (!isAbstractType(type)) throw new Error(`${type.name} cannot be selected from`)
  const members = schema
    .getPossibleTypes(type)
    .map((member) => `... on ${member.name} { __typename ${fieldsOf(member)} }`)
  return `{ __typename ${members.join(' ')} }`
}

type Field = GraphQLField<unknown, unknown>

function isWanted({ name: parent }: GraphQLObjectType, field: Field, depth: number, { lists }: Wanted): boolean {
  if (field.args.some(isRequiredArgument)) return false
  const type = getNamedType(field.type)
  if (isConnection(type) && !lists) return false
  // The same as the edges.
  if (parent.endsWith('Connection') && field.name === 'nodes') return false
  return isLeafType(type) || isPartOfPage(type) || depth > 0
}

const isConnection = ({ name }: GraphQLNamedType): boolean => name.endsWith('Connection')
const isPartOfPage = ({ name }: GraphQLNamedType): boolean => name.endsWith('Edge') || name === 'PageInfo'

/** A connection and its edges are no step further down. */
function below(field: Field, depth: number, wanted: Wanted): string {
  const type = getNamedType(field.type)
  return downTo(isPartOfPage(type) || isConnection(type) ? depth : depth - 1, type, wanted)
}

function argumentsOf({ args }: Field): string {
  return args.some(({ name }) => name === 'first') ? `(first: ${PAGE_SIZE})` : ''
}

/** One name in an answer stands for one type: where members of a union differ in it, the later ones get another. */
class Names {
  readonly #types = new Map<string, string>()

  of({ name: parent }: GraphQLObjectType, { name, type }: Field): string {
    const known = this.#types.get(name) ?? String(type)
    this.#types.set(name, known)
    return known === String(type) ? name : `${parent}_${name}: ${name}`
  }
}
