import { expect, it } from 'vitest'
import { linkedCodeGroupStatus } from '../../../src/domain/linked-code-groups/group-status.ts'

const withErrors = (...issueCodes: string[]) => issueCodes.map((issueCode) => ({ issueCode }))

it.each([
  // The first of FAILED, REMOVING, SET, UNSET, PARTIALLY_SET and SETTING that fits.
  [['SET', 'SET'], 'SET'],
  [['UNSET', 'UNSET'], 'UNSET'],
  [['REMOVING', 'REMOVING'], 'REMOVING'],
  [['SETTING', 'SETTING'], 'SETTING'],
  [['SET', 'SETTING'], 'PARTIALLY_SET'],
  [['SET', 'UNSET'], 'PARTIALLY_SET'],
  [['SET', 'REMOVING'], 'PARTIALLY_SET'],
  [['SET', 'UNKNOWN'], 'PARTIALLY_SET'],
  [['UNSET', 'SETTING'], 'SETTING'],
  [['UNSET', 'REMOVING'], 'SETTING'],
  [['UNKNOWN', 'UNKNOWN'], 'SETTING'],
] as const)('of codes that are %j it is %s', (statuses, status) => {
  expect(linkedCodeGroupStatus({ statuses, errors: [[], []] })).toBe(status)
})

it.each([
  'code_constraints_violated',
  'duplicate_code_on_device',
  'failed_to_set_on_device',
  'no_space_for_access_code_on_device',
])('is FAILED as soon as one of its codes has %s, whatever the others are', (issueCode) => {
  const errors = [[], withErrors('provider_issue', issueCode)]
  for (const others of ['SET', 'UNSET', 'REMOVING'] as const) {
    expect(linkedCodeGroupStatus({ statuses: [others, 'SETTING'], errors })).toBe('FAILED')
  }
})

it.each(['provider_issue', 'conflicting_external_modification', 'failed_to_remove_from_device'])(
  'is not FAILED for what is tried again: %s',
  (issueCode) => {
    const errors = [withErrors(issueCode), []]
    expect(linkedCodeGroupStatus({ statuses: ['SETTING', 'SET'], errors })).toBe('PARTIALLY_SET')
  },
)

it('of no codes, since the group has ended, is REMOVING, which was the last that it was', () => {
  expect(linkedCodeGroupStatus({ statuses: [], errors: [] })).toBe('REMOVING')
})
