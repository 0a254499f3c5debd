import type {
  CodeToSet,
  LockAddress,
  LockCapabilities,
  LockCode,
  LockProvider,
  Outcome,
} from '../../src/locks/provider.ts'

/** A lock in memory that does what a test tells it to. */
export class MemoryLock {
  readonly codes = new Map<string, LockCode>()
  /** Every command that arrived, in order. */
  readonly commands: string[] = []
  isReachable = true
  /** What becomes of the next commands; afterwards the lock is healthy again. */
  readonly fates: ('refuse' | 'refuse for good' | 'drop the answer' | 'never answer' | 'lie')[] = []
  /** It takes every PIN but this one. */
  refusedPin: string | null = null
  /** Runs while a reading is under way. */
  onList: () => Promise<void> = async () => undefined
  /** Runs once a code was put on it, before it says so. */
  onSet: () => Promise<void> = async () => undefined
  capabilities: LockCapabilities = {
    readBack: 'full',
    nativeScheduling: true,
    slots: Array.from({ length: 20 }, (_, index) => String(index + 1)),
    makesPins: false,
  }

  /** What is on it, as `slot: PIN`. */
  get pins(): Record<string, string | null> {
    return Object.fromEntries([...this.codes].map(([slot, { pin }]) => [slot, pin]))
  }
}

/** The provider of such locks; one appears for every device that is asked for. */
export class MemoryLocks implements LockProvider {
  readonly #locks = new Map<string, MemoryLock>()

  lockOf(deviceId: string): MemoryLock {
    const lock = this.#locks.get(deviceId) ?? new MemoryLock()
    this.#locks.set(deviceId, lock)
    return lock
  }

  async capabilities({ deviceId }: LockAddress): Promise<LockCapabilities> {
    return this.lockOf(deviceId).capabilities
  }

  async list({ deviceId }: LockAddress): Promise<Outcome<readonly LockCode[]>> {
    const lock = this.lockOf(deviceId)
    await lock.onList()
    if (!lock.isReachable) return { kind: 'unreachable', message: 'Away.' }
    return { kind: 'ok', value: [...lock.codes.values()] }
  }

  async set({ deviceId }: LockAddress, code: CodeToSet): Promise<Outcome<LockCode>> {
    const lock = this.lockOf(deviceId)
    const value = { ...code, pin: code.pin ?? '900900' }
    if (lock.refusedPin !== null && code.pin === lock.refusedPin) {
      lock.commands.push(`set ${code.slot} ${code.pin}`)
      return { kind: 'refused', reason: 'CONSTRAINT_VIOLATED', message: 'Not this one.', isPermanent: true }
    }
    const outcome = await this.#obey(lock, `set ${code.slot} ${code.pin}`, value, () =>
      lock.codes.set(code.slot, value),
    )
    await lock.onSet()
    return outcome
  }

  async remove({ deviceId }: LockAddress, slot: string): Promise<Outcome<null>> {
    const lock = this.lockOf(deviceId)
    return this.#obey(lock, `remove ${slot}`, null, () => lock.codes.delete(slot))
  }

  async *events(): AsyncGenerator<never> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  async #obey<Value>(lock: MemoryLock, command: string, value: Value, act: () => void): Promise<Outcome<Value>> {
    if (!lock.isReachable) return { kind: 'unreachable', message: 'Away.' }
    lock.commands.push(command)
    const fate = lock.fates.shift()
    const refusal = { kind: 'refused', reason: 'OTHER', message: 'No.' } as const
    if (fate === 'refuse') return { ...refusal, isPermanent: false }
    if (fate === 'refuse for good') return { ...refusal, isPermanent: true }
    if (fate === 'never answer') return new Promise(() => undefined)
    if (fate !== 'lie') act()
    return fate === 'drop the answer' ? { kind: 'unknown', message: 'Nothing came back.' } : { kind: 'ok', value }
  }
}
