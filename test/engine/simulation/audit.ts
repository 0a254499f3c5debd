import { isOpen } from './lock.ts'
import type { Code, DeviceStore } from './store.ts'
import { graceMs, Violation } from './terms.ts'

/** Compares the physical lock with what was wished for as long as a healthy engine needs. */
export class Audit {
  readonly #store: DeviceStore
  readonly #clock: () => Date
  /** Since when each code that should open the door does not, or what opens it should not. */
  readonly #wrongSince = new Map<string, number>()

  constructor(store: DeviceStore, clock: () => Date) {
    this.#store = store
    this.#clock = clock
  }

  look(): void {
    const now = this.#clock()
    const { codes, lock } = this.#store
    const wanted = codes.filter((code) => isWanted(code, now))
    const wrong = new Map<string, string>()
    const excused = wanted.filter((code) => this.#store.isLeftToKeypad(code) || this.#isSaid(code))
    for (const code of wanted) {
      const { id, pinKey } = code
      if (pinKey === null || lock.opens(pinKey, now) || excused.includes(code)) continue
      wrong.set(`${id} ${pinKey}`, `code ${id} does not open the door`)
    }
    for (const [slot, entry] of lock.entries) {
      if (!entry.isOurs || !isOpen(entry, now) || wanted.some(({ pinKey }) => pinKey === entry.pin)) continue
      // What was done at the keypad, or the PIN before.
      if (excused.some(({ state }) => state.lockSlot === slot)) continue
      wrong.set(`${slot} ${entry.pin}`, `PIN ${entry.pin} in slot ${slot} opens the door and nobody wished it`)
    }
    for (const key of this.#wrongSince.keys()) if (!wrong.has(key)) this.#wrongSince.delete(key)
    for (const [key, message] of wrong) {
      const since = this.#wrongSince.get(key) ?? now.getTime()
      this.#wrongSince.set(key, since)
      if (now.getTime() - since > graceMs) throw new Violation(`${message}, for ${now.getTime() - since} ms`)
    }
  }

  /** Somebody else has its PIN on the lock, past the time for which it was his: its owner is told. */
  #isSaid({ pinKey, state }: Code): boolean {
    const isStrangers = [...this.#store.lock.entries.values()].some(({ isOurs, pin }) => !isOurs && pin === pinKey)
    return isStrangers && state.errors.some(({ issueCode }) => issueCode === 'duplicate_code_on_device')
  }

  /** At the end, with all faults long over, everything is as wished, and said to be. */
  checkConverged(): void {
    const now = this.#clock()
    const { codes, lock, claims } = this.#store
    const settled = new Date(now.getTime() - graceMs)
    for (const code of codes) {
      const { id, isManaged, state, pinKey } = code
      if (!isManaged) {
        if (code.deletedAt !== null && code.deletedAt < settled && state.removedAt === null) {
          throw new Violation(`unmanaged code ${id} is deleted and still ${state.status}`)
        }
        const isThere = [...lock.entries.values()].some((entry) => !entry.isOurs && entry.pin === pinKey)
        if (state.removedAt === null && code.deletedAt === null && !isThere)
          throw new Violation(`unmanaged code ${id} is on record and not there`)
        continue
      }
      const isOver = (code.deletedAt ?? code.endsAt ?? now) < settled
      if (isOver && state.removedAt === null) throw new Violation(`code ${id} is over and still ${state.status}`)
      if (this.#store.isLeftToKeypad(code) || this.#isSaid(code)) continue
      if (isWanted(code, now) && isWanted(code, settled) && code.updatedAt < settled && state.status !== 'SET') {
        throw new Violation(`code ${id} should be SET and is ${state.status}`)
      }
      if (state.removedAt !== null && claims.some((claim) => claim.codeId === id && !claim.isReleased)) {
        throw new Violation(`code ${id} is gone and still claims a PIN`)
      }
    }
    const foreign = [...lock.entries.values()].filter(({ isOurs }) => !isOurs).length
    const isOnRecord = ({ isManaged, deletedAt, state }: Code) =>
      !isManaged && deletedAt === null && state.removedAt === null
    const onRecord = codes.filter(isOnRecord).length
    if (foreign !== onRecord) throw new Violation(`${foreign} codes are not ours, and ${onRecord} are on record`)
  }
}

function isWanted(code: Code, now: Date): boolean {
  if (!code.isManaged || code.deletedAt !== null) return false
  return (code.startsAt === null || code.startsAt <= now) && (code.endsAt === null || now < code.endsAt)
}
