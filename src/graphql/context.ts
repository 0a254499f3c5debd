import type { Reader } from '../data/read/reader.ts'
import type { Viewer } from '../domain/auth/viewer.ts'
import type { Services } from '../domain/services.ts'

/** What every resolver of one request shares. */
export interface Context {
  readonly viewer: Viewer
  /** Reads this viewer's workspace, batched. */
  readonly read: Reader
  /** What the domain's verbs work with. */
  readonly services: Services
}
