import { accessCodeOrders } from '../../data/read/access-codes.ts'
import { cursorOf, type Order } from '../../data/read/keyset.ts'
import { builder } from '../builder.ts'
import { AccessCode, AccessCodeConnection, UnmanagedAccessCode } from '../nouns.ts'
import { connectionOf, pageRequest, reading } from '../pagination.ts'
import { readingOf } from '../reading.ts'
import { AccessCodeFilter, accessCodeFilter } from './filter.ts'

const AccessCodeOrder = builder.enumType('AccessCodeOrder', {
  description: 'How to sort codes. Codes without the value come last, and equal ones are sorted by id.',
  values: {
    CREATED_AT_DESC: { description: 'By the time at which they were recorded, newest first.' },
    CREATED_AT_ASC: { description: 'By the time at which they were recorded, oldest first.' },
    STARTS_AT_ASC: { description: 'By the start of their window, the earliest first; ongoing codes last.' },
    NAME_ASC: { description: 'By name, codes without one last.' },
  },
})

builder.queryFields((t) => ({
  accessCode: t.field({
    type: AccessCode,
    nullable: true,
    description:
      'A managed code by its id; null if this workspace has none of that id, or it is known to be gone. Its events stay: `events(filter: { accessCodeId: … })`.',
    args: { id: t.arg.id({ required: true, description: 'The id of the code.' }) },
    authScopes: { readCodes: true },
    resolve: async (_root, { id }, { read }) => {
      const code = await read.accessCode.load(id)
      return code?.isManaged && code.removedAt === null ? code : null
    },
    ...readingOf({ by: 'LOOK_UP', noun: 'AccessCode', key: ({ id }: { id: string }) => ({ id }) }),
  }),
  unmanagedAccessCode: t.field({
    type: UnmanagedAccessCode,
    nullable: true,
    description: 'An unmanaged code by its id; null if this workspace has none of that id, or it is known to be gone.',
    args: { id: t.arg.id({ required: true, description: 'The id of the code.' }) },
    authScopes: { readCodes: true },
    resolve: async (_root, { id }, { read }) => {
      const code = await read.accessCode.load(id)
      return code && !code.isManaged && code.removedAt === null ? code : null
    },
  }),
  accessCodes: t.field({
    type: AccessCodeConnection,
    description:
      'The managed codes of the workspace. Backup codes are left out unless `filter.isBackup` asks for them.',
    args: {
      first: t.arg.int({
        description: 'At most this many from the start, up to 100; 20 if neither first nor last is given.',
      }),
      after: t.arg.string({ description: 'Only codes after this cursor, which must be of the same order.' }),
      last: t.arg.int({ description: 'At most this many from the end, up to 100.' }),
      before: t.arg.string({ description: 'Only codes before this cursor, which must be of the same order.' }),
      filter: t.arg({ type: AccessCodeFilter, description: 'Only codes that meet all of this.' }),
      orderBy: t.arg({ type: AccessCodeOrder, description: 'How to sort them: newest first if not given.' }),
    },
    authScopes: { readCodes: true },
    resolve: async (_root, { filter, orderBy, ...args }, { read, viewer }) => {
      const page = pageRequest(args)
      const order = accessCodeOrders[orderBy ?? 'CREATED_AT_DESC']
      const where = accessCodeFilter(filter, read, viewer)
      return connectionOf(
        page,
        await reading(() => read.accessCodes(where, order, page)),
        (code) => cursorOf(order, code),
        () => read.accessCodeCount(where),
      )
    },
    ...readingOf({
      by: 'LIST',
      noun: 'AccessCode',
      parent: null,
      filter: ({ filter }: { filter?: Parameters<typeof accessCodeFilter>[0] }, { read, viewer }) =>
        accessCodeFilter(filter, read, viewer),
      order: ({ orderBy }: { orderBy?: keyof typeof accessCodeOrders | null }) =>
        accessCodeOrders[orderBy ?? 'CREATED_AT_DESC'] as Order,
    }),
  }),
}))
