import type { EventType as EventTypes } from '../../data/read/events.ts'
import { builder } from '../builder.ts'

const descriptions: Record<keyof typeof EventTypes, string> = {
  ACCESS_CODE_CREATED: 'A code was recorded.',
  ACCESS_CODE_CHANGED: 'A code is no longer as it was.',
  ACCESS_CODE_MUTATIONS_REQUESTED: 'Somebody asked for changes to a code.',
  ACCESS_CODE_NAME_CHANGED: 'The lock confirmed another name.',
  ACCESS_CODE_CODE_CHANGED: 'The lock confirmed another PIN.',
  ACCESS_CODE_TIME_FRAME_CHANGED: 'The lock confirmed another window.',
  ACCESS_CODE_SCHEDULED_ON_DEVICE: 'A code is on the lock ahead of its time.',
  ACCESS_CODE_SET_ON_DEVICE: 'A code opens the door.',
  ACCESS_CODE_REMOVED_FROM_DEVICE: 'A code no longer opens the door.',
  ACCESS_CODE_DELETED: 'A code is gone.',
  ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE: 'A code should be on the lock by now and is not.',
  ACCESS_CODE_FAILED_TO_SET_ON_DEVICE: 'A code could not be put on the lock.',
  ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE: 'A code could not be taken off the lock.',
  ACCESS_CODE_MODIFIED_EXTERNALLY: 'A code was changed at the lock.',
  ACCESS_CODE_DELETED_EXTERNALLY: 'A code was deleted at the lock.',
  ACCESS_CODE_BACKUP_PULLED: 'A spare code was taken in the place of a code.',
  ACCESS_CODE_USED: 'Somebody opened the door with a code.',
  ACCESS_DENIED: 'Somebody tried a PIN in vain.',
  UNMANAGED_ACCESS_CODE_CREATED: 'A code of somebody else was found on a lock.',
  UNMANAGED_ACCESS_CODE_REMOVED: 'A code of somebody else is gone from a lock.',
  UNMANAGED_ACCESS_CODE_CONVERTED: 'A code of somebody else was taken over.',
  UNMANAGED_ACCESS_CODE_CONVERSION_FAILED: 'A code of somebody else could not be taken over.',
  DEVICE_CONNECTED: 'A device can be reached again.',
  DEVICE_DISCONNECTED: 'A device cannot be reached.',
  DEVICE_ADDED: 'A device became known.',
  DEVICE_REMOVED: 'A device is no longer known.',
}

export const EventType = builder.enumType('EventType', {
  description: 'What happened. More may be added: pass over those that you do not know.',
  values: Object.fromEntries(
    Object.entries(descriptions).map(([type, description]) => [type, { description }]),
  ) as Record<keyof typeof EventTypes, { description: string }>,
})
