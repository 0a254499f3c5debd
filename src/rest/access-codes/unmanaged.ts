import { z } from 'zod'
import { accessCodeOrders } from '../../data/read/access-codes.ts'
import { cursorOf } from '../../data/read/keyset.ts'
import { present } from '../../data/read/present.ts'
import { convertUnmanagedAccessCode } from '../../domain/access-codes/convert-unmanaged.ts'
import { deleteUnmanagedAccessCode } from '../../domain/access-codes/delete-unmanaged.ts'
import { convertUnmanagedAccessCodeInput } from '../../domain/access-codes/inputs.ts'
import { actionAttempt, showActionAttempt } from '../action-attempts/action-attempt.ts'
import { id, wording } from '../fields.ts'
import { listed, pageInput, pagination } from '../pages.ts'
import { reading, route } from '../route.ts'
import { toDomain } from '../to-domain.ts'
import { withoutPeople } from '../unsupported.ts'
import { syncIsIgnored } from './creation-input.ts'
import { findCode, findInput } from './find.ts'
import { showUnmanagedAccessCode, unmanagedAccessCode } from './unmanaged-access-code.ts'

const order = accessCodeOrders.CREATED_AT_DESC

const get = route({
  path: '/access_codes/unmanaged/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get a code that this workspace did not create',
  input: findInput,
  answer: { access_code: unmanagedAccessCode },
  async handle(context, input) {
    return { access_code: await showUnmanagedAccessCode(await findCode(context, input, false), context) }
  },
})

const list = route({
  path: '/access_codes/unmanaged/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List the codes of a device that this workspace did not create, newest first',
  input: z.strictObject({
    device_id: id.describe('The device.'),
    search: wording
      .nullish()
      .describe('Only codes whose name holds this, whose id begins with it, or whose PIN it is.'),
    ...pageInput(5000),
  }),
  unsupported: withoutPeople,
  answer: { access_codes: z.array(unmanagedAccessCode), pagination },
  async handle(context, input) {
    const { read, viewer } = context
    const { device_id, search } = input
    const filter = {
      deviceIds: [device_id],
      search: search ?? null,
      searchPinHash: search != null && viewer.scopes.has('SEE_PINS') ? read.pinHash(search) : null,
      isBackup: 'EITHER' as const,
      isManaged: false,
    }
    const { rows, pagination } = await listed(
      context,
      input,
      (page) => read.accessCodes(filter, order, page),
      (code) => cursorOf(order, code),
    )
    return { access_codes: await Promise.all(rows.map((code) => showUnmanagedAccessCode(code, context))), pagination }
  },
})

const deleteOne = route({
  path: '/access_codes/unmanaged/delete',
  methods: ['POST', 'DELETE'],
  scope: 'WRITE_CODES',
  summary: 'Take somebody else’s code off its lock',
  input: z.strictObject({ access_code_id: id }),
  ignored: syncIsIgnored,
  answer: { action_attempt: actionAttempt },
  async handle({ services, viewer, readAnew }, { access_code_id }) {
    const actionAttemptId = await deleteUnmanagedAccessCode(services, viewer, access_code_id)
    const showing = { viewer, read: readAnew() }
    const attempt = present(await showing.read.actionAttempt.load(actionAttemptId))
    return { action_attempt: await showActionAttempt(attempt, showing) }
  },
})

const takeOver = {
  methods: ['POST', 'PATCH'],
  scope: 'WRITE_CODES',
  description:
    'From now on it is kept on its lock, with its PIN and its window. An event tells what came of it: `access_code.unmanaged.converted_to_managed` or `…failed_to_convert_to_managed`.',
  aliases: { allow_external_modification: 'is_external_modification_allowed' },
  ignored: { ...syncIsIgnored, force: 'No workspace has a hold on a code that another one finds on its lock.' },
  answer: {},
} as const

const takeOverInput = {
  access_code_id: id,
  is_external_modification_allowed: convertUnmanagedAccessCodeInput.shape.isExternalModificationAllowed.describe(
    'Whether a change at the keypad is accepted from now on.',
  ),
}

const convertToManaged = route({
  ...takeOver,
  path: '/access_codes/unmanaged/convert_to_managed',
  summary: 'Take over somebody else’s code',
  input: z.strictObject(takeOverInput),
  async handle({ services, viewer }, input) {
    const given = toDomain(convertUnmanagedAccessCodeInput, input, { id: 'access_code_id' })
    await convertUnmanagedAccessCode(services, viewer, given)
    return {}
  },
})

const update = route({
  ...takeOver,
  path: '/access_codes/unmanaged/update',
  summary: 'Take over somebody else’s code, as `convert_to_managed`',
  input: z.strictObject({ ...takeOverInput, is_managed: z.literal(true, 'Must be true: nothing else can change.') }),
  async handle({ services, viewer }, { is_managed: _, ...input }) {
    const given = toDomain(convertUnmanagedAccessCodeInput, input, { id: 'access_code_id' })
    await convertUnmanagedAccessCode(services, viewer, given)
    return {}
  },
})

export const unmanagedRoutes = [get, list, deleteOne, convertToManaged, update]
