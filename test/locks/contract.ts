import { describe } from 'vitest'
import { apartFromEachOther } from './contract/apart-from-each-other.ts'
import type { ContractHouse } from './contract/house.ts'
import { readingAndSetting } from './contract/reading-and-setting.ts'
import { refusals } from './contract/refusals.ts'
import { removing } from './contract/removing.ts'
import { telling } from './contract/telling.ts'
import { unreachableAndUnknown } from './contract/unreachable-and-unknown.ts'
import { windows } from './contract/windows.ts'

/**
 * What every lock stack promises: a test for each sentence of the port. Call it at a test file's top level. A stack that
 * has no such lock, or whose house cannot bring something about, skips what depends on it.
 */
export function describeLockProvider(name: string, house: ContractHouse): void {
  describe(`${name} keeps the promises of the port`, () => {
    describe('reading and setting', () => readingAndSetting(house))
    describe('windows', () => windows(house))
    describe('refusals', () => refusals(house))
    describe('removing', () => removing(house))
    describe('unreachable and unknown', () => unreachableAndUnknown(house))
    describe('many calls at once', () => apartFromEachOther(house))
    describe('what locks tell', () => telling(house))
  })
}
