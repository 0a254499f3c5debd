import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import { addUnmanagedAccessCode } from '../../domain/sandbox/add-unmanaged-access-code.ts'
import { simulateUnmanagedAccessCodeInput } from '../../domain/sandbox/inputs.ts'
import { id } from '../fields.ts'
import { RestRefusal } from '../refusals.ts'
import { route } from '../route.ts'
import { toDomain } from '../to-domain.ts'
import { showUnmanagedAccessCode, unmanagedAccessCode } from './unmanaged-access-code.ts'

const { shape } = simulateUnmanagedAccessCodeInput

export const simulateUnmanaged = route({
  path: '/access_codes/simulate/create_unmanaged_access_code',
  methods: ['POST'],
  scope: 'WRITE_CODES',
  summary: 'Program a code at the keypad of a simulated lock',
  description: 'In a sandbox workspace only. Answers when the gateway has found the code on the lock.',
  input: z.strictObject({
    device_id: id,
    code: shape.code.describe('Its PIN: 4 to 12 digits. Needs the scope SEE_PINS.'),
    name: shape.name.describe('What the lock calls it.'),
  }),
  answer: { access_code: unmanagedAccessCode },
  async handle({ services, viewer, readAnew }, input) {
    const accessCodeId = await addUnmanagedAccessCode(
      services,
      viewer,
      toDomain(simulateUnmanagedAccessCodeInput, input),
    )
    if (accessCodeId === null) {
      const message = 'The code is on the lock, and nobody has read the lock yet. It is listed once somebody has.'
      throw new RestRefusal(503, 'device_not_read_yet', message)
    }
    const showing = { viewer, read: readAnew() }
    const code = present(await showing.read.accessCode.load(accessCodeId))
    return { access_code: await showUnmanagedAccessCode(code, showing) }
  },
})
