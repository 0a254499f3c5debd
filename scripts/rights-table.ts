import {
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import { allScopes, isForBrowsers } from '../src/domain/auth/scopes.ts'
import type { CredentialKind } from '../src/domain/auth/token.ts'
import type { Scope } from '../src/domain/auth/viewer.ts'
import { schema } from '../src/graphql/schema.ts'
import { rightsOf } from './field-rights.ts'

const kinds: readonly CredentialKind[] = ['API_KEY', 'PERSONAL_ACCESS_TOKEN', 'CLIENT_SESSION']

/** One row for each operation, and one more for each that can name a PIN and need not: who may, and what it takes. */
export function rightsTable(): readonly (readonly string[])[] {
  const head = ['Operation', ...kinds, ...allScopes].map((word, index) => (index === 0 ? word : `\`${word}\``))
  return [
    head,
    ...operations().map((row) => [row.label, ...kinds.map(mark(row.kinds)), ...allScopes.map(mark(row.scopes))]),
  ]
}

const mark =
  <Item>(these: readonly Item[]) =>
  (item: Item): string =>
    these.includes(item) ? '●' : ''

interface Row {
  readonly label: string
  readonly kinds: readonly CredentialKind[]
  readonly scopes: readonly Scope[]
}

function operations(): Row[] {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }
  return Object.entries(roots).flatMap(([operation, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field): Row[] => {
      const { scopes, isForPersons } = rightsOf(field)
      const label = `\`${operation} ${field.name}\``
      const rowFor = (all: readonly Scope[], to = label) => ({
        label: to,
        kinds: kindsFor(all, isForPersons),
        scopes: all,
      })
      const pins = field.args.flatMap((arg) => pinsIn(arg.name, arg.type, isRequiredArgument(arg)))
      if (pins.some(({ isRequired }) => isRequired)) return [rowFor([...scopes, 'SEE_PINS'])]
      return [rowFor(scopes), ...pins.map(({ path }) => rowFor([...scopes, 'SEE_PINS'], `${label} with \`${path}\``))]
    }),
  )
}

function kindsFor(scopes: readonly Scope[], isForPersons: boolean): readonly CredentialKind[] {
  if (isForPersons) return ['PERSONAL_ACCESS_TOKEN']
  return kinds.filter((kind) => kind !== 'CLIENT_SESSION' || scopes.every(isForBrowsers))
}

/** Where an input takes a PIN: by that name it takes nothing else. */
function pinsIn(path: string, type: GraphQLInputType, isRequired: boolean): { path: string; isRequired: boolean }[] {
  if (path.endsWith('.code')) return [{ path, isRequired }]
  const named = getNamedType(type)
  if (!isInputObjectType(named)) return []
  return Object.values(named.getFields()).flatMap((field) =>
    pinsIn(`${path}.${field.name}`, field.type, isRequired && isRequiredInputField(field)),
  )
}
