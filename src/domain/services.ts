import type pg from 'pg'
import type { PinVault } from '../data/pins/vault.ts'
import type { RandomInt } from './access-codes/pin.ts'

/** What the verbs work with, made once per process. */
export interface Services {
  readonly pool: pg.Pool
  readonly vault: PinVault
  readonly randomInt: RandomInt
}
