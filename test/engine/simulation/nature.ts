import type { DeviceStore } from './store.ts'
import { faultsUntilMs } from './terms.ts'
import type { World } from './world.ts'

/** What befalls locks by themselves and by the people at their keypads, while faults last. */
export function letNatureAct(world: World, stores: readonly DeviceStore[], stepClock: (ms: number) => void): void {
  const act = () => {
    if (world.now > faultsUntilMs) return
    const store = world.pick(stores)
    const fate = world.random()
    if (fate < 0.35) store.lock.offlineUntilMs = world.now + world.int(1_200)
    else if (fate < 0.5) loseCode(world, store)
    else if (fate < 0.65) editAtKeypad(world, store)
    else if (fate < 0.8) addAtKeypad(world, store)
    else if (fate < 0.9) removeForeign(world, store)
    else stepClock(world.between(-80, 80))
    world.after(world.between(300, 2_000), act)
  }
  world.after(world.int(1_500), act)
}

function loseCode(world: World, store: DeviceStore): void {
  const ours = [...store.lock.entries].filter(([, { isOurs }]) => isOurs)
  if (ours.length === 0) return
  const [slot] = world.pick(ours)
  store.lock.entries.delete(slot)
  store.noteTouched(slot)
}

/** A code that was changed before it was ever seen on the lock cannot be told from a stranger's. */
function editAtKeypad(world: World, store: DeviceStore): void {
  const { lock, codes } = store
  const seen = new Set(
    codes.filter(({ state }) => state.confirmed && !state.isInDoubt).map(({ state }) => state.lockSlot),
  )
  const ours = [...lock.entries].filter(([slot, { isOurs }]) => isOurs && seen.has(slot))
  if (ours.length === 0) return
  const [slot, entry] = world.pick(ours)
  lock.entries.set(slot, { ...entry, pin: `8${world.between(100, 999)}` })
  store.noteTouched(slot)
}

/**
 * Nobody at a keypad takes a slot in the very moment in which a command for it is under way: that the lock cannot tell
 * apart, and so nobody can.
 */
function addAtKeypad(world: World, store: DeviceStore): void {
  const { lock, codes } = store
  if (store.leaseUntilMs > store.nowMs || store.quarantineUntilMs > store.nowMs) return
  const taken = new Set(codes.map(({ state }) => state.lockSlot))
  const free = lock.slots.filter((slot) => !lock.entries.has(slot) && !taken.has(slot))
  const slot = free.length > 3 ? free.at(-1) : undefined
  if (slot) lock.entries.set(slot, { pin: `9${world.between(100, 999)}`, name: null, window: null, isOurs: false })
}

function removeForeign(world: World, { lock }: DeviceStore): void {
  const foreign = [...lock.entries].filter(([, { isOurs }]) => !isOurs)
  if (foreign.length > 0) lock.entries.delete(world.pick(foreign)[0])
}
