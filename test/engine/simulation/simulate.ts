import { Audit } from './audit.ts'
import { SimulatedLock } from './lock.ts'
import { letNatureAct } from './nature.ts'
import { Owners } from './people.ts'
import { DeviceStore } from './store.ts'
import { auditFromMs, endMs, type Protection, type Terms, Violation } from './terms.ts'
import { Worker } from './worker.ts'
import { World } from './world.ts'

export interface Broken {
  readonly seed: number
  readonly atMs: number
  readonly message: string
}

/** One history; null if every promise was kept. */
export function simulate(seed: number, terms: Terms): Broken | null {
  const world = new World(seed)
  let skewMs = 0
  const begin = Date.UTC(2026, 10, 20)
  const clock = () => new Date(begin + Math.floor(world.now) + skewMs)
  const houses = [[true], [false], [true], [false], [true, false]]
  const stores = world
    .pick(houses)
    .map((isNative) => new DeviceStore(new SimulatedLock(isNative, terms), world, terms, clock))
  for (const store of stores) store.dueMs = clock().getTime()
  const workers = Array.from({ length: 3 }, () => new Worker(world, stores, terms))
  const wakeUp = () => {
    // Wake-ups are heard by all, a little later, and now and then not at all.
    for (const worker of workers) if (world.chance(0.9)) world.after(world.between(1, 5), worker.look)
  }
  for (const worker of workers) world.after(world.int(50), worker.look)
  new Owners(world, stores, clock, wakeUp, terms).begin()
  letNatureAct(world, stores, (ms) => {
    skewMs += ms
  })
  const audits = stores.map((store) => new Audit(store, clock))
  try {
    world.run(auditFromMs)
    for (let atMs = auditFromMs; atMs < endMs; atMs += 150) {
      world.run(atMs)
      for (const audit of audits) audit.look()
    }
    for (const audit of audits) audit.checkConverged()
    return null
  } catch (error) {
    if (!(error instanceof Violation)) throw new Error(`seed ${seed} at ${world.now} ms`, { cause: error })
    return { seed, atMs: world.now, message: error.message }
  }
}

/** The seeds `from` to `from + count - 1`; stops after `stopAfter` violations. */
export function* simulateMany(
  { from, count }: { readonly from: number; readonly count: number },
  terms: Terms = { without: new Set<Protection>(), later: false },
): Generator<Broken> {
  for (let seed = from; seed < from + count; seed++) {
    const broken = simulate(seed, terms)
    if (broken) yield broken
  }
}
