import { anId, anInstant, aPin } from '../api/answers.ts'

const ongoing = {
  type: 'ongoing',
  starts_at: null,
  ends_at: null,
  created_at: anInstant,
  errors: [],
  warnings: [],
  dormakaba_oracode_metadata: null,
}

/** An ongoing code that was just recorded for this device, whole, but for what the case is about. */
export const aNewRestCode = (workspaceId: string, deviceId: string, about: object = {}) => ({
  access_code_id: anId,
  workspace_id: workspaceId,
  device_id: deviceId,
  name: null,
  code: aPin(4),
  ...ongoing,
  is_managed: true,
  status: 'setting',
  common_code_key: null,
  is_backup: false,
  is_backup_access_code_available: false,
  pulled_backup_access_code_id: null,
  is_external_modification_allowed: false,
  is_offline_access_code: false,
  is_one_time_use: false,
  is_scheduled_on_device: false,
  is_waiting_for_code_assignment: false,
  pending_mutations: [
    {
      mutation_code: 'creating',
      created_at: anInstant,
      message: 'The code is being programmed on the device.',
    },
  ],
  ...about,
})

/** A code of somebody else that was found on this device, whole, but for what the case is about. */
export const anUnmanagedRestCode = (workspaceId: string, deviceId: string, about: object = {}) => ({
  access_code_id: anId,
  workspace_id: workspaceId,
  device_id: deviceId,
  name: 'Old tenant',
  code: '8642',
  ...ongoing,
  is_managed: false,
  status: 'set',
  ...about,
})

/** What differs in a code whose window has not begun; a lock that keeps time itself gets it 72 hours ahead. */
export const deferredUntil = (starts_at: string, ends_at: string, hoursAhead = 72) => ({
  type: 'time_bound',
  status: 'unset',
  starts_at,
  ends_at,
  pending_mutations: [
    {
      mutation_code: 'deferring_creation',
      created_at: anInstant,
      message: 'The code will be programmed when its time comes.',
      scheduled_at: new Date(Date.parse(starts_at) - hoursAhead * 3_600_000).toISOString(),
    },
  ],
})

/** Still under way. */
export const pending = (action_type: string) => ({
  action_attempt_id: anId,
  action_type,
  status: 'pending',
  result: null,
  error: null,
})

/** Done, with the code that came of it. */
export const succeeded = (action_type: string, access_code?: unknown) => ({
  action_attempt_id: anId,
  action_type,
  status: 'success',
  result: access_code === undefined ? {} : { access_code },
  error: null,
})
