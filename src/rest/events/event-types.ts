import type { EventType } from '../../data/read/events.ts'

/** What happened, in Seam's words. */
export const eventTypes = {
  ACCESS_CODE_CREATED: 'access_code.created',
  ACCESS_CODE_CHANGED: 'access_code.changed',
  ACCESS_CODE_MUTATIONS_REQUESTED: 'access_code.mutations_requested',
  ACCESS_CODE_NAME_CHANGED: 'access_code.name_changed',
  ACCESS_CODE_CODE_CHANGED: 'access_code.code_changed',
  ACCESS_CODE_TIME_FRAME_CHANGED: 'access_code.time_frame_changed',
  ACCESS_CODE_SCHEDULED_ON_DEVICE: 'access_code.scheduled_on_device',
  ACCESS_CODE_SET_ON_DEVICE: 'access_code.set_on_device',
  ACCESS_CODE_REMOVED_FROM_DEVICE: 'access_code.removed_from_device',
  ACCESS_CODE_DELETED: 'access_code.deleted',
  ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE: 'access_code.delay_in_setting_on_device',
  ACCESS_CODE_FAILED_TO_SET_ON_DEVICE: 'access_code.failed_to_set_on_device',
  ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE: 'access_code.failed_to_remove_from_device',
  ACCESS_CODE_MODIFIED_EXTERNALLY: 'access_code.modified_external_to_seam',
  ACCESS_CODE_DELETED_EXTERNALLY: 'access_code.deleted_external_to_seam',
  ACCESS_CODE_BACKUP_PULLED: 'access_code.backup_access_code_pulled',
  ACCESS_CODE_USED: 'lock.unlocked',
  ACCESS_DENIED: 'lock.access_denied',
  UNMANAGED_ACCESS_CODE_CREATED: 'access_code.unmanaged.created',
  UNMANAGED_ACCESS_CODE_REMOVED: 'access_code.unmanaged.removed',
  UNMANAGED_ACCESS_CODE_CONVERTED: 'access_code.unmanaged.converted_to_managed',
  UNMANAGED_ACCESS_CODE_CONVERSION_FAILED: 'access_code.unmanaged.failed_to_convert_to_managed',
  DEVICE_CONNECTED: 'device.connected',
  DEVICE_DISCONNECTED: 'device.disconnected',
  DEVICE_ADDED: 'device.added',
  DEVICE_REMOVED: 'device.removed',
} as const satisfies Record<EventType, string>

const ours = new Map(Object.entries(eventTypes).map(([type, name]) => [name as string, type as EventType]))

/** The types of these names; a name that nothing has here is of no event that there could be. */
export const typesNamed = (names: readonly string[]): EventType[] => names.flatMap((name) => ours.get(name) ?? [])
