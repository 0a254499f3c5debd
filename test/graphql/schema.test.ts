import { readFile } from 'node:fs/promises'
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import {
  buildSchema,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLString,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { plugins } from '../../src/graphql/builder.ts'
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '../../src/graphql/limits.ts'
import { schema, schemaText } from '../../src/graphql/schema.ts'

const committed = new URL('../../schema.graphql', import.meta.url)
const released = new URL('released.graphql', import.meta.url)
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))

describe('schema.graphql', () => {
  it('is what the code says: `npm run schema` writes it', async () => {
    expect(await readFile(committed, 'utf8')).toBe(schemaText())
  })

  it('is sorted, so that a diff shows what changed and nothing else', () => {
    const names = [...schemaText().matchAll(/^(?:type|enum|input|interface|union|scalar) (\w+)/gm)].map(
      ([, name]) => name,
    )
    expect(names).toEqual(names.toSorted())
  })
})

describe('every description', () => {
  it('is there: on each type, field, argument, enum value and input field', () => {
    expect(undescribed(types)).toEqual([])
  })

  it('is missed where it is not', () => {
    const bare = buildSchema(`
      type Query { field(argument: In): E }  input In { input: Int }  enum E { VALUE }  union U = Query  scalar S`)
    expect(undescribed(['Query', 'In', 'E', 'U', 'S'].flatMap((name) => bare.getType(name) ?? []))).toEqual([
      'Query',
      'Query.field',
      'Query.field(argument:)',
      'In',
      'In.input',
      'E',
      'E.VALUE',
      'U',
      'S',
    ])
  })

  it('is a sentence of four words at least, and says of whatever can be null when it is', () => {
    expect(thinlyDescribed(types)).toEqual([])
  })

  it('of a size of a page says how large it may be, and how large it is unless asked', () => {
    const sizes = types
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).flatMap(({ args }) =>
          args.filter(({ name }) => name === 'first' || name === 'last'),
        ),
      )
    expect(sizes.length).toBeGreaterThan(10)
    for (const { name, description, defaultValue } of sizes) {
      expect(description).toContain(`up to ${PAGE_SIZE_MAX}`)
      if (name === 'first') expect([defaultValue, description]).toContainEqual(expect.toSatisfy(isDefaultSize))
    }
  })

  it('is found thin where it is', () => {
    const thin = buildSchema(`
      "Whatever can be read here." type Query { "The thing" thing: Int!  "What is there of it." maybe: Int }
      "What is given to ask." input In { "Whatever it is that is given." input: Int }`)
    expect(thinlyDescribed(['Query', 'In'].flatMap((name) => thin.getType(name) ?? []))).toEqual([
      'Query.thing: The thing',
      'Query.maybe: What is there of it.',
    ])
  })
})

const isDefaultSize = (told: unknown): boolean =>
  typeof told === 'string' ? told.includes(`${PAGE_SIZE_DEFAULT} if `) : typeof told === 'number'

describe('a client of the released schema', () => {
  it('is broken by nothing', async () => {
    expect(await breaking(await readFile(released, 'utf8'), schema)).toEqual([])
  })

  it.each([
    ['a field is gone', /^ {2}"""[^"]+"""\n {2}isOnline: Boolean!\n/m, '', 'FIELD_REMOVED'],
    ['a field may be null', /^ {2}isOnline: Boolean!$/m, '  isOnline: Boolean', 'FIELD_TYPE_CHANGED'],
    ['an enum value is gone', /^ {2}"""[^"]+"""\n {2}SETTING\n/m, '', 'ENUM_VALUE_REMOVED'],
    [
      'an input field is required',
      /^ {2}preferredCodeLength: Int$/m,
      '  preferredCodeLength: Int!',
      'INPUT_FIELD_TYPE_CHANGED',
    ],
    ['a refusal is gone', / \| NotFoundError/, '', 'UNION_MEMBER_REMOVED'],
  ])('would be broken, and that would be noticed, where %s', async (_what, part, replacement, change) => {
    const text = await readFile(released, 'utf8')
    expect(text).toMatch(part)
    expect(await breaking(text, buildSchema(text.replace(part, replacement)))).toContain(change)
  })
})

describe('the plugins', () => {
  it('are in the one order in which auth comes before validation, and both become refusals', () => {
    expect(plugins).toEqual(['errors', 'scopeAuth', 'complexity', 'relay', 'zod'])
  })
})

describe('an input', () => {
  const inputs = types.filter(isInputObjectType)

  it('is validated: each text in it has rules, of its own or of the whole', () => {
    expect(inputs.flatMap(textsWithoutRules)).toEqual([])
  })

  it('of a mutation or a plan is validated as a whole', () => {
    const whole = inputs.filter(({ name }) => name.endsWith('Input'))
    expect(whole.filter((input) => !hasRules(input)).map(({ name }) => name)).toEqual([])
    expect(whole.length).toBeGreaterThan(0)
  })
})

describe('the answer of a mutation', () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})

  it.each(mutations.map((field) => [field.name, field] as const))('%s is its payload or a UserError', (name, field) => {
    const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    expect([String(field.type), field.args.map(({ name, type }) => `${name}: ${type}`)]).toEqual([
      `${capital}Result!`,
      [`input: ${capital}Input!`],
    ])
    const union = getNamedType(field.type)
    const members = isUnionType(union) ? union.getTypes() : []
    const isUserError = (type: (typeof members)[number]) =>
      type.getInterfaces().some(({ name }) => name === 'UserError')
    expect(members.filter((type) => !isUserError(type)).map(({ name }) => name)).toEqual([`${capital}Payload`])
    expect(members.length).toBeGreaterThan(1)
  })

  it('is a union of the same kind wherever one is called a result', () => {
    const unions = types.filter(({ name }) => name.endsWith('Result')).map(({ name }) => name)
    expect(unions.sort()).toEqual(mutations.map(({ type }) => getNamedType(type).name).sort())
  })
})

/** Where a reader who cannot see the code is told nothing. */
function undescribed(all: readonly GraphQLNamedType[]): string[] {
  return all.flatMap((type) => [
    ...(type.description ? [] : [type.name]),
    ...partsOf(type).flatMap((part) => (part.description ? [] : [`${type.name}.${part.name}`])),
  ])
}

/** Where that reader is told next to nothing. */
function thinlyDescribed(all: readonly GraphQLNamedType[]): string[] {
  const texts = all.flatMap((type) => {
    const isRead = isObjectType(type) || isInterfaceType(type)
    const parts = partsOf(type).map(({ name, description, type: given }) => {
      const canBeNull = isRead && given !== undefined && !isNonNullType(given)
      return { name: `${type.name}.${name}`, description, canBeNull }
    })
    return [{ name: type.name, description: type.description, canBeNull: false }, ...parts]
  })
  return texts.flatMap(({ name, description, canBeNull }) => {
    const text = description ?? ''
    const isSentence = text.endsWith('.') && text.split(/\s+/).length >= 4
    return isSentence && (!canBeNull || /\bnull\b/i.test(text)) ? [] : [`${name}: ${text}`]
  })
}

interface Part {
  name: string
  description?: string | null | undefined
  /** Of a field. */
  type?: GraphQLType
}

function partsOf(type: GraphQLNamedType): Part[] {
  if (isEnumType(type)) return [...type.getValues()]
  if (isInputObjectType(type)) return Object.values(type.getFields())
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => [
    field,
    ...field.args.map(({ name, description }) => ({ name: `${field.name}(${name}:)`, description })),
  ])
}

async function breaking(before: string, after: GraphQLSchema): Promise<string[]> {
  const changes = await diff(buildSchema(before), after)
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ type }) => String(type))
}

interface Validated {
  readonly extensions: { readonly pothosOptions?: { readonly validate?: unknown } }
}

function hasRules({ extensions }: Validated): boolean {
  return extensions.pothosOptions?.validate !== undefined
}

function textsWithoutRules(input: GraphQLInputObjectType): string[] {
  if (hasRules(input)) return []
  const texts = Object.values(input.getFields()).filter(({ type }) => getNamedType(type) === GraphQLString)
  return texts.filter((field) => !hasRules(field)).map(({ name }) => `${input.name}.${name}`)
}
