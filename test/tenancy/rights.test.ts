import type { GraphQLField } from 'graphql'
import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes, isForBrowsers } from '../../src/domain/auth/scopes.ts'
import { type CredentialKind, newToken } from '../../src/domain/auth/token.ts'
import type { Scope } from '../../src/domain/auth/viewer.ts'
import { schema } from '../../src/graphql/schema.ts'
import { aHouse } from '../api/a-house.ts'
import { readPage } from '../docs/pages.ts'
import { subscribe } from '../subscriptions/subscriber.ts'
import { type Asker, testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'
import { leastArguments } from './least-arguments.ts'

/** A row of the page: what is asked, and which kinds and scopes may. */
interface Row {
  readonly operation: string
  readonly field: string
  /** Where a PIN is named beside what is needed anyway; empty: nowhere. */
  readonly pinAt: string
  readonly kinds: readonly string[]
  readonly scopes: readonly string[]
}

const { text } = await readPage('docs/security.md')
const lines = /<!-- rights -->\n(.*?)\n<!-- \/rights -->/s.exec(text)?.[1]?.split('\n') ?? []
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const [head = [], , ...body] = lines.map(cellsOf)
const words = head.map((cell) => cell.replaceAll('`', ''))
const rows = body.map(([first = '', ...cells]): Row => {
  const [, operation = '', field = '', pinAt = ''] = /^`(\w+) (\w+)`(?: with `([\w.]+)`)?$/.exec(first) ?? []
  const marked = words.slice(1).filter((_, index) => cells[index] === '●')
  return {
    ...{ operation, field, pinAt },
    kinds: marked.filter((word) => !allScopes.includes(word as Scope)),
    scopes: marked.filter((word) => allScopes.includes(word as Scope)),
  }
})

const gateway = await testGateway()
const house = await aHouse(gateway)
const door = await house.door()

/** A credential of each kind with these scopes, as far as there can be one. */
async function credentialsWith(scopes: readonly Scope[]): Promise<[CredentialKind, Asker][]> {
  const token = newToken('PERSONAL_ACCESS_TOKEN')
  // Somebody else each time: who is made a member again is one with these scopes.
  const email = `${newId()}@example.com`
  await addPersonalAccessToken(gateway.services, {
    workspaceId: house.workspaceId,
    email,
    name: 'Token',
    token,
    scopes,
  })
  const person = gateway.askerWith(token, house.workspaceId)
  const key = await gateway.clientOf(house.workspaceId, scopes)
  const others = [
    ['API_KEY', key],
    ['PERSONAL_ACCESS_TOKEN', person],
  ] satisfies [CredentialKind, Asker][]
  if (!scopes.every(isForBrowsers) || scopes.length === 0) return others
  return [...others, ['CLIENT_SESSION', await aSession(gateway, house, { deviceIds: [door] }, scopes)]]
}

/** Each alone, each set that an operation needs, and none at all. */
const sets = new Map(
  [[], ...allScopes.map((scope) => [scope]), ...rows.map(({ scopes }) => scopes)].map((set) => [set.join(), set]),
)

describe('the table of docs/security.md', () => {
  it('has the kinds and scopes that there are', () => {
    expect(words).toEqual(['Operation', 'API_KEY', 'PERSONAL_ACCESS_TOKEN', 'CLIENT_SESSION', ...allScopes])
  })

  it('has a row for each operation', () => {
    const listed = rows.filter(({ pinAt }) => pinAt === '').map(({ operation, field }) => `${operation} ${field}`)
    const roots = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }
    const all = Object.entries(roots).flatMap(([name, root]) =>
      Object.keys(root?.getFields() ?? {}).map((field) => `${name} ${field}`),
    )
    expect(listed).toEqual(all)
  })

  it.each([...sets.values()].map((scopes) => ({ scopes })))(
    'is right about credentials with $scopes',
    async ({ scopes }) => {
      const found: string[] = []
      const promised: string[] = []
      for (const [kind, asker] of await credentialsWith(scopes as Scope[])) {
        for (const row of rows) {
          const what = `${kind} ${row.operation} ${row.field} ${row.pinAt}`
          if (row.kinds.includes(kind) && row.scopes.every((scope) => scopes.includes(scope))) promised.push(what)
          if (await may(asker, row)) found.push(what)
        }
      }
      expect(found).toEqual(promised)
    },
    120_000,
  )
})

async function may(asker: Asker, { operation, field: name, pinAt }: Row): Promise<boolean> {
  const root =
    { query: schema.getQueryType(), mutation: schema.getMutationType() }[operation] ?? schema.getSubscriptionType()
  const field = root?.getFields()[name]
  if (!field) throw new Error(`there is no ${operation} ${name}`)
  // A stream that may be opened is to end at once.
  const path = operation === 'subscription' ? 'afterEventId' : pinAt
  const { document, variables } = asking(operation, field, path)
  const answer =
    operation === 'subscription'
      ? (await (await subscribe(gateway, asker, document, variables)).rest())[0]
      : await asker.ask(document, variables)
  const codes = answer?.errors?.map(({ extensions }) => extensions.code) ?? []
  expect(codes.filter((code) => code !== 'FORBIDDEN' && code !== 'BAD_USER_INPUT')).toEqual([])
  return !codes.includes('FORBIDDEN')
}

function asking(operation: string, { name, args }: GraphQLField<unknown, unknown>, path: string) {
  const variables = leastArguments(args, path)
  const given = args.filter((arg) => arg.name in variables)
  const declared = given.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
  const call = given.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const inBrackets = (inner: string) => (inner === '' ? '' : `(${inner})`)
  return { document: `${operation} ${inBrackets(declared)} { ${name}${inBrackets(call)} { __typename } }`, variables }
}
