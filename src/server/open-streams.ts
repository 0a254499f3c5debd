import { type ExecutionResult, GraphQLError } from 'graphql'
import { EndableStream } from './endable-stream.ts'
import type { Logger } from './log.ts'

export interface StreamRules<Viewer> {
  /** Whose streams are counted together: a credential's name, say. */
  holderOf(viewer: Viewer): string
  /** How many one holder may have open in this process. */
  perHolderMax?: number
  /** Those who may not read on. Asked of all who hold a stream at once. */
  expired(viewers: readonly Viewer[]): Promise<readonly Viewer[]>
  /** How often that is asked while there are streams. */
  recheckMs?: number
}

const defaultPerHolderMax = 100
/** So that a revoked key reads no longer than a second. */
const defaultRecheckMs = 300

/**
 * The subscriptions that are being served. They end of themselves only when the client leaves, so a stopping server
 * ends them (clients then see the stream complete instead of break), and so does the end of a credential.
 */
export class OpenStreams<Viewer> {
  readonly #rules: StreamRules<Viewer> | undefined
  readonly #logger: Logger
  readonly #open = new Map<EndableStream<ExecutionResult>, Viewer>()
  readonly #heldBy = new Map<string, number>()
  #recheck: NodeJS.Timeout | undefined
  #isEnded = false

  constructor(rules: StreamRules<Viewer> | undefined, logger: Logger) {
    this.#rules = rules
    this.#logger = logger
  }

  /** The results of `open`, until they or the server end. A refusal if the viewer has too many streams already. */
  async serve<Result>(
    viewer: Viewer,
    open: () => Result | Promise<Result>,
  ): Promise<Result | AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const holder = this.#rules?.holderOf(viewer) ?? ''
    const held = this.#heldBy.get(holder) ?? 0
    const max = this.#rules ? (this.#rules.perHolderMax ?? defaultPerHolderMax) : Number.POSITIVE_INFINITY
    if (held >= max) return { errors: [tooMany(max)] }
    // Counted before it is open, or many at once would all find room.
    this.#heldBy.set(holder, held + 1)
    const release = () => this.#release(holder)
    try {
      const result = await open()
      if (isStream(result)) return this.#keep(result, viewer, release)
      release()
      return result
    } catch (error) {
      release()
      throw error
    }
  }

  end(): void {
    this.#isEnded = true
    for (const stream of [...this.#open.keys()]) stream.end()
  }

  #keep(source: AsyncIterable<ExecutionResult>, viewer: Viewer, release: () => void): EndableStream<ExecutionResult> {
    const stream = new EndableStream<ExecutionResult>(source, asResult, () => {
      this.#open.delete(stream)
      release()
      if (this.#open.size === 0) clearTimeout(this.#recheck)
    })
    this.#open.set(stream, viewer)
    if (this.#isEnded) stream.end()
    else if (this.#open.size === 1) this.#recheckLater()
    return stream
  }

  #release(holder: string): void {
    const left = (this.#heldBy.get(holder) ?? 1) - 1
    if (left > 0) this.#heldBy.set(holder, left)
    else this.#heldBy.delete(holder)
  }

  #recheckLater(): void {
    clearTimeout(this.#recheck)
    const rules = this.#rules
    if (!rules || this.#open.size === 0) return
    this.#recheck = setTimeout(async () => {
      try {
        const expired = new Set(await rules.expired([...this.#open.values()]))
        for (const [stream, viewer] of [...this.#open]) {
          if (expired.has(viewer)) stream.end({ errors: [credentialEnded()] })
        }
      } catch (err) {
        this.#logger.warn({ err }, 'could not ask whose credentials have ended')
      }
      this.#recheckLater()
    }, rules.recheckMs ?? defaultRecheckMs)
    this.#recheck.unref()
  }
}

export function isStream(result: unknown): result is AsyncIterable<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}

function asResult(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] }
  const originalError = error instanceof Error ? error : new Error(String(error))
  return { errors: [new GraphQLError(originalError.message, { originalError })] }
}

const retryAfterSeconds = 60

const tooMany = (max: number) =>
  new GraphQLError(`This credential holds ${max} streams already: end one first.`, {
    extensions: {
      code: 'TOO_MANY_SUBSCRIPTIONS',
      http: { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
    },
  })

const credentialEnded = () =>
  new GraphQLError(
    'This credential has expired, been revoked, or may do or reach something else from now on: subscribe again.',
    {
      extensions: { code: 'UNAUTHENTICATED' },
    },
  )
