import { expect, it } from 'vitest'
import type { LockEvent } from '../../../src/locks/provider.ts'
import { type ContractHouse, code, patiently, plain, put, slotsOf } from './house.ts'
import { able, lockFor } from './lock-for.ts'

export function telling(house: ContractHouse): void {
  it('tells which code opened the door, and that one did not', async (context) => {
    const lock = await lockFor(context, house, plain)
    const enter = able(context, house, 'enter')
    const [slot] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711'))
    await using heard = listening(house)

    // What is told before anybody listens may be lost.
    const entered = async () => {
      await enter(lock, '4711')
      await enter(lock, '9999')
      return heard.events
    }
    await expect
      .poll(entered, patiently)
      .toContainEqual({ type: 'CODE_USED', lock, slot, occurredAt: expect.any(Date) })
    await expect.poll(entered, patiently).toContainEqual({ type: 'ACCESS_DENIED', lock, occurredAt: expect.any(Date) })
  })

  it('tells that a lock went off line and came back', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [goOffline, goOnline] = [able(context, house, 'goOffline'), able(context, house, 'goOnline')]
    await using heard = listening(house)

    const blinked = async () => {
      await goOffline(lock)
      await goOnline(lock)
      return heard.events
    }
    await expect.poll(blinked, patiently).toContainEqual({ type: 'DISCONNECTED', lock, occurredAt: expect.any(Date) })
    await expect.poll(blinked, patiently).toContainEqual({ type: 'CONNECTED', lock, occurredAt: expect.any(Date) })
  })

  it('tells that somebody changed the lock by hand', async (context) => {
    const lock = await lockFor(context, house, { ...plain, slotCount: 100 })
    const setByHand = able(context, house, 'setByHand')
    await using heard = listening(house)

    let pin = 1000
    const changed = async () => {
      await setByHand(lock, String(pin++))
      return heard.events
    }
    await expect.poll(changed, patiently).toContainEqual({ type: 'CHANGED', lock, occurredAt: expect.any(Date) })
  })

  it('stops telling when the signal says so', async () => {
    const heard = listening(house)
    await heard[Symbol.asyncDispose]()
  })
}

/** Everything told from about now on. */
function listening({ provider }: ContractHouse) {
  const stop = new AbortController()
  const events: LockEvent[] = []
  const ended = (async () => {
    for await (const event of provider.events({ signal: stop.signal })) events.push(event)
  })()
  return {
    events,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
