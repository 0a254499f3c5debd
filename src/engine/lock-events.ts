import { makeDue, recordToldEvent } from '../data/engine/lock-events.ts'
import { throughTrouble } from '../data/passing-trouble.ts'
import type { Queryable } from '../data/statement.ts'
import type { LockEvent, LockProvider } from '../locks/provider.ts'

/** Writes down what locks tell of their own accord, and has those looked at that changed. Ends with the signal. */
export async function hearLocks(provider: LockProvider, on: Queryable, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  for await (const event of provider.events({ signal })) {
    if (signal.aborted) return
    // Nobody tells it a second time.
    await throughTrouble(() => hear(event, on), { withinMs: Infinity, signal })
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
