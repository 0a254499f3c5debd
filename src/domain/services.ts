import type pg from 'pg'
import type { PinVault } from '../data/pins/vault.ts'
import type { Queryable } from '../data/statement.ts'
import type { RandomInt } from './access-codes/pin.ts'
import type { ProgrammingLimits } from './programming-limits.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

/** What the verbs work with, made once per process. */
export interface Services {
  /** To read. */
  readonly pool: pg.Pool
  /** To look up one thing. */
  readonly lookUps: Queryable
  /** To change something, in a transaction. */
  readonly writers: pg.Pool
  readonly vault: PinVault
  readonly randomInt: RandomInt
  /** To go easy on locks. */
  readonly programmingLimits: ProgrammingLimits
  /** To try things on. */
  readonly sandbox: Sandbox
}
