import { z } from 'zod'
import { givenOrAbsent, text } from '../text.ts'
import { allScopes } from './scopes.ts'

/** The shapes in which credentials are asked for, by GraphQL or REST. */

const name = text(200)
const scopes = z
  .array(z.enum([...allScopes] as [string, ...string[]]))
  .min(1, 'Name at least one scope.')
  .refine((given) => new Set(given).size === given.length, 'A scope is named twice.')
  .transform((given) => given as (typeof allScopes)[number][])
const expiresAt = z.date().nullish()
const IDS_MAX = 500
const ids = z
  .array(z.string())
  .max(IDS_MAX, `At most ${IDS_MAX}.`)
  .refine((given) => new Set(given.map((id) => id.toLowerCase())).size === given.length, 'An id is named twice.')

export const createApiKeyInput = z.object({ name, scopes, expiresAt })
export type CreateApiKeyInput = z.output<typeof createApiKeyInput>

export const createPersonalAccessTokenInput = z.object({ name, scopes, expiresAt })
export type CreatePersonalAccessTokenInput = z.output<typeof createPersonalAccessTokenInput>

export const createClientSessionInput = z
  .object({
    name: givenOrAbsent(name),
    userIdentifierKey: text(200).nullish(),
    deviceIds: ids.default([]),
    connectedAccountIds: ids.default([]),
    scopes,
    expiresAt,
  })
  .refine(({ deviceIds, connectedAccountIds }) => deviceIds.length + connectedAccountIds.length > 0, {
    path: ['deviceIds'],
    message: 'Name at least one device or connected account.',
  })
export type CreateClientSessionInput = z.output<typeof createClientSessionInput>

export const setWorkspaceMemberInput = z.object({
  email: z.email('Must be an e-mail address.').max(320, 'At most 320 characters.').toLowerCase(),
  name,
  scopes,
})
export type SetWorkspaceMemberInput = z.output<typeof setWorkspaceMemberInput>
