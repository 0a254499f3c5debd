import { isNative } from '../../../src/engine/reconcile/timing.ts'
import { type Claim, type Code, type DeviceStore, freshState } from './store.ts'
import { type Terms, wishesUntilMs } from './terms.ts'
import type { World } from './world.ts'

const pins = ['1111', '2222', '3333', '4444', '5555']

/** Owners, who wish; each wish is one transaction, refused where the verb or the database would refuse it. */
export class Owners {
  readonly #world: World
  readonly #stores: readonly DeviceStore[]
  readonly #clock: () => Date
  readonly #wakeUp: () => void
  readonly #terms: Terms
  readonly #pauseMaxMs: number

  constructor(world: World, stores: readonly DeviceStore[], clock: () => Date, wakeUp: () => void, terms: Terms) {
    this.#terms = terms
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
    if (world.chance(0.06)) this.#aboutStrangers(store)
    else this.#aboutOurs(store)
    this.#wakeUp()
    // Wishes come in bursts, so that some come while their lock is being worked on.
    const pauseMs = world.chance(0.4) ? world.between(3, 60) : world.between(50, this.#pauseMaxMs)
    world.after(pauseMs, () => this.#wish())
  }

  #aboutOurs(store: DeviceStore): void {
    const world = this.#world
    const live = store.codes.filter((code) => this.#isLive(code))
    const code = live.length > 0 ? world.pick(live) : undefined
    const fate = world.random()
    if (!code || fate < 0.4) this.#create(store)
    else if (fate < 0.5) this.#change([[store, code, { pinKey: world.pick(pins) }]])
    else if (fate < 0.62) this.#change([[store, code, this.#window()]])
    else if (fate < 0.68) this.#change([[store, code, { name: `Guest ${world.int(100)}` }]])
    else if (fate < 0.71)
      this.#change([[store, code, { ...this.#window(), pinKey: world.pick(pins), name: 'All new' }]])
    else if (fate < 0.74) {
      const isExternalModificationAllowed = !code.isExternalModificationAllowed
      this.#change([[store, code, { isExternalModificationAllowed }]])
    } else if (fate < 0.8) this.#passOn(store, code)
    else if (fate < 0.85) this.#rotate(code.pinKey, world.pick(pins))
    else if (fate < 0.87) this.#pullSpare(store, code)
    else if (fate < 0.89) this.#handOver(store, code)
    else if (fate < 0.91)
      for (const one of live)
        if (one.pinKey === code.pinKey) this.#delete(store, one)
        else this.#delete(store, code)
  }

  #aboutStrangers(store: DeviceStore): void {
    const strangers = store.codes.filter(
      ({ isManaged, deletedAt, state, endsAt }) =>
        !isManaged && deletedAt === null && state.removedAt === null && (endsAt === null || endsAt > this.#clock()),
    )
    if (strangers.length === 0) return
    const stranger = this.#world.pick(strangers)
    if (this.#world.chance(0.7)) this.#convert(store, stranger)
    else this.#delete(store, stranger)
  }

  #isLive = (code: Code): boolean => code.isManaged && code.deletedAt === null && !this.#isOver(code)
  #isOver = ({ endsAt }: Pick<Code, 'endsAt'>): boolean => endsAt !== null && endsAt <= this.#clock()

  #window(): Pick<Code, 'startsAt' | 'endsAt'> {
    const world = this.#world
    if (world.chance(0.15)) return { startsAt: null, endsAt: null }
    const startsAt = new Date(this.#clock().getTime() + world.between(-500, 3_000))
    return { startsAt, endsAt: new Date(startsAt.getTime() + world.between(600, 5_000)) }
  }

  #create(store: DeviceStore, given: Partial<Code> = {}): void {
    const world = this.#world
    const isSpare = world.chance(0.12)
    const wish = {
      id: store.newId(),
      isManaged: true,
      pinKey: world.pick(pins),
      name: world.chance(0.7) ? `Guest ${world.int(100)}` : null,
      ...(isSpare ? { startsAt: null, endsAt: null } : this.#window()),
      deletedAt: null,
      updatedAt: this.#clock(),
      prefersNativeScheduling: world.chance(0.8),
      isExternalModificationAllowed: world.chance(0.2),
      isOfflineAccessCode: false,
      isSpare,
      wishVersion: 1,
      state: freshState,
      ...given,
    }
    if (this.#isOver(wish) || !this.#claim([[store, wish]])) return
    store.codes.push(wish)
    store.wake()
  }

  /** All of them or none, in one moment. */
  #change(changes: readonly (readonly [DeviceStore, Code, Partial<Code>])[]): void {
    const wished = changes.map(([store, code, change]) => ({ store, code, change, changed: { ...code, ...change } }))
    if (wished.some(({ changed }) => this.#isOver(changed))) return
    const claiming = wished.filter(({ change }) => 'pinKey' in change || 'startsAt' in change)
    if (!this.#claim(claiming.map(({ store, changed }) => [store, changed]))) return
    for (const { store, code, change } of wished) {
      Object.assign(code, change, { wishVersion: code.wishVersion + 1, updatedAt: this.#clock() })
      store.wake()
    }
  }

  /** The next guest gets the PIN of this one, from the moment on at which this one's time is over. */
  #passOn(store: DeviceStore, { pinKey, endsAt }: Code): void {
    if (endsAt === null) return
    this.#create(store, {
      pinKey,
      startsAt: endsAt,
      endsAt: new Date(endsAt.getTime() + this.#world.between(800, 4_000)),
    })
  }

  /** Everybody who has this PIN, on whatever door and in whatever window, gets another one at once. */
  #rotate(from: string | null, to: string): void {
    const holders = this.#stores.flatMap((store) =>
      store.codes.filter((code) => this.#isLive(code) && code.pinKey === from).map((code) => [store, code] as const),
    )
    this.#change(holders.map(([store, code]) => [store, code, { pinKey: to }]))
  }

  /** A spare code that is on the lock gets the window of a guest. */
  #pullSpare(store: DeviceStore, { startsAt, endsAt, isSpare }: Code): void {
    const spare = store.codes.find((code) => this.#isLive(code) && code.isSpare && code.state.status === 'SET')
    if (!spare || isSpare || endsAt === null) return
    const prefersNativeScheduling = this.#world.chance(0.8)
    this.#change([[store, spare, { startsAt, endsAt, isSpare: false, prefersNativeScheduling }]])
  }

  #delete(store: DeviceStore, code: Code): void {
    const now = this.#clock()
    Object.assign(code, { deletedAt: now, wishVersion: code.wishVersion + 1, updatedAt: now })
    for (const claim of store.claims) {
      if (claim.codeId === code.id) claim.untilMs = Math.min(claim.untilMs, now.getTime())
    }
    if (!code.isManaged) store.lock.giveToUs(code.state.lockSlot)
    store.wake()
  }

  /**
   * A code that is known to be on its lock as wished becomes somebody else's, as the lock has it. What was commanded for it
   * is forgotten with it, so that not even we could tell a command that lands afterwards from somebody else's.
   */
  #handOver(store: DeviceStore, code: Code): void {
    if (this.#terms.later) return
    const { confirmed, isInDoubt, isConverting, lockSlot, status, isScheduledOnDevice, appearanceName } = code.state
    if (!confirmed || isInDoubt || isConverting || (status !== 'SET' && !isScheduledOnDevice)) return
    const keepsTime = confirmed.endsAt !== null && isNative({ ...code, ...confirmed }, store.capabilities)
    const heldPin = confirmed.pinKey ?? code.pinKey
    const window = keepsTime ? confirmed : { startsAt: null, endsAt: null }
    Object.assign(code, {
      isManaged: false,
      pinKey: heldPin,
      name: appearanceName ?? confirmed.name,
      startsAt: window.startsAt,
      endsAt: window.endsAt,
      isExternalModificationAllowed: false,
      isSpare: false,
      wishVersion: code.wishVersion + 1,
      updatedAt: this.#clock(),
      state: { ...freshState, status: 'SET', verification: 'READ_BACK', lockSlot, appearanceName, confirmed },
    })
    for (const claim of store.claims.filter(({ codeId, isReleased }) => codeId === code.id && !isReleased)) {
      claim.isEnforced = false
      claim.isReleased = claim.pinKey !== heldPin
      claim.untilMs = window.endsAt?.getTime() ?? Infinity
    }
    store.forget(code.id)
    store.lock.giveAway(lockSlot)
    store.wake()
  }

  /** A code of somebody else becomes ours, as it was found, if it is still like that. */
  #convert(store: DeviceStore, code: Code): void {
    const { lockSlot } = code.state
    const claim = this.#claimOf(store, code)
    if (lockSlot === null || claim === null || store.claims.some((other) => isInTheWay(other, claim))) return
    Object.assign(code, {
      isManaged: true,
      isExternalModificationAllowed: this.#world.chance(0.2),
      wishVersion: code.wishVersion + 1,
      updatedAt: this.#clock(),
      state: { ...code.state, isConverting: true, status: 'SETTING', verification: 'NONE' },
    })
    for (const claim of store.claims) if (claim.codeId === code.id) claim.isEnforced = true
    store.commanded.set(`${lockSlot} ${claim.pinKey} ${code.id}`, {
      slot: lockSlot,
      pinKey: claim.pinKey,
      codeId: code.id,
    })
    store.wake()
  }

  /** All of them, unless the exclusion constraint would refuse one, or somebody has one that is not enforced. */
  #claim(wishes: readonly (readonly [DeviceStore, Code])[]): boolean {
    const taken: Claim[] = []
    for (const [store, code] of wishes) {
      const claim = this.#claimOf(store, code)
      if (claim && !store.claims.some((other) => isInTheWay(other, claim))) {
        store.claims.push(claim)
        taken.push(claim)
      } else {
        for (const one of this.#stores)
          one.claims.splice(0, Infinity, ...one.claims.filter((own) => !taken.includes(own)))
        return false
      }
    }
    return true
  }

  #claimOf(store: DeviceStore, { id, pinKey, startsAt, endsAt }: Code): Claim | null {
    if (pinKey === null) return null
    const fromMs = Math.max(startsAt?.getTime() ?? 0, this.#clock().getTime())
    const untilMs = endsAt?.getTime() ?? Infinity
    return { id: store.newId(), codeId: id, pinKey, fromMs, untilMs, isEnforced: true, isReleased: false }
  }
}

function isInTheWay(held: Claim, wanted: Claim): boolean {
  const isSamePin = !held.isReleased && held.pinKey === wanted.pinKey && held.codeId !== wanted.codeId
  return isSamePin && Math.max(held.fromMs, wanted.fromMs) < Math.min(held.untilMs, wanted.untilMs)
}
