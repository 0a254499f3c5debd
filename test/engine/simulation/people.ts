import { type Code, type DeviceStore, freshState } from './store.ts'
import { wishesUntilMs } from './terms.ts'
import type { World } from './world.ts'

const pins = ['1111', '2222', '3333', '4444', '5555']

/** Owners, who wish; each wish is one transaction, refused where the database would refuse it. */
export class Owners {
  readonly #world: World
  readonly #stores: readonly DeviceStore[]
  readonly #clock: () => Date
  readonly #wakeUp: () => void
  readonly #pauseMaxMs: number

  constructor(world: World, stores: readonly DeviceStore[], clock: () => Date, wakeUp: () => void) {
    this.#world = world
    this.#stores = stores
    this.#clock = clock
    this.#wakeUp = wakeUp
    // Some houses are busy; in others only time passes.
    this.#pauseMaxMs = world.pick([900, 2_500, 6_000])
  }

  begin(): void {
    this.#world.after(this.#world.int(200), () => this.#wish())
  }

  #wish(): void {
    const world = this.#world
    if (world.now > wishesUntilMs) return
    const store = world.pick(this.#stores)
    const live = store.codes.filter((code) => code.isManaged && code.deletedAt === null && !this.#isOver(code))
    const fate = world.random()
    const code = live.length > 0 ? world.pick(live) : undefined
    if (!code || fate < 0.42) this.#create(store)
    else if (fate < 0.57) this.#change(store, code, { pinKey: world.pick(pins) })
    else if (fate < 0.72) this.#change(store, code, this.#window())
    else if (fate < 0.8) this.#change(store, code, { name: `Guest ${world.int(100)}` })
    else if (fate < 0.88) this.#handOver(store, code)
    else this.#delete(store, code)
    this.#wakeUp()
    // Wishes come in bursts, so that some come while their lock is being worked on.
    const pauseMs = world.chance(0.4) ? world.between(3, 60) : world.between(50, this.#pauseMaxMs)
    world.after(pauseMs, () => this.#wish())
  }

  #isOver = ({ endsAt }: Code): boolean => endsAt !== null && endsAt <= this.#clock()

  #window(): Pick<Code, 'startsAt' | 'endsAt'> {
    const world = this.#world
    if (world.chance(0.15)) return { startsAt: null, endsAt: null }
    const startsAt = new Date(this.#clock().getTime() + world.between(-500, 3_000))
    return { startsAt, endsAt: new Date(startsAt.getTime() + world.between(600, 5_000)) }
  }

  #create(store: DeviceStore, given: Partial<Code> = {}): void {
    const world = this.#world
    const id = store.newId()
    const wish = {
      id,
      isManaged: true,
      pinKey: world.pick(pins),
      name: world.chance(0.7) ? `Guest ${world.int(100)}` : null,
      ...this.#window(),
      deletedAt: null,
      updatedAt: this.#clock(),
      prefersNativeScheduling: world.chance(0.8),
      isExternalModificationAllowed: false,
      isOfflineAccessCode: false,
      isSpare: Number(id) % 7 === 0,
      wishVersion: 1,
      state: freshState,
      ...given,
    }
    if (this.#isOver(wish) || !this.#claim(store, wish)) return
    store.codes.push(wish)
    store.wake()
  }

  #change(store: DeviceStore, code: Code, changes: Partial<Code>): void {
    const changed = { ...code, ...changes }
    if (this.#isOver(changed)) return
    if (('pinKey' in changes || 'startsAt' in changes) && !this.#claim(store, changed)) return
    Object.assign(code, changes, { wishVersion: code.wishVersion + 1, updatedAt: this.#clock() })
    store.wake()
  }

  /** The next guest gets the PIN of this one, from the moment on at which this one's time is over. */
  #handOver(store: DeviceStore, { pinKey, endsAt }: Code): void {
    if (endsAt === null) return
    this.#create(store, {
      pinKey,
      startsAt: endsAt,
      endsAt: new Date(endsAt.getTime() + this.#world.between(800, 4_000)),
    })
  }

  #delete(store: DeviceStore, code: Code): void {
    const now = this.#clock()
    Object.assign(code, { deletedAt: now, wishVersion: code.wishVersion + 1, updatedAt: now })
    for (const claim of store.claims) {
      if (claim.codeId === code.id) claim.untilMs = Math.min(claim.untilMs, now.getTime())
    }
    store.wake()
  }

  /** The exclusion constraint, and the look at claims that are not enforced. */
  #claim(store: DeviceStore, { id, pinKey, startsAt, endsAt }: Code): boolean {
    if (pinKey === null) return false
    const nowMs = this.#clock().getTime()
    const fromMs = Math.max(startsAt?.getTime() ?? 0, nowMs)
    const untilMs = endsAt?.getTime() ?? Infinity
    const isHeld = store.claims.some(
      (claim) =>
        !claim.isReleased &&
        claim.codeId !== id &&
        claim.pinKey === pinKey &&
        Math.max(claim.fromMs, fromMs) < Math.min(claim.untilMs, untilMs),
    )
    if (isHeld) return false
    store.claims.push({ id: store.newId(), codeId: id, pinKey, fromMs, untilMs, isEnforced: true, isReleased: false })
    return true
  }
}
