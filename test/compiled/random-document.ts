import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Draw } from './draw.ts'

/** A request that a client could send. */
export interface RandomRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** What values are drawn from: what is there in the house that is asked, and what is not. */
export interface Known {
  readonly ids: readonly string[]
  readonly cursors: readonly string[]
  readonly commonCodeKeys: readonly string[]
  readonly texts: readonly string[]
  readonly pins: readonly string[]
}

/** The fields that are drawn more often: those that clients ask for. */
const usual = ['accessCodes', 'accessCode', 'devices', 'device', 'linkedCodeGroups', 'linkedCodeGroup']
/** Draws a PIN, so that no two answers are the same. */
const never = ['codeSharingPlan']
const DEPTH_MAX = 6

/** Draws a request of the schema: most are valid, some are refused by a rule of GraphQL or of a field. */
export function randomRequest(schema: GraphQLSchema, known: Known, draw: Draw): RandomRequest {
  return new Writer(schema, known, draw).request()
}

class Writer {
  readonly #schema: GraphQLSchema
  readonly #known: Known
  readonly #draw: Draw
  readonly #definitions: string[] = []
  readonly #variables: Record<string, unknown> = {}
  readonly #fragments: { readonly name: string; readonly type: string; readonly text: string }[] = []
  /** What a field without an alias was asked with: wherever it is merged with itself, that has to be the same. */
  readonly #arguments = new Map<string, string>()
  #names = 0

  constructor(schema: GraphQLSchema, known: Known, draw: Draw) {
    this.#schema = schema
    this.#known = known
    this.#draw = draw
  }

  request(): RandomRequest {
    const query = this.#schema.getQueryType()
    if (!query) throw new Error('The schema has no queries.')
    const fields = Object.values(query.getFields()).filter(({ name }) => !never.includes(name))
    const chosen = Array.from({ length: 1 + this.#draw.below(2) }, () => {
      const isUsual = !this.#draw.oneIn(6)
      return this.#draw.of(fields.filter(({ name }) => isUsual === usual.includes(name)))
    })
    const selections = chosen.map((field) => this.#field(query, field, 0))
    if (this.#draw.oneIn(8)) selections.push('__typename')
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : ''
    const fragments = this.#fragments.map(({ name, type, text }) => ` fragment ${name} on ${type} ${text}`)
    const isNamed = definitions !== '' || this.#draw.oneIn(2)
    const head = isNamed ? `query Random${definitions} ` : ''
    return { query: `${head}{ ${selections.join(' ')} }${fragments.join('')}`, variables: this.#variables }
  }

  #selectionSet(type: GraphQLNamedType, depth: number): string {
    const selections: string[] = []
    if (isObjectType(type)) selections.push(...this.#selections(type, depth))
    else if (isAbstractType(type)) {
      const common = isObjectType(type) || !('getFields' in type) ? [] : Object.keys(type.getFields())
      selections.push('__typename', ...common.filter((name) => name === 'id' && this.#draw.oneIn(2)))
      for (const possible of this.#schema.getPossibleTypes(type)) {
        if (this.#draw.oneIn(2)) selections.push(`... on ${possible.name} ${this.#selectionSet(possible, depth + 1)}`)
      }
    }
    return `{ ${selections.join(' ')} }`
  }

  #selections(type: GraphQLObjectType, depth: number): string[] {
    const fields = Object.values(type.getFields())
    const isDeep = depth >= DEPTH_MAX
    const fit = isDeep ? fields.filter((field) => isLeafType(getNamedType(field.type))) : fields
    const count = 1 + this.#draw.below(Math.min(7, fields.length))
    const selections: string[] = []
    for (let n = 0; n < count; n++) {
      if (fit.length === 0 || this.#draw.oneIn(15)) selections.push(this.#aliased('__typename'))
      else selections.push(this.#wrapped(type, this.#field(type, this.#draw.of(fit), depth), depth))
    }
    return selections
  }

  /** A selection as it is, in an inline fragment, or in a fragment of a name. */
  #wrapped(type: GraphQLObjectType, selection: string, depth: number): string {
    const { oneIn } = this.#draw
    if (oneIn(14)) return `... on ${type.name} { ${selection} }`
    if (oneIn(20)) return `... { ${selection} }`
    if (!oneIn(14) || depth > 4) return selection
    const same = this.#fragments.filter((fragment) => fragment.type === type.name)
    if (same.length > 0 && oneIn(2)) return `...${this.#draw.of(same).name}`
    const name = `Part${++this.#names}`
    this.#fragments.push({ name, type: type.name, text: `{ ${selection} }` })
    return `...${name}`
  }

  /** Only now and then: they are left to resolvers. */
  #directive(): string {
    if (!this.#draw.oneIn(60)) return ''
    const condition = this.#draw.oneIn(2)
      ? String(this.#draw.oneIn(2))
      : this.#variable('Boolean!', this.#draw.oneIn(2))
    return ` @${this.#draw.of(['include', 'skip'])}(if: ${condition})`
  }

  #aliased(name: string): string {
    return this.#draw.oneIn(5) ? `a${++this.#names}: ${name}` : name
  }

  #field(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, depth: number): string {
    const named = getNamedType(field.type)
    const below = this.#directive() + (isLeafType(named) ? '' : ` ${this.#selectionSet(named, depth + 1)}`)
    if (this.#draw.oneIn(5)) return `a${++this.#names}: ${field.name}${this.#argumentsOf(field)}${below}`
    const key = `${type.name}.${field.name}`
    const asked = this.#arguments.get(key) ?? this.#argumentsOf(field)
    this.#arguments.set(key, asked)
    return `${field.name}${asked}${below}`
  }

  #argumentsOf({ args }: GraphQLField<unknown, unknown>): string {
    const given = args.filter((arg) => isNonNullType(arg.type) || this.#draw.oneIn(isPaging(arg) ? 4 : 2))
    // Forward and backward at once is refused, which is asked often enough by chance.
    const sensible = given.filter(({ name }) => !isPaging({ name }) || this.#draw.oneIn(8) || isForward(name))
    if (sensible.length === 0) return ''
    return `(${sensible.map((arg) => `${arg.name}: ${this.#argument(arg)}`).join(', ')})`
  }

  #argument({ name, type }: GraphQLArgument): string {
    if (!this.#draw.oneIn(3)) return this.#literal(name, type)
    const isGiven = isNonNullType(type) || !this.#draw.oneIn(5)
    return this.#variable(String(type), isGiven ? this.#value(name, type) : undefined)
  }

  #variable(type: string, value: unknown): string {
    const name = `v${++this.#names}`
    this.#definitions.push(`$${name}: ${type}`)
    if (value !== undefined) this.#variables[name] = value
    return `$${name}`
  }

  /** A value as JSON has it. */
  #value(name: string, given: GraphQLInputType): unknown {
    if (!isNonNullType(given) && this.#draw.oneIn(12)) return null
    const type = getNullableType(given)
    const { of, below, oneIn } = this.#draw
    if (isListType(type))
      return Array.from({ length: below(4) }, () => this.#value(name, new GraphQLNonNull(getNullableType(type.ofType))))
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields())
      const chosen = type.isOneOf ? [of(fields)] : fields.filter((field) => isNonNullType(field.type) || oneIn(4))
      const inputOf = (field: (typeof fields)[number]) =>
        this.#value(field.name, type.isOneOf ? new GraphQLNonNull(getNullableType(field.type)) : field.type)
      return Object.fromEntries(chosen.map((field) => [field.name, inputOf(field)]))
    }
    if (isEnumType(type)) return of(type.getValues()).name
    switch (String(type)) {
      case 'Int':
        return oneIn(15) ? of([0, -1, 101, 2_147_483_647]) : 1 + below(4)
      case 'Boolean':
        return oneIn(2)
      case 'ID':
        return oneIn(8) ? of(['', 'x', '00000000-0000-7000-8000-000000000000']) : of(this.#known.ids)
      case 'DateTime':
        return of(['2031-05-06T07:08:09.120Z', '2031-05-06T09:08:09+02:00', '2031-05-07T07:08:09Z', 'soon'])
      default:
        return this.#text(name)
    }
  }

  #text(name: string): string {
    const { cursors, commonCodeKeys, pins, texts } = this.#known
    const { of, oneIn } = this.#draw
    if (oneIn(12)) return of(texts)
    if (name === 'after' || name === 'before') return of(cursors)
    if (name === 'code') return of(pins)
    return of(name === 'commonCodeKey' ? commonCodeKeys : texts)
  }

  #literal(name: string, type: GraphQLInputType): string {
    return literalOf(this.#value(name, type), type)
  }
}

/** A value as GraphQL writes it. */
function literalOf(value: unknown, given: GraphQLInputType): string {
  const type = getNullableType(given)
  if (value === null) return 'null'
  if (isListType(type)) return `[${(value as unknown[]).map((each) => literalOf(each, type.ofType)).join(', ')}]`
  if (isEnumType(type)) return String(value)
  if (!isInputObjectType(type)) return JSON.stringify(value)
  const fields = type.getFields()
  const parts = Object.entries(value as object).map(([name, each]) => {
    const field = fields[name]
    return field ? `${name}: ${literalOf(each, field.type)}` : ''
  })
  return `{ ${parts.join(', ')} }`
}

const isPaging = ({ name }: { readonly name: string }) => ['first', 'after', 'last', 'before'].includes(name)
const isForward = (name: string) => name === 'first' || name === 'after'
