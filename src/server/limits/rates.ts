import { GraphQLError } from 'graphql'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../refusal.ts'
import { Turns, type Waiter } from './turns.ts'

export interface RateRules<Viewer> {
  /** Whose requests are counted together: a credential's name, say. */
  holderOf(viewer: Viewer): string
  readonly requestsPerMinute: number
  /** The costs of operations and answers, summed up. */
  readonly costPerMinute: number
  /** Requests at work at the same moment: one holder must not keep all others waiting. */
  readonly atOnceMax: number
  /** Requests and answers in memory at the same moment, those included that are on their way: 32 if left out. */
  readonly heldMax?: number
}

const MINUTE_S = 60
const HELD_MAX_DEFAULT = 32
/** For whom it is better to wait than to be refused: who asks for a hundred things at once, and means it. */
const WAITING_MAX = 500

/** How much each credential asks of this process. Without rules nobody is held back. */
export class Rates<Viewer> {
  readonly #rules: RateRules<Viewer> | undefined
  readonly #requests: RateLimiterMemory
  readonly #cost: RateLimiterMemory
  readonly #heldMax: number
  readonly #held: Turns
  readonly #atWork: Turns

  constructor(rules: RateRules<Viewer> | undefined) {
    this.#rules = rules
    this.#requests = new RateLimiterMemory({ points: rules?.requestsPerMinute ?? 0, duration: MINUTE_S })
    this.#cost = new RateLimiterMemory({ points: rules?.costPerMinute ?? 0, duration: MINUTE_S })
    this.#heldMax = Math.max(rules?.heldMax ?? HELD_MAX_DEFAULT, rules?.atOnceMax ?? 0)
    this.#held = new Turns({ atOnceMax: this.#heldMax, waitingMax: WAITING_MAX })
    this.#atWork = new Turns({ atOnceMax: rules?.atOnceMax ?? 0, waitingMax: this.#heldMax })
  }

  /**
   * Takes in one request and gives out its answer, if its holder may ask now, and when there is room for it.
   *
   * @throws Refusal 429 if it may not
   * @throws ClientGone if the waiter leaves before
   */
  async whileHeld<Result>(viewer: Viewer, waiter: Waiter, exchange: () => Promise<Result>): Promise<Result> {
    if (!this.#rules) return exchange()
    const { holderOf, requestsPerMinute } = this.#rules
    const holder = holderOf(viewer)
    const waitMs = await msUntil(this.#requests, holder, 1)
    if (waitMs !== null) {
      throw tooMany(`This credential has asked ${requestsPerMinute} times within a minute: wait.`, inSeconds(waitMs))
    }
    return inTurn(await this.#held.take(holder, waiter), exchange, this.#heldMax)
  }

  /**
   * Does the work of a request that is held, when it is its turn. Slow clients are not waited for meanwhile.
   *
   * @throws ClientGone if the waiter leaves before
   */
  async whileAtWork<Result>(viewer: Viewer, waiter: Waiter, work: () => Promise<Result>): Promise<Result> {
    if (!this.#rules) return work()
    return inTurn(await this.#atWork.take(this.#rules.holderOf(viewer), waiter), work, this.#heldMax)
  }

  /** Why an operation of this cost may not be carried out now, and then costs nothing; null if it may. */
  async refusalOfCost(cost: number, viewer: Viewer): Promise<GraphQLError | null> {
    if (!this.#rules) return null
    const holder = this.#rules.holderOf(viewer)
    const waitMs = await msUntil(this.#cost, holder, cost)
    if (waitMs === null) return null
    await this.#cost.reward(holder, cost)
    const http = { status: 429, headers: { 'retry-after': String(inSeconds(waitMs)) } }
    return new GraphQLError(costsTooMuch(this.#rules), { extensions: { code: 'RATE_LIMITED', http } })
  }

  /**
   * For work whose cost is known only when it is done.
   *
   * @throws Refusal 429 where what was done within this minute has cost all that there is
   */
  async whilePaidAfterwards<Result>(
    viewer: Viewer,
    costOf: (result: Result) => number,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (!this.#rules) return work()
    const holder = this.#rules.holderOf(viewer)
    const spent = await this.#cost.get(holder)
    if (spent && spent.remainingPoints <= 0) throw tooMany(costsTooMuch(this.#rules), inSeconds(spent.msBeforeNext))
    const result = await work()
    await this.#cost.penalty(holder, costOf(result))
    return result
  }
}

async function inTurn<Result>(
  endTurn: (() => void) | null,
  act: () => Promise<Result>,
  heldMax: number,
): Promise<Result> {
  if (!endTurn) {
    throw tooMany(`This credential has ${heldMax} requests open and ${WAITING_MAX} waiting: wait for one of them.`, 1)
  }
  try {
    return await act()
  } finally {
    endTurn()
  }
}

/** Null if the points were there, and are taken. */
async function msUntil(limiter: RateLimiterMemory, key: string, points: number): Promise<number | null> {
  try {
    await limiter.consume(key, points)
    return null
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
    throw refusal
  }
}

const inSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))

const costsTooMuch = ({ costPerMinute }: { readonly costPerMinute: number }): string =>
  `The operations of this credential have cost ${costPerMinute} within a minute: wait, or ask for less.`

const tooMany = (message: string, retryAfterSeconds: number) =>
  new Refusal(429, 'RATE_LIMITED', message, { 'retry-after': String(retryAfterSeconds) })
