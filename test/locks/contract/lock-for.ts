import type { TestContext } from 'vitest'
import type { LockAddress } from '../../../src/locks/provider.ts'
import type { ContractHouse, LockWish } from './house.ts'

/** A lock for the running test, which is skipped where the stack has none like it. */
export async function lockFor({ skip }: TestContext, house: ContractHouse, wish: LockWish): Promise<LockAddress> {
  return (await house.newLock(wish)) ?? skip('the stack has no such lock')
}

/** What the house can bring about; the running test is skipped where it cannot. */
export function able<Name extends keyof ContractHouse['can']>(
  { skip }: TestContext,
  { can }: ContractHouse,
  name: Name,
): NonNullable<ContractHouse['can'][Name]> {
  return can[name] ?? skip(`the house cannot ${name}`)
}
