import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import { deleteAccessCode } from '../../domain/access-codes/delete.ts'
import { actionAttempt, showActionAttempt } from '../action-attempts/action-attempt.ts'
import { id } from '../fields.ts'
import { route } from '../route.ts'
import { syncIsIgnored } from './creation-input.ts'
import { mustBeOn } from './on-device.ts'

export const deleteOne = route({
  path: '/access_codes/delete',
  methods: ['POST', 'DELETE'],
  scope: 'WRITE_CODES',
  summary: 'Delete a code',
  description:
    'It is `removing`, and may open the door, until its lock is read back without it. The other codes of its group stay.',
  input: z.strictObject({
    access_code_id: id,
    device_id: id.optional().describe('The device that the code is on.'),
  }),
  ignored: syncIsIgnored,
  answer: { action_attempt: actionAttempt },
  async handle({ services, viewer, read, readAnew }, { access_code_id, device_id }) {
    await mustBeOn(device_id, access_code_id, read)
    const { actionAttemptId } = await deleteAccessCode(services, viewer, access_code_id)
    const showing = { viewer, read: readAnew() }
    const attempt = present(await showing.read.actionAttempt.load(actionAttemptId))
    return { action_attempt: await showActionAttempt(attempt, showing) }
  },
})
