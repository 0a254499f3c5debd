import type { AccessCodeStatus } from '../../data/prisma/enums.ts'
import { isPermanent } from '../access-codes/issues.ts'

export type LinkedCodeGroupStatus = (typeof linkedCodeGroupStatuses)[number]
export const linkedCodeGroupStatuses = ['SETTING', 'SET', 'UNSET', 'PARTIALLY_SET', 'REMOVING', 'FAILED'] as const

interface Members {
  readonly statuses: readonly AccessCodeStatus[]
  readonly errors: readonly (readonly { readonly issueCode: string }[])[]
}

/** What the members' states add up to: the first that fits. */
export function linkedCodeGroupStatus({ statuses, errors }: Members): LinkedCodeGroupStatus {
  // A group that has ended has nothing left on any lock: the last that it was is REMOVING, which is asked first.
  const all = (status: AccessCodeStatus) => statuses.every((one) => one === status)
  if (errors.flat().some(({ issueCode }) => isPermanent(issueCode))) return 'FAILED'
  if (all('REMOVING')) return 'REMOVING'
  if (all('SET')) return 'SET'
  if (all('UNSET')) return 'UNSET'
  return statuses.includes('SET') ? 'PARTIALLY_SET' : 'SETTING'
}
