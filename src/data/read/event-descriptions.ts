import type { EventType } from './events.ts'

/** What each type of event says, for people. What is in its payload differs from one face of the gateway to the other. */
export const eventDescriptions: Readonly<Record<EventType, string>> = {
  ACCESS_CODE_CREATED: 'A code was recorded. It is not on its lock yet.',
  ACCESS_CODE_CHANGED: 'A code is recorded otherwise than it was.',
  ACCESS_CODE_MUTATIONS_REQUESTED: 'Somebody asked for changes that its lock is to be told of.',
  ACCESS_CODE_NAME_CHANGED: 'The lock confirmed another name.',
  ACCESS_CODE_CODE_CHANGED: 'The lock confirmed another PIN: from now on that one opens the door.',
  ACCESS_CODE_TIME_FRAME_CHANGED: 'The lock confirmed another window.',
  ACCESS_CODE_SCHEDULED_ON_DEVICE: 'A code is on the lock ahead of its time, and will begin by itself.',
  ACCESS_CODE_SET_ON_DEVICE: 'A code is on the lock as wished, and opens the door.',
  ACCESS_CODE_REMOVED_FROM_DEVICE: 'A code was on the lock, and is known to be off it.',
  ACCESS_CODE_DELETED: 'A code is gone for good, by wish or because its time is over. Its events stay.',
  ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE:
    'A code is not on the lock five minutes after it should be. It is tried again.',
  ACCESS_CODE_FAILED_TO_SET_ON_DEVICE:
    'A code could not be put on the lock: it was refused for good, or is missing a quarter of an hour after it should open the door.',
  ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE: 'The lock refused to let go of a code, which may still open the door.',
  ACCESS_CODE_MODIFIED_EXTERNALLY: 'A code was changed at the lock.',
  ACCESS_CODE_DELETED_EXTERNALLY: 'A code was deleted at the lock.',
  ACCESS_CODE_BACKUP_PULLED: 'A spare code was taken in the place of a code.',
  ACCESS_CODE_USED: 'Somebody opened the door with a code.',
  ACCESS_DENIED: 'Somebody tried a PIN in vain at the door. The PIN is not told.',
  UNMANAGED_ACCESS_CODE_CREATED: 'A code of somebody else was found on a lock.',
  UNMANAGED_ACCESS_CODE_REMOVED: 'A code of somebody else is gone from a lock.',
  UNMANAGED_ACCESS_CODE_CONVERTED: 'A code of somebody else was taken over: it was read back as it was found.',
  UNMANAGED_ACCESS_CODE_CONVERSION_FAILED:
    'A code of somebody else could not be taken over, since it was changed or gone when its lock was read.',
  DEVICE_CONNECTED: 'A device can be reached again.',
  DEVICE_DISCONNECTED: 'A device cannot be reached any more.',
  DEVICE_ADDED: 'A device became known, or is back in its account.',
  DEVICE_REMOVED: 'A device is no longer in its account.',
}
