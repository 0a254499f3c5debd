import type { GraphQLField } from 'graphql'
import type { Scope } from '../src/domain/auth/viewer.ts'
import { scopeOf } from '../src/graphql/builder.ts'

/** What a credential needs for a field, as the field itself says. */
export interface FieldRights {
  /** All of them. */
  readonly scopes: readonly Scope[]
  readonly isForPersons: boolean
}

type Flags = Readonly<Record<string, boolean>>

export function rightsOf({ extensions }: GraphQLField<unknown, unknown>): FieldRights {
  const { authScopes } = (extensions.pothosOptions ?? {}) as { authScopes?: Flags & { $all?: Flags } }
  const { $all, ...alone } = authScopes ?? {}
  // Of several that stand side by side any would do: nobody has needed that yet.
  if (Object.keys(alone).length > 1) throw new Error(`one of ${Object.keys(alone)} is not a right that can be shown`)
  const flags = Object.keys({ ...alone, ...$all })
  return {
    scopes: Object.entries(scopeOf).flatMap(([flag, scope]) => (flags.includes(flag) ? scope : [])),
    isForPersons: flags.includes('person'),
  }
}
