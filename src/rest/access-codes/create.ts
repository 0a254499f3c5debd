import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import { createAccessCode } from '../../domain/access-codes/create.ts'
import { createAccessCodeInput } from '../../domain/access-codes/inputs.ts'
import { actionAttempt, showActionAttempt } from '../action-attempts/action-attempt.ts'
import { id } from '../fields.ts'
import { route } from '../route.ts'
import { toDomain } from '../to-domain.ts'
import { accessCode, showAccessCode } from './access-code.ts'
import { creationAliases, creationInput, syncIsIgnored } from './creation-input.ts'

export const create = route({
  path: '/access_codes/create',
  methods: ['POST'],
  scope: 'WRITE_CODES',
  summary: 'Create a code on one device',
  description: 'It is recorded at once, and put on the lock in its own time.',
  input: z.strictObject({
    device_id: id,
    common_code_key: createAccessCodeInput.shape.commonCodeKey.describe(
      'Joins the group of this key, with that group’s PIN, or founds it.',
    ),
    ...creationInput,
  }),
  aliases: creationAliases,
  ignored: syncIsIgnored,
  takesIdempotencyKey: true,
  answer: { access_code: accessCode, action_attempt: actionAttempt },
  async handle({ services, viewer, asked: { idempotencyKey }, readAnew }, input) {
    const given = toDomain(createAccessCodeInput, { ...input, idempotency_key: idempotencyKey })
    const { accessCodeId, actionAttemptId } = await createAccessCode(services, viewer, given)
    const showing = { viewer, read: readAnew() }
    const [code, attempt] = await Promise.all([
      showing.read.accessCode.load(accessCodeId),
      showing.read.actionAttempt.load(actionAttemptId),
    ])
    const [access_code, action_attempt] = await Promise.all([
      showAccessCode(present(code), showing),
      showActionAttempt(present(attempt), showing),
    ])
    return { access_code, action_attempt }
  },
})
