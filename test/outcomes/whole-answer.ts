import {
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLUnionType,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

/** The unions that mutations answer with, by the mutation's name. */
export const results: ReadonlyMap<string, GraphQLUnionType> = new Map(
  Object.entries(schema.getMutationType()?.getFields() ?? {}).map(([name, { type }]) => [
    name,
    getNamedType(type) as GraphQLUnionType,
  ]),
)

/** A request for this mutation that asks for everything that it can answer, so that what is added later is in it too. */
export function wholeAnswerOf(mutation: string): string {
  const [input] = schema.getMutationType()?.getFields()[mutation]?.args ?? []
  const result = results.get(mutation)
  if (!input || !result) throw new Error(`there is no mutation ${mutation}`)
  const members = result.getTypes().map((member) => `... on ${member.name} { ${fieldsOf(member)} }`)
  return `mutation ($input: ${input.type}) { ${mutation}(input: $input) { __typename ${members.join('\n')} } }`
}

/** All fields of a payload or a refusal; of the nouns in it all but their lists, of the nouns in those their ids. */
function fieldsOf(member: GraphQLObjectType): string {
  return Object.values(member.getFields())
    .map(({ name, type }) => `${name} ${selected(type, (noun) => wholeOf(noun))}`)
    .join(' ')
}

const wholeOf = (type: GraphQLObjectType | GraphQLInterfaceType): string =>
  Object.values(type.getFields())
    .filter(({ args }) => args.length === 0)
    .map(({ name, type: of }) => `${name} ${selected(of, () => 'id')}`)
    .join(' ')

/** `ofNoun` says what is asked of a type with an id; of any other all is asked. */
function selected(type: GraphQLOutputType, ofNoun: (noun: GraphQLObjectType) => string): string {
  const named = getNamedType(type)
  if (isAbstractType(named)) {
    const possible = schema.getPossibleTypes(named).map((one) => `... on ${one.name} { ${wholeOf(one)} }`)
    return `{ __typename ${possible.join(' ')} }`
  }
  if (!isObjectType(named)) return ''
  return `{ ${named.getInterfaces().some(({ name }) => name === 'Node') ? ofNoun(named) : wholeOf(named)} }`
}
