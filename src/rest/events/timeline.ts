import { z } from 'zod'
import type { EventRow } from '../../data/read/events.ts'
import { present } from '../../data/read/present.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { Showing } from '../access-codes/access-code.ts'
import { id, instant, wording } from '../fields.ts'
import { instantAnswer } from '../instants.ts'
import { reading, route } from '../route.ts'
import { showEvent } from './event.ts'
import { typesNamed } from './event-types.ts'

const EVENTS_MAX = 200
const EVENTS_DEFAULT = 50

const timelineEvent = z
  .strictObject({
    timeline_event_id: z.string(),
    event_type: z.string(),
    occurred_at: instantAnswer,
    actor: z
      .strictObject({ type: z.enum(['api_key', 'system', 'external']) })
      .describe('Who did it: somebody by the API, the gateway, or somebody at the lock.'),
    description: z.string(),
    details: z.record(z.string(), z.unknown()).describe('What the event says beside, as `/events/get` has it.'),
    related_resource_ids: z.strictObject({
      event_id: z.string(),
      device_id: z.string(),
      connected_account_id: z.string().optional(),
    }),
  })
  .meta({ id: 'timeline_event', description: 'Something that happened to a code.' })

export const getTimeline = route({
  path: '/access_codes/get_timeline',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Tell what happened to a code, newest first',
  description: 'Also of a code that is gone. What happened at one instant is never cut apart.',
  input: z.strictObject({
    access_code_id: id,
    after: instant.nullish().describe('Only what happened after this instant: `prev_cursor` of another page.'),
    before: instant.nullish().describe('Only what happened before this instant: `next_cursor` of another page.'),
    event_types: z.array(wording).optional().describe('Only events of these types.'),
    limit: z
      .int()
      .min(1, 'Must be at least 1.')
      .max(EVENTS_MAX, `At most ${EVENTS_MAX}.`)
      .default(EVENTS_DEFAULT)
      .describe('How many events, or a few more that happened at one instant.'),
  }),
  answer: {
    timeline_events: z.array(timelineEvent),
    pagination: z.strictObject({
      has_more: z.boolean(),
      next_cursor: z.string().nullable().describe('What to send as `before`, for what happened earlier.'),
      prev_cursor: z.string().nullable().describe('What to send as `after`, for what happened since.'),
    }),
  },
  async handle(context, { access_code_id, event_types, after, before, limit }) {
    const { read } = context
    const code = await read.accessCode.load(access_code_id)
    if (!code) throw new NotFoundError('access code', [access_code_id])
    const types = event_types === undefined ? null : typesNamed(event_types)
    const asked = { types, after: after ?? null, before: before ?? null, limit }
    const { events, hasMore } = await read.timeline(access_code_id, asked)
    return {
      timeline_events: await Promise.all(events.map((row) => showTimelineEvent(row, context))),
      pagination: {
        has_more: hasMore,
        next_cursor: hasMore ? (events.at(-1)?.occurredAt.toISOString() ?? null) : null,
        prev_cursor: events[0]?.occurredAt.toISOString() ?? null,
      },
    }
  },
})

async function showTimelineEvent(row: EventRow, showing: Showing): Promise<z.input<typeof timelineEvent>> {
  const shown = await showEvent(row, showing)
  const { event_id, event_type, workspace_id: _w, created_at: _c, occurred_at, access_code_id: _a, ...rest } = shown
  const {
    device_id,
    connected_account_id,
    device_custom_metadata: _m,
    event_description: description,
    ...details
  } = rest
  return {
    timeline_event_id: event_id,
    event_type,
    occurred_at,
    actor: { type: actorOf(row) },
    description,
    details,
    related_resource_ids: {
      event_id,
      device_id: present(device_id ?? null),
      ...(connected_account_id != null && { connected_account_id }),
    },
  }
}

/** Events do not keep who asked: only wishes come by the API, and only what is done at the door from elsewhere. */
function actorOf({ type }: EventRow): 'api_key' | 'system' | 'external' {
  switch (type) {
    case 'ACCESS_CODE_CREATED':
    case 'ACCESS_CODE_MUTATIONS_REQUESTED':
    case 'ACCESS_CODE_CHANGED':
    case 'ACCESS_CODE_BACKUP_PULLED':
      return 'api_key'
    case 'ACCESS_CODE_MODIFIED_EXTERNALLY':
    case 'ACCESS_CODE_DELETED_EXTERNALLY':
    case 'ACCESS_CODE_USED':
    case 'UNMANAGED_ACCESS_CODE_CREATED':
    case 'UNMANAGED_ACCESS_CODE_REMOVED':
      return 'external'
    default:
      return 'system'
  }
}
