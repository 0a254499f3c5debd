import { type DeviceFacts, type DeviceIssue, deviceErrors, deviceWarnings } from '../devices/issues.ts'
import { mustBeUsedSoon } from './offline-rules.ts'

/** What is wrong with a code or wants attention; where it lies tells who can mend it. */
export interface AccessCodeIssue {
  /** The Seam API's vocabulary, which is open: a lock may bring its own. */
  readonly issueCode: string
  readonly source: 'CODE' | 'DEVICE' | 'ACCOUNT'
  readonly message: string
  readonly createdAt: Date | null
  readonly conflictingAccessCodeId: string | null
  readonly details: unknown
}

/** An issue of the code's own, as its row keeps it. */
interface StoredIssue {
  readonly issueCode: string
  readonly message: string
  readonly createdAt?: string
  readonly conflictingAccessCodeId?: string
  readonly details?: unknown
}

interface CodeFacts {
  readonly errors: unknown
  readonly warnings: unknown
  readonly deletedAt: Date | null
  readonly isOfflineAccessCode: boolean
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** The code's own errors, and those of its device and account, which keep it from working just the same. */
export function accessCodeErrors(code: Pick<CodeFacts, 'errors'>, device: DeviceFacts): AccessCodeIssue[] {
  return [...ownIssues(code.errors), ...deviceErrors(device).map(plain)]
}

export function accessCodeWarnings(code: Omit<CodeFacts, 'errors'>, device: DeviceFacts): AccessCodeIssue[] {
  return [
    ...ownIssues(code.warnings),
    ...beingDeleted(code),
    ...toBeUsedSoon(code, device),
    ...deviceWarnings(device).map(plain),
  ]
}

/** The issues that come and go with what a lock makes of a wish; all others on a code are somebody else's. */
export const issueCodesOfLocks: readonly string[] = [
  'failed_to_set_on_device',
  'duplicate_code_on_device',
  'no_space_for_access_code_on_device',
  'code_constraints_violated',
  'provider_issue',
  'conflicting_external_modification',
  'failed_to_remove_from_device',
  'delay_in_setting_on_device',
  'delay_in_removing_from_device',
  'external_modification_in_effect',
  'previous_code_in_use',
]

/** The issue codes after which the gateway stops trying until the wish changes. */
export const isPermanent = (issueCode: string): boolean => permanentIssueCodes.has(issueCode)

const permanentIssueCodes: ReadonlySet<string> = new Set([
  'code_constraints_violated',
  'duplicate_code_on_device',
  'failed_to_set_on_device',
  'no_space_for_access_code_on_device',
])

function beingDeleted({ deletedAt }: Pick<CodeFacts, 'deletedAt'>): AccessCodeIssue[] {
  if (deletedAt === null) return []
  const message = 'The code is being removed. It may open the door until its device confirms that it is gone.'
  return [plain({ issueCode: 'being_deleted', source: 'CODE', message, createdAt: deletedAt })]
}

function toBeUsedSoon(code: Omit<CodeFacts, 'errors'>, { deviceType }: DeviceFacts): AccessCodeIssue[] {
  if (!code.isOfflineAccessCode || !mustBeUsedSoon(deviceType, code)) return []
  const message = 'The lock takes this code only if it is used for the first time within 24 hours of its start.'
  return [plain({ issueCode: 'igloo_algopin_must_be_used_within_24_hours', source: 'CODE', message, createdAt: null })]
}

/** An issue that says no more than what every issue says. */
const plain = (issue: Pick<AccessCodeIssue, keyof DeviceIssue>): AccessCodeIssue => ({
  ...issue,
  conflictingAccessCodeId: null,
  details: null,
})

function ownIssues(stored: unknown): AccessCodeIssue[] {
  return (stored as readonly StoredIssue[]).map((issue) => ({
    issueCode: issue.issueCode,
    source: 'CODE',
    message: issue.message,
    createdAt: issue.createdAt === undefined ? null : new Date(issue.createdAt),
    conflictingAccessCodeId: issue.conflictingAccessCodeId ?? null,
    details: issue.details ?? null,
  }))
}
