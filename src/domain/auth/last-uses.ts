import type { Queryable } from '../../data/statement.ts'
import { type CredentialTable, recordUses } from '../../data/write/credential-uses.ts'
import type { CredentialKind } from './token.ts'

/** Remembers when credentials were used, to be written down in batches: no request waits for it. */
export class LastUses {
  readonly #usedAt = new Map<CredentialKind, Map<string, number>>()

  note(kind: CredentialKind, id: string): void {
    const ofKind = this.#usedAt.get(kind) ?? new Map<string, number>()
    this.#usedAt.set(kind, ofKind.set(id, performance.now()))
  }

  /** What could not be written down is written with the next batch. */
  async flush(on: Queryable): Promise<void> {
    for (const [kind, usedAt] of this.#usedAt) {
      this.#usedAt.delete(kind)
      const now = performance.now()
      const uses = [...usedAt].map(([id, at]) => ({ id, agoMs: now - at }))
      try {
        await recordUses(on, tables[kind], uses)
      } catch (error) {
        this.#usedAt.set(kind, new Map([...usedAt, ...(this.#usedAt.get(kind) ?? [])]))
        throw error
      }
    }
  }
}

const tables: Record<CredentialKind, CredentialTable> = {
  API_KEY: 'api_key',
  PERSONAL_ACCESS_TOKEN: 'personal_access_token',
  CLIENT_SESSION: 'client_session',
}
