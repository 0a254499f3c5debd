import { z } from 'zod'
import type { Reader } from '../../data/read/reader.ts'
import type { AccessCodeIssue } from '../../domain/access-codes/issues.ts'
import { snakeCase } from '../cases.ts'
import { instantAnswer } from '../instants.ts'

const modification = {
  change_type: z.enum(['modified', 'removed']).optional().describe('What somebody did at the lock.'),
  modified_fields: z
    .array(z.strictObject({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() }))
    .optional()
    .describe('What somebody changed at the lock. What it was before and after is not told, since it may be a PIN.'),
}

const issue = {
  message: z.string(),
  created_at: instantAnswer.optional().describe('Since when; absent where nobody knows.'),
  issue_code: z.string().optional().describe('The code that the gateway has for it, where Seam has none.'),
  ...modification,
}

export const accessCodeError = z
  .strictObject({
    error_code: z.string(),
    is_access_code_error: z.literal(true).optional(),
    is_device_error: z.boolean().optional(),
    is_connected_account_error: z.literal(true).optional(),
    managed_access_code_id: z.string().optional().describe('The other code that is in the way.'),
    unmanaged_access_code_id: z.string().optional().describe('The other code that is in the way.'),
    ...issue,
  })
  .meta({
    id: 'access_code_error',
    description: 'What keeps a code from working: on itself, its device or its account.',
  })

export const accessCodeWarning = z
  .strictObject({
    warning_code: z.string(),
    error_code: z.string().describe('The same as `warning_code`.'),
    ...issue,
  })
  .meta({ id: 'access_code_warning', description: 'What wants attention.' })

/** The vocabulary of Seam's newest definition. What else a lock may say goes under the one that stands for others. */
const errorCodes: ReadonlySet<string> = new Set([
  'provider_issue',
  'failed_to_set_on_device',
  'failed_to_remove_from_device',
  'duplicate_code_on_device',
  'no_space_for_access_code_on_device',
  'conflicting_external_modification',
  'access_code_inactive',
  'code_constraints_violated',
  'insufficient_permissions',
])
const OTHER_ERROR = 'provider_issue'

const warningCodes: ReadonlySet<string> = new Set([
  'code_rotates_periodically',
  'time_frame_adjusted_for_unknown_time_zone',
  'external_modification_in_effect',
  'delay_in_setting_on_device',
  'delay_in_removing_from_device',
  'third_party_integration_detected',
  'igloo_algopin_must_be_used_within_24_hours',
  'management_transferred',
  'using_backup_access_code',
  'being_deleted',
  'unknown_issue_with_access_code',
])
const OTHER_WARNING = 'unknown_issue_with_access_code'

/** `since` stands in where nobody knows since when a device has an issue, which Seam always tells. */
export async function showErrors(
  issues: readonly AccessCodeIssue[],
  read: Reader,
  since: Date,
): Promise<z.input<typeof accessCodeError>[]> {
  return Promise.all(
    issues.map(async (issue) => {
      if (issue.source !== 'CODE') return deviceError(issue, since)
      const { code, common } = asSeamHasIt(issue, errorCodes, OTHER_ERROR)
      const conflict = await conflicting(issue, read)
      return { error_code: code, is_access_code_error: true as const, ...conflict, ...common }
    }),
  )
}

/** Of a code itself: those of its device are on the device. */
export function showWarnings(issues: readonly AccessCodeIssue[]): z.input<typeof accessCodeWarning>[] {
  return issues
    .filter(({ source }) => source === 'CODE')
    .map((issue) => {
      const { code, common } = asSeamHasIt(issue, warningCodes, OTHER_WARNING)
      return { warning_code: code, error_code: code, ...common }
    })
}

/** An error of a device, or of its account, which takes the device along. */
export function deviceError(
  { issueCode, source, message, createdAt }: Pick<AccessCodeIssue, 'issueCode' | 'source' | 'message' | 'createdAt'>,
  since: Date,
) {
  const whose =
    source === 'ACCOUNT'
      ? { is_connected_account_error: true as const, is_device_error: false }
      : { is_device_error: true }
  return { error_code: issueCode, ...whose, message, created_at: (createdAt ?? since).toISOString() }
}

function asSeamHasIt(issue: AccessCodeIssue, vocabulary: ReadonlySet<string>, other: string) {
  const { issueCode, message, createdAt } = issue
  const isKnown = vocabulary.has(issueCode)
  return {
    code: isKnown ? issueCode : other,
    common: {
      message,
      ...(createdAt && { created_at: createdAt.toISOString() }),
      ...(!isKnown && { issue_code: issueCode }),
      ...modificationOf(issue),
    },
  }
}

function modificationOf({ details }: AccessCodeIssue) {
  const change = (details ?? {}) as { changeType?: 'modified' | 'removed'; modifiedFields?: readonly string[] }
  if (change.changeType === undefined) return {}
  const fields = change.modifiedFields?.map((field) => ({ field: snakeCase(field), from: null, to: null }))
  return { change_type: change.changeType, ...(fields && { modified_fields: fields }) }
}

async function conflicting({ conflictingAccessCodeId: id }: AccessCodeIssue, read: Reader) {
  const code = id === null ? null : await read.accessCode.load(id)
  if (!code) return {}
  return code.isManaged ? { managed_access_code_id: code.id } : { unmanaged_access_code_id: code.id }
}
