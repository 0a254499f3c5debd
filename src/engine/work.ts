import type { Leave } from '../data/engine/fencing.ts'
import type { Answer } from './reconcile/answer.ts'
import type { Command, Decision } from './reconcile/decision.ts'
import type { Timing } from './reconcile/facts.ts'
import { backoffMs } from './reconcile/wake-up.ts'

/**
 * The work on one device that was claimed, step by step: read, write down what that proves, command, read again, until
 * nothing differs or nothing more can be done. It only says what to do; whoever runs it does it, on a real lock and
 * database or on imagined ones.
 */
export function* workOnDevice<Heard extends { readonly kind: string }>({
  attempts,
  timing,
  random,
}: Work): Generator<Step<Heard>, WorkEnd, unknown> {
  const fruitless = new Fruitless()
  let generation = NO_GENERATION
  let wakeAt: Date | null = null
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const heard = yield* ask<Heard, Heard>({ kind: 'READ' })
    const decided = yield* ask<Heard, Decided | null>({ kind: 'DECIDE', heard })
    if (!decided) return 'FENCED'
    generation = decided.generation
    wakeAt = decided.decision.wakeAt
    const { commands } = decided.decision
    if (heard.kind !== 'failed' && commands.length === 0) {
      return yield* release({ attempts: 0, dueAt: wakeAt, withinMs: null, afterQuarantine: false, generation })
    }
    const worthTrying = commands.filter((command) => fruitless.isWorthTrying(command))
    if (worthTrying.length === 0) break
    const end = yield* send(worthTrying, fruitless)
    if (end === 'FENCED') return end
    if (end === 'UNKNOWN') {
      const withinMs = attempts === 0 ? 0 : backoffMs(attempts, timing, random)
      return yield* release({ attempts: attempts + 1, dueAt: null, withinMs, afterQuarantine: true, generation })
    }
    if (end === 'STOPPED') break
  }
  const withinMs = backoffMs(attempts + 1, timing, random)
  return yield* release({ attempts: attempts + 1, dueAt: wakeAt, withinMs, afterQuarantine: false, generation })
}

export interface Work {
  /** Runs in a row that left something to do, before this one. */
  readonly attempts: number
  readonly timing: Timing
  readonly random: () => number
}

export type Step<Heard> =
  | { readonly kind: 'READ' }
  | { readonly kind: 'DECIDE'; readonly heard: Heard }
  /** Answers whether it may be sent. */
  | { readonly kind: 'WRITE_AHEAD'; readonly command: Command }
  | { readonly kind: 'SEND'; readonly command: Command }
  /** Answers false if the device was given to somebody else. */
  | { readonly kind: 'SETTLE'; readonly command: Command; readonly answer: Answer }
  | { readonly kind: 'RELEASE'; readonly next: NextRun }

export interface Decided {
  readonly decision: Decision
  readonly generation: string
}

export interface NextRun {
  readonly attempts: number
  readonly dueAt: Date | null
  readonly withinMs: number | null
  readonly afterQuarantine: boolean
  readonly generation: string
}

export type WorkEnd = 'DONE' | 'FENCED'

/** Of no wish: who releases a device with it says that there is something left to look at. */
export const NO_GENERATION = '0'

/** A lock that is still not as wished after so many looks is left for later: it may be lying. */
const ROUNDS_MAX = 12
/** How often a run sends one command that is answered with yes and yet changes nothing. */
const SAME_COMMAND_MAX = 2

function* ask<Heard, Result>(step: Step<Heard>): Generator<Step<Heard>, Result, unknown> {
  return (yield step) as Result
}

function* release<Heard>(next: NextRun): Generator<Step<Heard>, 'DONE', unknown> {
  yield { kind: 'RELEASE', next }
  return 'DONE'
}

/** Nothing can land, so that nothing has to be waited for. */
const NOT_SENT: Answer = { kind: 'unreachable' }

/** One after the other, each written down before it is sent. `STOPPED`: there is no use in another look now. */
function* send<Heard>(
  commands: readonly Command[],
  fruitless: Fruitless,
): Generator<Step<Heard>, 'FENCED' | 'UNKNOWN' | 'STOPPED' | 'LOOK_AGAIN', unknown> {
  let isAnyDone = false
  for (const command of commands) {
    const leave = yield* ask<Heard, Leave>({ kind: 'WRITE_AHEAD', command })
    if (leave === 'FENCED') return 'FENCED'
    const answer = leave === 'MOOT' ? NOT_SENT : yield* ask<Heard, Answer>({ kind: 'SEND', command })
    if (answer.kind === 'unknown') return 'UNKNOWN'
    if (!(yield* ask<Heard, boolean>({ kind: 'SETTLE', command, answer }))) return 'FENCED'
    // What else was decided was decided without knowing that.
    if (leave === 'MOOT') return 'LOOK_AGAIN'
    if (answer.kind === 'unreachable') return 'STOPPED'
    if (answer.kind === 'ok') isAnyDone = true
    fruitless.note(command, answer)
  }
  return isAnyDone ? 'LOOK_AGAIN' : 'STOPPED'
}

/** What this run has tried: a command is repeated only while its repetition may help. */
class Fruitless {
  readonly #tries = new Map<string, number>()

  isWorthTrying(command: Command): boolean {
    return (this.#tries.get(keyOf(command)) ?? 0) < SAME_COMMAND_MAX
  }

  note(command: Command, answer: Answer): void {
    const key = keyOf(command)
    this.#tries.set(key, answer.kind === 'ok' ? (this.#tries.get(key) ?? 0) + 1 : SAME_COMMAND_MAX)
  }
}

const keyOf = (command: Command): string => JSON.stringify(command)
