import { type GraphQLArgument, type GraphQLField, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
import { schema } from '../../src/graphql/schema.ts'
import type { Answer } from '../support/gateway.ts'
import { type Input, type Place, placesIn } from './places.ts'
import { everythingOf } from './selection.ts'
import type { Slot } from './slot.ts'

/** What an asker has, to put where a request needs something beside the value that is tried. */
export interface Own {
  /** The id of a thing of each type that `node` finds. */
  readonly nodes: Readonly<Record<string, string>>
  /** What the input of a mutation needs, by its name: something of the asker's that nothing else is tried with. */
  inputOf(mutation: string): Promise<Input>
}

type Ask = (query: string, variables?: object) => Promise<Answer>

/** Every place of the schema's queries and mutations, and of the fields below them, where a caller can name something. */
export async function graphqlSlots(ask: Ask, own: Own): Promise<Slot[]> {
  return [...querySlots(ask, own), ...nestedSlots(ask, own), ...(await mutationSlots(ask, own))].map(answered)
}

/** Whoever is not even understood learns nothing from that: such a question proves nothing. */
const answered = (slot: Slot): Slot => ({
  ...slot,
  async ask(value) {
    const answer = (await slot.ask(value)) as Answer
    const broken = answer.errors?.filter(({ extensions }) => !['FORBIDDEN', 'BAD_USER_INPUT'].includes(extensions.code))
    if (broken && broken.length > 0) throw new Error(`${slot.name} cannot be asked: ${JSON.stringify(broken)}`)
    return answer
  },
})

function querySlots(ask: Ask, { nodes }: Own): Slot[] {
  const type = schema.getQueryType()
  return placesOf(type, nodes).map(({ field, place }) => {
    const document = documentOf('query', field, place, (call) => `{ ${call} }`)
    return slotOf('Query', field, place, (value) => ask(document, place.argumentsWith(value)))
  })
}

/** Arguments of fields further down, which are reached by way of `node`. */
function nestedSlots(ask: Ask, { nodes }: Own): Slot[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter(isObjectType)
  return types
    .filter((type) => !roots.includes(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      placesOf(type, nodes).map(({ field, place }) => {
        const id = nodes[type.name]
        if (id === undefined) throw new Error(`say how to reach a ${type.name}: its ${field.name} takes ${place.name}`)
        const around = (call: string) => `{ node(id: "${id}") { ... on ${type.name} { ${call} } } }`
        const document = documentOf('query', field, place, around)
        return slotOf(type.name, field, place, (value) => ask(document, place.argumentsWith(value)))
      }),
    )
}

async function mutationSlots(ask: Ask, own: Own): Promise<Slot[]> {
  const type = schema.getMutationType()
  const slots = placesOf(type, own.nodes).map(async ({ field, place }) => {
    const document = documentOf('mutation', field, place, (call) => `{ ${call} }`)
    const input = await own.inputOf(field.name)
    return slotOf('Mutation', field, place, (value) => ask(document, place.argumentsWith(value, { input })))
  })
  // What is made comes last: from then on a value that was absent names something.
  const isMaking = ({ name }: Slot) => name.startsWith('Mutation.create')
  return (await Promise.all(slots)).toSorted((a, b) => Number(isMaking(a)) - Number(isMaking(b)))
}

const slotOf = (type: string, { name }: Field, place: Place, ask: Slot['ask']): Slot => ({
  name: `${type}.${name}${place.name}`,
  takes: place.takes,
  ask,
})

type Field = GraphQLField<unknown, unknown>

function placesOf(type: GraphQLObjectType | null | undefined, nodes: Own['nodes']): { field: Field; place: Place }[] {
  const fields = Object.values(type?.getFields() ?? {})
  return fields.flatMap((field) => placesIn(field.args, Object.values(nodes)).map((place) => ({ field, place })))
}

/** Asks for everything of a field, with the argument of the place as a variable, and whatever else must be given. */
function documentOf(
  operation: 'query' | 'mutation',
  field: Field,
  place: Place,
  around: (call: string) => string,
): string {
  const args = field.args.filter((one) => one === place.argument || isRequired(one))
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ')
  const given = args.map(({ name }) => `${name}: $${name}`).join(', ')
  // The answer of a mutation is to show what it made, not what else there is by then.
  const everything = everythingOf(getNamedType(field.type), { lists: operation === 'query' })
  return `${operation} (${declared}) ${around(`${field.name}(${given}) ${everything}`)}`
}

const isRequired = ({ type, defaultValue }: GraphQLArgument): boolean =>
  String(type).endsWith('!') && defaultValue === undefined
