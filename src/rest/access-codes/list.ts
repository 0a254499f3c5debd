import { z } from 'zod'
import { accessCodeOrders } from '../../data/read/access-codes.ts'
import { cursorOf } from '../../data/read/keyset.ts'
import { id, ids, wording } from '../fields.ts'
import { listed, pageInput, pagination } from '../pages.ts'
import { reading, route } from '../route.ts'
import { withoutGrants, withoutPeople } from '../unsupported.ts'
import { accessCode, showAccessCode } from './access-code.ts'

const order = accessCodeOrders.CREATED_AT_DESC

export const list = route({
  path: '/access_codes/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List codes, newest first',
  description:
    'The managed codes that meet all that is given. Backup codes are left out unless `access_code_ids` names them.',
  input: z.strictObject({
    device_id: id.nullish().describe('Only codes on this device.'),
    access_code_ids: ids.optional().describe('Only these. Ids of no code match nothing.'),
    search: wording
      .nullish()
      .describe('Only codes whose name holds this, whose id begins with it, or whose PIN it is.'),
    ...pageInput(5000),
  }),
  unsupported: { ...withoutGrants, ...withoutPeople },
  answer: { access_codes: z.array(accessCode), pagination },
  async handle(context, input) {
    const { read, viewer } = context
    const { device_id, access_code_ids, search } = input
    const filter = {
      ids: access_code_ids ?? null,
      deviceIds: device_id == null ? null : [device_id],
      search: search ?? null,
      // Only who sees PINs finds codes by them.
      searchPinHash: search != null && viewer.scopes.has('SEE_PINS') ? read.pinHash(search) : null,
      isBackup: access_code_ids === undefined ? false : ('EITHER' as const),
    }
    const { rows, pagination } = await listed(
      context,
      input,
      (page) => read.accessCodes(filter, order, page),
      (code) => cursorOf(order, code),
    )
    return { access_codes: await Promise.all(rows.map((code) => showAccessCode(code, context))), pagination }
  },
})
