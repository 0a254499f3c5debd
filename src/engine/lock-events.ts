import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { makeDue, queueForTurn, recordToldEvent } from '../data/engine/lock-events.ts'
import type { Queryable } from '../data/statement.ts'
import type { LockEvent, LockProvider } from '../locks/provider.ts'

export interface FollowOptions {
  readonly pool: pg.Pool
  readonly provider: LockProvider
  /** Of the stack: of all processes that follow one of this name, one does at a time. */
  readonly name: string
  readonly logger: { warn(facts: object, message: string): void }
  /** How long it takes to notice that whoever followed is gone, and between two tries after trouble. */
  readonly retryMs?: number
}

/**
 * Writes down what the locks of a stack tell, until it is disposed. Any number of processes may: the others wait until
 * the one that does is gone. What is told in between is lost, and locks are read anyway.
 */
export function followLockEvents(options: FollowOptions): AsyncDisposable {
  const stopping = new AbortController()
  const done = follow(options, stopping.signal)
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await done
    },
  }
}

async function follow({ pool, provider, name, logger, retryMs = 1_000 }: FollowOptions, stopping: AbortSignal) {
  const pause = () => sleep(retryMs, undefined, { signal: stopping }).catch(() => undefined)
  while (!stopping.aborted) {
    try {
      await using turn = await queueForTurn(pool.options, name)
      while (!stopping.aborted && !(await turn.isMine())) await pause()
      await hearLocks(provider, pool, AbortSignal.any([stopping, turn.lost]))
    } catch (error) {
      if (!stopping.aborted) logger.warn({ error, name }, 'what locks tell cannot be heard')
    }
    if (!stopping.aborted) await pause()
  }
}

/** Writes down what locks tell of their own accord, and has those looked at that changed. Ends with the signal. */
export async function hearLocks(provider: LockProvider, on: Queryable, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  for await (const event of provider.events({ signal })) {
    if (signal.aborted) return
    await hear(event, on)
  }
}

async function hear(event: LockEvent, on: Queryable): Promise<void> {
  const { lock, occurredAt } = event
  switch (event.type) {
    case 'CODE_USED':
      return recordToldEvent(on, { ...lock, type: 'ACCESS_CODE_USED', slot: event.slot, occurredAt })
    case 'ACCESS_DENIED':
      return recordToldEvent(on, { ...lock, type: 'ACCESS_DENIED', slot: null, occurredAt })
    case 'CONNECTED':
    case 'DISCONNECTED':
    case 'CHANGED':
      // A reading tells what is so now, which may be something else already.
      return makeDue(on, lock)
  }
}
