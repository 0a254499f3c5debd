import { z } from 'zod'
import { cursorOf } from '../../data/read/keyset.ts'
import { newestFirst } from '../../data/read/workspaces.ts'
import { NotFoundError } from '../../domain/errors.ts'
import { id, ids } from '../fields.ts'
import { listed, pageInput, pagination } from '../pages.ts'
import { reading, route } from '../route.ts'
import { actionAttempt, showActionAttempt } from './action-attempt.ts'

const get = route({
  path: '/action_attempts/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get an action attempt',
  input: z.strictObject({ action_attempt_id: id }),
  answer: { action_attempt: actionAttempt },
  async handle(context, { action_attempt_id }) {
    const attempt = await context.read.actionAttempt.load(action_attempt_id)
    if (!attempt) throw new NotFoundError('action attempt', [action_attempt_id])
    return { action_attempt: await showActionAttempt(attempt, context) }
  },
})

const list = route({
  path: '/action_attempts/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List action attempts, newest first',
  input: z.strictObject({
    action_attempt_ids: ids.optional().describe('Only these. Ids of no attempt match nothing.'),
    device_id: id.nullish().describe('Only those on this device.'),
    ...pageInput(500),
  }),
  answer: { action_attempts: z.array(actionAttempt), pagination },
  async handle(context, input) {
    const filter = { ids: input.action_attempt_ids ?? null, deviceId: input.device_id ?? null }
    const { rows, pagination } = await listed(
      context,
      input,
      (page) => context.read.actionAttempts(filter, page),
      (attempt) => cursorOf(newestFirst, attempt),
    )
    return { action_attempts: await Promise.all(rows.map((row) => showActionAttempt(row, context))), pagination }
  },
})

export const actionAttemptRoutes = [get, list]
