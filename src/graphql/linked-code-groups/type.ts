import { accessCodeOrders } from '../../data/read/access-codes.ts'
import { cursorOf, type Order } from '../../data/read/keyset.ts'
import type { LinkedCodeGroupRow } from '../../data/read/linked-code-groups.ts'
import { present } from '../../data/read/present.ts'
import { linkedCodeGroupStatus, linkedCodeGroupStatuses } from '../../domain/linked-code-groups/group-status.ts'
import { builder } from '../builder.ts'
import { AccessCodeConnection, Device, LinkedCodeGroup } from '../nouns.ts'
import { connectionOf, pageRequest, reading } from '../pagination.ts'
import { fromRow, readingOf } from '../reading.ts'

const descriptions: Record<(typeof linkedCodeGroupStatuses)[number], string> = {
  SETTING: 'On its way to the locks: on none of them yet, as far as is known.',
  SET: 'On every lock, as wished.',
  UNSET: 'Recorded, and usable on none: its time has not come.',
  PARTIALLY_SET: 'On some of the locks, and not on others.',
  REMOVING: 'Being removed from all of them.',
  FAILED: 'A lock has refused it for good: see the errors of its codes.',
}

const LinkedCodeGroupStatus = builder.enumType('LinkedCodeGroupStatus', {
  description:
    'What the states of a group’s codes add up to: the first of FAILED, REMOVING, SET, UNSET, PARTIALLY_SET and SETTING that fits.',
  values: Object.fromEntries(
    linkedCodeGroupStatuses.map((status) => [status, { description: descriptions[status] }]),
  ) as Record<(typeof linkedCodeGroupStatuses)[number], { description: string }>,
})

const newest = () => accessCodeOrders.CREATED_AT_DESC as Order

builder.node(LinkedCodeGroup, {
  description: 'Codes on many devices that share one PIN. It exists as long as it has a code.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    commonCodeKey: t.exposeString('commonCodeKey', {
      description:
        'The key that names it in the workspace: chosen when a code was created with it, or given by the gateway.',
    }),
    code: t.string({
      nullable: true,
      description: 'The PIN that its codes share; null without the scope SEE_PINS.',
      ...fromRow<LinkedCodeGroupRow>()(['pinHolderId', 'pinCiphertext'], ({ pinHolderId: id, pinCiphertext }, who) =>
        id !== null && who.viewer.scopes.has('SEE_PINS') ? who.read.pin({ id, pinCiphertext }) : null,
      ),
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'The name of its codes; null where they differ or have none.',
    }),
    startsAt: t.expose('startsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its codes begin; null where they are ongoing or differ.',
    }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its codes end; null where they are ongoing or differ.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When its first code was recorded.' }),
    status: t.field({
      type: LinkedCodeGroupStatus,
      description: 'What the states of its codes add up to.',
      ...fromRow<LinkedCodeGroupRow>()(['statuses', 'errors'], linkedCodeGroupStatus),
    }),
    accessCodes: t.field({
      type: AccessCodeConnection,
      description: 'The codes that share the PIN, newest first.',
      args: {
        first: t.arg.int({ defaultValue: 50, description: 'At most this many, up to 100.' }),
        after: t.arg.string({ description: 'Only codes after this cursor.' }),
      },
      authScopes: { readCodes: true },
      resolve: async ({ id }, args, { read }) => {
        const page = pageRequest(args)
        return connectionOf(
          page,
          await reading(() => read.accessCodesOf('linked_code_group_id', {}, page).load(id)),
          (code) => cursorOf(accessCodeOrders.CREATED_AT_DESC, code),
          () => read.accessCodeCountOf('linked_code_group_id', {}).load(id),
        )
      },
      ...readingOf({
        by: 'LIST',
        noun: 'AccessCode',
        parent: 'linked_code_group_id',
        filter: () => ({}),
        order: newest,
      }),
    }),
    devices: t.field({
      type: [Device],
      description: 'The devices that its codes are on, each once, in the order in which the codes were made.',
      resolve: ({ deviceIds }, _args, { read }) =>
        Promise.all([...new Set(deviceIds)].map(async (id) => present(await read.device.load(id)))),
    }),
  }),
})
