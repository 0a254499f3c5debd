import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import { createMultipleAccessCodes } from '../../domain/access-codes/create-multiple.ts'
import { createMultipleAccessCodesInput } from '../../domain/access-codes/inputs.ts'
import { route } from '../route.ts'
import { toDomain } from '../to-domain.ts'
import { accessCode, showAccessCode } from './access-code.ts'
import { behavior, creationAliases, creationInput, syncIsIgnored } from './creation-input.ts'

export const createMultiple = route({
  path: '/access_codes/create_multiple',
  methods: ['POST', 'PUT'],
  scope: 'WRITE_CODES',
  summary: 'Create codes with one PIN on many devices',
  description:
    'All of them or none. Without `code` the codes are a group, with one `common_code_key`. By PUT, the same body from the same credential within 60 seconds is answered with the first group unless something of it was changed or deleted since: clients send a PUT again when its answer was lost; the header `Idempotency-Key` says so for longer, and by POST as well.',
  input: z.strictObject({
    device_ids: createMultipleAccessCodesInput.shape.deviceIds.describe('The devices, 1 to 500, each once.'),
    behavior_when_code_cannot_be_shared: behavior,
    ...creationInput,
  }),
  aliases: { ...creationAliases, device_id: 'device_ids' },
  ignored: syncIsIgnored,
  takesIdempotencyKey: true,
  answer: { access_codes: z.array(accessCode).describe('In the order of `device_ids`.') },
  async handle({ services, viewer, asked: { method, idempotencyKey }, readAnew }, input) {
    const given = toDomain(createMultipleAccessCodesInput, { ...input, idempotency_key: idempotencyKey })
    const created = await createMultipleAccessCodes(services, viewer, given, { mayBeRepeated: method === 'PUT' })
    const showing = { viewer, read: readAnew() }
    const codes = created.accessCodeIds.map(async (id) =>
      showAccessCode(present(await showing.read.accessCode.load(id)), showing),
    )
    return { access_codes: await Promise.all(codes) }
  },
})
