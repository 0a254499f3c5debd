import { reading, route } from '../route.ts'
import { accessCode, showAccessCode } from './access-code.ts'
import { findCode, findInput } from './find.ts'

export const get = route({
  path: '/access_codes/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get a code',
  description: 'Of several codes with one PIN on a device, the one whose time is now, else the next one.',
  input: findInput,
  answer: { access_code: accessCode },
  handle: async (context, input) => ({
    access_code: await showAccessCode(await findCode(context, input, true), context),
  }),
})
