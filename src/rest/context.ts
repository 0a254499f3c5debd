import type { Reader } from '../data/read/reader.ts'
import type { Viewer } from '../domain/auth/viewer.ts'
import type { Services } from '../domain/services.ts'

/** What one request has: who asks, what can be done, what can be read. */
export interface RestContext {
  readonly viewer: Viewer
  /** What the domain's verbs work with. */
  readonly services: Services
  /** Reads this viewer's workspace, batched. What it has read it remembers. */
  readonly read: Reader
  /** A reader that remembers nothing yet: to show what a verb has changed. */
  readAnew(): Reader
  /** The request as it came. */
  readonly asked: AskedRequest
}

export interface AskedRequest {
  readonly method: string
  readonly path: string
  /** Of the query string or the body, under the names that it gave them. */
  readonly given: Readonly<Record<string, unknown>>
  /** The value of the header `Idempotency-Key`. */
  readonly idempotencyKey: string | null
  /** Where it was sent to, such as `http://127.0.0.1:4000`; null where that cannot be told. */
  readonly origin: string | null
  /** Finds it in the log, and in the audit log. */
  readonly requestId: string
}
