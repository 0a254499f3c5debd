import type { EventStream } from '../data/read/event-stream.ts'
import type { Reader } from '../data/read/reader.ts'
import type { Viewer } from '../domain/auth/viewer.ts'
import type { Services } from '../domain/services.ts'

/** What every resolver of one request shares. */
export interface Context {
  readonly viewer: Viewer
  /** Reads this viewer's workspace, batched. A subscription has another one for each thing that it delivers. */
  read: Reader
  /** The events of this and every other process, as they happen. */
  readonly events: EventStream
  /** What the domain's verbs work with. */
  readonly services: Services
}
