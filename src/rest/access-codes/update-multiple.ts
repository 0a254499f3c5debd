import { z } from 'zod'
import { updateMultipleAccessCodesInput } from '../../domain/access-codes/inputs.ts'
import { updateMultipleAccessCodes } from '../../domain/access-codes/update-multiple.ts'
import { instant } from '../fields.ts'
import { route } from '../route.ts'
import { toDomain } from '../to-domain.ts'

const { shape } = updateMultipleAccessCodesInput

export const updateMultiple = route({
  path: '/access_codes/update_multiple',
  methods: ['POST', 'PATCH'],
  scope: 'WRITE_CODES',
  summary: 'Change the name and the window of all codes of a group',
  description: 'All of them or none. What is left out stays as it is in each. The PIN is changed by GraphQL.',
  input: z.strictObject({
    common_code_key: shape.commonCodeKey.describe('The key of the group.'),
    name: shape.name.describe('What people call the codes. Null takes the names away.'),
    starts_at: instant.nullish().describe('When they begin to open the doors. Null, with `ends_at`: ongoing codes.'),
    ends_at: instant.nullish().describe('When they stop opening the doors: in the future and after `starts_at`.'),
  }),
  answer: {},
  async handle({ services, viewer }, input) {
    await updateMultipleAccessCodes(services, viewer, toDomain(updateMultipleAccessCodesInput, input))
    return {}
  },
})
