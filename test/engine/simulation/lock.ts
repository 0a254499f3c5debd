import type { Command } from '../../../src/engine/reconcile/decision.ts'
import type { ReadCode } from '../../../src/engine/reconcile/facts.ts'
import type { LockWindow } from '../../../src/locks/provider.ts'
import { type Terms, Violation } from './terms.ts'

interface Entry {
  readonly pin: string
  readonly name: string | null
  readonly window: LockWindow | null
  /** Whether we put it there; a keypad change of our code leaves it ours. */
  readonly isOurs: boolean
}

/** The physical thing: what is in its slots opens the door, whatever anybody has on record. */
export class SimulatedLock {
  readonly entries = new Map<string, Entry>()
  readonly slots = ['1', '2', '3', '4', '5', '6', '7', '8']
  readonly isNative: boolean
  offlineUntilMs = 0
  readonly #terms: Terms

  constructor(isNative: boolean, terms: Terms) {
    this.isNative = isNative
    this.#terms = terms
  }

  list(): ReadCode[] {
    return [...this.entries].map(([slot, { pin, name, window }]) => ({ slot, pinKey: pin, name, window }))
  }

  obey(command: Command): void {
    const before = this.entries.get(command.slot)
    if (before && !before.isOurs && !this.#terms.later) {
      throw new Violation(`${command.kind} touched what is not ours in slot ${command.slot}`)
    }
    if (command.kind === 'REMOVE') this.entries.delete(command.slot)
    else {
      const { slot, pinKey, name, window } = command
      this.entries.set(slot, { pin: pinKey ?? '', name, window, isOurs: true })
      this.#checkOnePin(pinKey ?? '')
    }
  }

  /** Whoever put it there left it to us. */
  giveToUs(slot: string | null): void {
    this.#give(slot, true)
  }

  giveAway(slot: string | null): void {
    this.#give(slot, false)
  }

  #give(slot: string | null, isOurs: boolean): void {
    const entry = slot === null ? undefined : this.entries.get(slot)
    if (slot !== null && entry) this.entries.set(slot, { ...entry, isOurs })
  }

  /** Whether this PIN opens the door now. */
  opens(pin: string, now: Date): boolean {
    return [...this.entries.values()].some((entry) => entry.pin === pin && isOpen(entry, now))
  }

  #checkOnePin(pin: string): void {
    const slots = [...this.entries].filter(([, entry]) => entry.isOurs && entry.pin === pin)
    if (slots.length > 1 && !this.#terms.later) {
      throw new Violation(`PIN ${pin} is in slots ${slots.map(([slot]) => slot).join(' and ')} in our name`)
    }
  }
}

export function isOpen({ window }: Pick<Entry, 'window'>, now: Date): boolean {
  return window === null || (window.startsAt <= now && (window.endsAt === null || now < window.endsAt))
}
