import { forbidden, lacksScope } from '../bad-user-input.ts'
import { scopeOf } from '../builder.ts'
import type { Context } from '../context.ts'

/** Of a field that only a person may ask for, with a personal access token. */
export const forPersons = {
  authScopes: { $all: { manageCredentials: true, person: true } },
  unauthorizedError: (_root: unknown, _args: unknown, { viewer }: Context) =>
    viewer.scopes.has(scopeOf.manageCredentials) ? notForKeys() : lacksScope(),
} as const

const notForKeys = () => forbidden('Only a person has these: ask with a personal access token.')
