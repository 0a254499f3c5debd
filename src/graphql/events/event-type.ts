import { eventDescriptions } from '../../data/read/event-descriptions.ts'
import type { EventType as EventTypes } from '../../data/read/events.ts'
import { builder } from '../builder.ts'

/** What else there is to look at. */
const more: Partial<Record<keyof typeof EventTypes, string>> = {
  ACCESS_CODE_CHANGED: 'The payload has `changedProperties`, each with `property` and, but for a PIN, `from` and `to`.',
  ACCESS_CODE_MUTATIONS_REQUESTED:
    'The payload has `requestedMutations`, each with `mutationCode` and, but for a PIN, `from` and `to`.',
  ACCESS_CODE_NAME_CHANGED: 'The payload has `from` and `to`.',
  ACCESS_CODE_TIME_FRAME_CHANGED: 'The payload has `from` and `to`, each with `startsAt` and `endsAt`.',
  ACCESS_CODE_FAILED_TO_SET_ON_DEVICE: 'See its `errors`.',
  ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE: 'See its `errors`.',
  ACCESS_CODE_MODIFIED_EXTERNALLY: 'The payload has `changes`: of `code`, `name` and `time_frame` those that were.',
  ACCESS_CODE_DELETED_EXTERNALLY: 'The payload has `changes`: `removed`.',
  ACCESS_CODE_BACKUP_PULLED: 'The payload has its id, `backupAccessCodeId`.',
  ACCESS_CODE_USED: 'The payload has the `slot` of the lock that it was in.',
}

export const EventType = builder.enumType('EventType', {
  description: 'What happened. More may be added: pass over those that you do not know.',
  values: Object.fromEntries(
    (Object.keys(eventDescriptions) as (keyof typeof EventTypes)[]).map((type) => [
      type,
      { description: [eventDescriptions[type], more[type]].filter(Boolean).join(' ') },
    ]),
  ) as Record<keyof typeof EventTypes, { description: string }>,
})
