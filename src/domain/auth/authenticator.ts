import { timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import {
  type FindGood,
  type GoodCredential,
  goodApiKeys,
  goodClientSessions,
  goodPersonalAccessTokens,
} from '../../data/read/credentials.ts'
import type { Queryable } from '../../data/statement.ts'
import { LastUses } from './last-uses.ts'
import { type CredentialKind, hashOf, kindOf } from './token.ts'
import type { Viewer } from './viewer.ts'

/** What a request shows of itself. */
export interface Presented {
  readonly token: string
  /** The workspace that it chose in a header, if any. */
  readonly workspaceId: string | null
}

export type Authentication =
  | { readonly viewer: Viewer }
  /** Unknown, expired or revoked: nobody is told which. */
  | { readonly refused: 'TOKEN' }
  /** It is a person's, and says nothing of which of the person's workspaces is meant. */
  | { readonly refused: 'WORKSPACE_NOT_CHOSEN'; readonly workspaceIds: readonly string[] }
  /** The token does not open the workspace that was chosen, which may not even exist. */
  | { readonly refused: 'WORKSPACE' }

/** So that whoever is revoked is out within a second, in every process; in between a request costs no statement. */
const FRESH_MS = 500
const REMEMBERED_MAX = 10_000

const finders: Record<CredentialKind, FindGood> = {
  API_KEY: goodApiKeys,
  PERSONAL_ACCESS_TOKEN: goodPersonalAccessTokens,
  CLIENT_SESSION: goodClientSessions,
}

interface Hashed {
  readonly kind: CredentialKind
  readonly hash: Uint8Array
}

/** Tells who asks, by the tokens of every kind. */
export class Authenticator {
  readonly #on: Queryable
  readonly #uses = new LastUses()
  /** By the hash of the token, which nobody can use for a token. */
  readonly #found: LRUCache<string, readonly Viewer[], Hashed>

  constructor(on: Queryable, rememberedMax = REMEMBERED_MAX) {
    this.#on = on
    this.#found = new LRUCache({
      max: rememberedMax,
      ttl: FRESH_MS,
      // However many others ask meanwhile: whoever is being looked up is not forgotten before the answer is there.
      ignoreFetchAbort: true,
      // Requests that come while it is looked up wait for the same answer. What is not found is not remembered.
      fetchMethod: async (_key, _stale, { context }) => {
        const viewers = await this.#viewersOf(context)
        return viewers.length > 0 ? viewers : undefined
      },
    })
  }

  async authenticate({ token, workspaceId }: Presented): Promise<Authentication> {
    const context = { kind: kindOf(token), hash: hashOf(token) }
    const viewers = await this.#found.fetch(`${context.kind} ${context.hash.toString('base64')}`, { context })
    if (!viewers) return { refused: 'TOKEN' }
    // Even of a person with one workspace: anybody may make that person a member of another, and no request may mean
    // something else because of that.
    if (workspaceId === null && context.kind === 'PERSONAL_ACCESS_TOKEN') {
      return { refused: 'WORKSPACE_NOT_CHOSEN', workspaceIds: viewers.map((viewer) => viewer.workspaceId) }
    }
    const chosen = workspaceId === null ? viewers[0] : viewers.find((viewer) => viewer.workspaceId === workspaceId)
    if (!chosen) return { refused: 'WORKSPACE' }
    this.#uses.note(chosen.kind, chosen.credentialId)
    return { viewer: chosen }
  }

  /** Those of `viewers` whose credential has ended or reaches something else now: one statement for each kind. */
  async expired(viewers: readonly Viewer[]): Promise<readonly Viewer[]> {
    const expired: Viewer[] = []
    for (const [kind, ofKind] of Map.groupBy(viewers, (viewer) => viewer.kind)) {
      const hashes = new Map(ofKind.map(({ credentialId, tokenHash }) => [credentialId, tokenHash]))
      const rows = await finders[kind](this.#on, [...hashes.values()])
      const now = new Set(rows.map((row) => reachOf({ ...row, credentialId: row.id })))
      expired.push(...ofKind.filter((viewer) => !now.has(reachOf(viewer))))
    }
    return expired
  }

  /** Writes down when credentials were last used. */
  flushUses(): Promise<void> {
    return this.#uses.flush(this.#on)
  }

  async #viewersOf({ kind, hash }: Hashed): Promise<readonly Viewer[]> {
    // Found by its hash through an index: what could be timed is the hash, which nobody can steer towards another.
    const rows = await finders[kind](this.#on, [hash])
    return rows.filter(({ tokenHash }) => timingSafeEqual(tokenHash, hash)).map((row) => viewerOf(kind, row))
  }
}

const viewerOf = (kind: CredentialKind, { id, scopes, ...row }: GoodCredential): Viewer => ({
  ...row,
  kind,
  credentialId: id,
  scopes: new Set(scopes),
  requestId: null,
})

/** The same text for the same credential that may do the same to the same. */
function reachOf({
  credentialId,
  workspaceId,
  scopes,
  deviceIds,
}: Pick<Viewer, 'credentialId' | 'workspaceId' | 'deviceIds'> & { readonly scopes: Iterable<string> }): string {
  return JSON.stringify([credentialId, workspaceId, [...scopes].sort(), deviceIds])
}
