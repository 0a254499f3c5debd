import { z } from 'zod'
import type { EventListFilter } from '../../data/read/events.ts'
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import { bothOf } from '../both-of.ts'
import { id, ids, instant, wording } from '../fields.ts'
import { RestRefusal } from '../refusals.ts'
import { reading, route } from '../route.ts'
import { withoutGrants, withoutPeople, withoutSpaces, withoutWebviews } from '../unsupported.ts'
import { event, showEvent } from './event.ts'
import { typesNamed } from './event-types.ts'

const EVENTS_MAX = 500

const noAcs = 'There are no access control systems here.'

const list = route({
  path: '/events/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List events, oldest first',
  description: 'An event is listed only once nothing can be listed before it. To go on, ask since the last one.',
  input: z.strictObject({
    since: instant.nullish().describe('Only events at or after this instant.'),
    between: z
      .array(instant)
      .length(2, 'Give two instants.')
      .optional()
      .describe('Only events between these, exclusively.'),
    event_ids: ids.optional().describe('Only these.'),
    event_type: wording.nullish().describe('Only events of this type.'),
    event_types: z.array(wording).optional().describe('Only events of these types.'),
    device_id: id.nullish().describe('Only events of this device.'),
    device_ids: ids.optional().describe('Only events of these devices.'),
    access_code_id: id.nullish().describe('Only events of this code.'),
    access_code_ids: ids.optional().describe('Only events of these codes.'),
    connected_account_id: id.nullish().describe('Only events of the devices of this account.'),
    unstable_offset: z.int().min(0, 'Must not be negative.').default(0).describe('How many to pass over.'),
    limit: z.int().min(1, 'Must be at least 1.').max(EVENTS_MAX, `At most ${EVENTS_MAX}.`).default(EVENTS_MAX),
  }),
  unsupported: {
    ...withoutGrants,
    ...withoutPeople,
    ...withoutSpaces,
    ...withoutWebviews,
    access_grant_ids: 'There are no access grants here.',
    access_method_ids: 'There are no access methods here.',
    space_ids: 'There are no spaces here.',
    user_identity_id: 'There are no user identities here.',
    acs_access_group_id: noAcs,
    acs_credential_id: noAcs,
    acs_encoder_id: noAcs,
    acs_entrance_id: noAcs,
    acs_system_id: noAcs,
    acs_system_ids: noAcs,
    acs_user_id: noAcs,
  },
  answer: { events: z.array(event) },
  async handle(context, input) {
    if (input.since && input.between) {
      throw new InvalidInputError([{ path: ['between'], message: 'Give since or between, not both.' }])
    }
    const names = bothOf(input.event_type, input.event_types)
    const filter: EventListFilter = {
      ids: input.event_ids ?? null,
      types: names && typesNamed(names),
      deviceIds: bothOf(input.device_id, input.device_ids),
      accessCodeIds: bothOf(input.access_code_id, input.access_code_ids),
      connectedAccountId: input.connected_account_id ?? null,
      since: input.since ?? null,
      after: input.between?.[0] ?? null,
      before: input.between?.[1] ?? null,
    }
    const page = { limit: input.limit, isBackward: false, cursor: null, offset: input.unstable_offset }
    const { rows } = await context.read.events(filter, page)
    return { events: await Promise.all(rows.map((row) => showEvent(row, context))) }
  },
})

const get = route({
  path: '/events/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get an event',
  description: 'By its id; or the last one of a device, of a type, or of both.',
  input: z.strictObject({
    event_id: id.nullish().describe('Its id.'),
    event_type: wording.nullish().describe('The last one of this type.'),
    device_id: id.nullish().describe('The last one of this device.'),
  }),
  answer: { event },
  async handle(context, { event_id, event_type, device_id }) {
    if (event_id == null && event_type == null && device_id == null) {
      throw new InvalidInputError([{ path: ['event_id'], message: 'Give event_id, device_id or event_type.' }])
    }
    const filter: EventListFilter = {
      ids: event_id == null ? null : [event_id],
      types: event_type == null ? null : typesNamed([event_type]),
      deviceId: device_id ?? null,
    }
    const { rows } = await context.read.events(filter, { limit: 1, isBackward: true, cursor: null })
    const [row] = rows
    if (!row && event_id != null) throw new NotFoundError('event', [event_id])
    if (!row) throw new RestRefusal(404, 'event_not_found', 'There is no such event.')
    return { event: await showEvent(row, context) }
  },
})

export const eventRoutes = [list, get]
