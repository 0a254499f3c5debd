import type { InputFieldBuilder, ObjectFieldBuilder } from '@pothos/core'
import type { CredentialRow } from '../../data/read/credential-lists.ts'
import type { builder } from '../builder.ts'
import { Scope } from './scope.ts'

type Types = typeof builder.$inferSchemaTypes

/** What every kind of credential shows of itself: never its token. */
export const credentialFields = <Row extends CredentialRow>(t: ObjectFieldBuilder<Types, Row>) => ({
  id: t.id({ description: 'What to name it by.', resolve: ({ id }) => id }),
  name: t.string({ description: 'What its maker calls it.', resolve: ({ name }) => name }),
  firstCharacters: t.string({
    description: 'How its token begins, to recognise it by. The token itself is shown once, when it is made.',
    resolve: ({ firstCharacters }) => firstCharacters,
  }),
  scopes: t.field({ type: [Scope], description: 'What it may do.', resolve: ({ scopes }) => [...scopes] }),
  createdAt: t.field({ type: 'DateTime', description: 'When it was made.', resolve: ({ createdAt }) => createdAt }),
  expiresAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'From then on it opens nothing; null for one without an end.',
    resolve: ({ expiresAt }) => expiresAt,
  }),
  lastUsedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When it was last used, written down some seconds late; null if it never was.',
    resolve: ({ lastUsedAt }) => lastUsedAt,
  }),
})

/** What is asked of every new credential. */
export const newCredentialFields = (t: InputFieldBuilder<Types, 'InputObject'>) => ({
  name: t.string({ required: true, description: 'What to call it, up to 200 characters.' }),
  scopes: t.field({
    type: [Scope],
    required: true,
    description: 'What it may do: at least one scope, and none that the credential that asks does not have itself.',
  }),
  expiresAt: t.field({ type: 'DateTime', description: 'From then on it opens nothing; not given, it has no end.' }),
})
