import { z } from 'zod'
import { generateCode as generate } from '../../domain/access-codes/generate-code.ts'
import { id } from '../fields.ts'
import { reading, route } from '../route.ts'

export const generateCode = route({
  path: '/access_codes/generate_code',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Propose a PIN for a device',
  description: 'Nothing is recorded or reserved. Needs the scope SEE_PINS too.',
  input: z.strictObject({ device_id: id }),
  answer: { generated_code: z.strictObject({ device_id: z.string(), code: z.string() }) },
  async handle({ services, viewer }, { device_id }) {
    return { generated_code: { device_id, code: await generate(services, viewer, device_id) } }
  },
})
