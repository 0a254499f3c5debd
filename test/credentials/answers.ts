import { expect } from 'vitest'
import { anId, anInstant } from '../api/answers.ts'

/** A credential that was just made, whole, but for what the case is about. */
export const aCredential = (firstCharacters: unknown, about: object) => ({
  id: anId,
  firstCharacters,
  createdAt: anInstant,
  expiresAt: null,
  lastUsedAt: null,
  ...about,
})

/** A token of a kind: 256 random bits behind what its kind begins with. */
export const aToken = (prefix: string): string => expect.stringMatching(new RegExp(`^${prefix}[\\w-]{43}$`))

/** The rows of a list, without their places. */
export const nodesOf = (connection: { edges: { node: unknown }[] }) => connection.edges.map(({ node }) => node)
