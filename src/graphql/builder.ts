import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import ErrorsPlugin from '@pothos/plugin-errors'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import ZodPlugin from '@pothos/plugin-zod'
import { GraphQLError } from 'graphql'
import type { ZodError } from 'zod'
import { InvalidInputError } from '../domain/errors.ts'
import { badUserInput, lacksScope } from './bad-user-input.ts'
import type { Context } from './context.ts'
import { costOf, costRule, eventCostRule } from './cost.ts'

/**
 * The order is a security property: a refusal becomes a union member around everything, and who may not ask learns
 * nothing of what would have been valid.
 */
export const plugins = [ErrorsPlugin, ScopeAuthPlugin, ComplexityPlugin, RelayPlugin, ZodPlugin] as const

/** What fields say they need, and the scope of a credential that gives it. */
export const scopeOf = {
  readCodes: 'READ_CODES',
  seePins: 'SEE_PINS',
  writeCodes: 'WRITE_CODES',
  manageDevices: 'MANAGE_DEVICES',
  manageCredentials: 'MANAGE_CREDENTIALS',
  readAuditLog: 'READ_AUDIT_LOG',
} as const

export const builder = new SchemaBuilder<{
  Context: Context
  AuthScopes: Record<keyof typeof scopeOf, boolean> & {
    /** No scope of a credential, but what it is: a personal access token. */
    person: boolean
  }
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
  }
}>({
  plugins: [...plugins],
  defaultFieldNullability: false,
  errors: { directResult: true, defaultTypes: [] },
  scopeAuth: {
    authScopes: ({ viewer: { scopes, personId } }) => ({
      readCodes: scopes.has(scopeOf.readCodes),
      seePins: scopes.has(scopeOf.seePins),
      writeCodes: scopes.has(scopeOf.writeCodes),
      manageDevices: scopes.has(scopeOf.manageDevices),
      manageCredentials: scopes.has(scopeOf.manageCredentials),
      readAuditLog: scopes.has(scopeOf.readAuditLog),
      person: personId !== null,
    }),
    // Before a subscription opens its source, not at each event.
    authorizeOnSubscribe: true,
    unauthorizedError: lacksScope,
  },
  // What fields cost is declared here and weighed before execution: the plugin's own limit would come field by field.
  complexity: { fieldComplexity: costOf, disabled: true },
  zod: { validationError: refusalOf },
  relay: {
    // Ids are the bare UUIDs that REST shows too. They carry no type: the field `node` looks it up.
    encodeGlobalID: (_type, id) => String(id),
    decodeGlobalID: () => {
      throw new GraphQLError('bare UUIDs carry no type')
    },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    cursorType: 'String',
    nodeTypeOptions: { description: 'Anything with an id. `node(id:)` finds it again.' },
    idFieldOptions: { description: 'A UUID, the same that the REST surface shows. Stable for life.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: { description: 'Whether there are items after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there are items before this page.' },
    startCursorFieldOptions: {
      description: 'The cursor of the first item, to go backward from; null on an empty page.',
    },
    endCursorFieldOptions: { description: 'The cursor of the last item, to go on from; null on an empty page.' },
    edgesFieldOptions: {
      description: 'The items of this page, each with its cursor.',
      nullable: false,
    },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    cursorFieldOptions: { description: 'The place of this item in the list, for `after` or `before`. Not to be read.' },
    nodeFieldOptions: { description: 'The item at this place.', nullable: false },
    nodesOnConnection: { description: 'The items of this page.' },
  },
})

builder.queryType({
  description: `What can be read. Everything is of the workspace of the credential that asks.\n\n${costRule}`,
})
builder.mutationType({
  description:
    'What can be changed. Every answer is a union: the payload, or a refusal that implements `UserError`, and then nothing was changed.',
})
builder.subscriptionType({
  description: `What can be watched, over server-sent events (\`Accept: text/event-stream\`). A stream completes when the server stops; who connects again with the id of the last event seen misses nothing.\n\n${eventCostRule}`,
})

/** A mutation refuses input as data, with a path from its arguments; a query can only fail. */
function refusalOf(error: ZodError, _args: object, _context: unknown, info: { parentType: { name: string } }): Error {
  const issues = error.issues.map(({ path, message }) => ({ path: path.map(String), message }))
  if (info.parentType.name !== 'Mutation') return badUserInput(issues)
  return new InvalidInputError(issues.map(({ path, message }) => ({ path: path.slice(1), message })))
}
