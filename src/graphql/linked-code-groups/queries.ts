import { cursorOf, type Order } from '../../data/read/keyset.ts'
import { linkedCodeGroupOrder } from '../../data/read/linked-code-groups.ts'
import { builder } from '../builder.ts'
import { LinkedCodeGroup, LinkedCodeGroupConnection } from '../nouns.ts'
import { connectionOf, pageRequest, reading } from '../pagination.ts'
import { readingOf } from '../reading.ts'
import { searchText } from '../search-text.ts'

const LinkedCodeGroupBy = builder.inputType('LinkedCodeGroupBy', {
  description: 'Names one group: by exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'The id of the group.' }),
    commonCodeKey: t.string({ description: 'The key of the group.', validate: { schema: searchText } }),
  }),
})

const LinkedCodeGroupFilter = builder.inputType('LinkedCodeGroupFilter', {
  description: 'Which groups to list: those that meet all that is given.',
  fields: (t) => ({
    deviceId: t.id({ description: 'Only groups with a code on this device.' }),
    search: t.string({
      description: 'Only groups whose key holds this, or whose id begins with it. Case does not matter.',
      validate: { schema: searchText },
    }),
  }),
})

builder.queryFields((t) => ({
  linkedCodeGroup: t.field({
    type: LinkedCodeGroup,
    nullable: true,
    description: 'A group by its id or key; null if this workspace has none such, or it has ended.',
    args: { by: t.arg({ type: LinkedCodeGroupBy, required: true, description: 'The id or the key of the group.' }) },
    authScopes: { readCodes: true },
    resolve: (_root, { by }, { read }) =>
      by.id != null ? read.linkedCodeGroup.load(by.id) : read.linkedCodeGroupByKey(by.commonCodeKey ?? ''),
    ...readingOf({
      by: 'LOOK_UP',
      noun: 'LinkedCodeGroup',
      key: ({ by }: { by: typeof LinkedCodeGroupBy.$inferInput }) =>
        by.id != null ? { id: by.id } : { commonCodeKey: by.commonCodeKey ?? '' },
    }),
  }),
  linkedCodeGroups: t.field({
    type: LinkedCodeGroupConnection,
    description: 'The groups of linked codes of the workspace, newest first.',
    args: {
      first: t.arg.int({
        description: 'At most this many from the start, up to 100; 20 if neither first nor last is given.',
      }),
      after: t.arg.string({ description: 'Only groups after this cursor.' }),
      last: t.arg.int({ description: 'At most this many from the end, up to 100.' }),
      before: t.arg.string({ description: 'Only groups before this cursor.' }),
      filter: t.arg({ type: LinkedCodeGroupFilter, description: 'Only groups that meet all of this.' }),
    },
    authScopes: { readCodes: true },
    resolve: async (_root, { filter, ...args }, { read }) => {
      const page = pageRequest(args)
      const where = filter ?? {}
      return connectionOf(
        page,
        await reading(() => read.linkedCodeGroups(where, page)),
        (group) => cursorOf(linkedCodeGroupOrder, group),
        () => read.linkedCodeGroupCount(where),
      )
    },
    ...readingOf({
      by: 'LIST',
      noun: 'LinkedCodeGroup',
      parent: null,
      filter: ({ filter }: { filter?: typeof LinkedCodeGroupFilter.$inferInput | null }) => filter ?? {},
      order: () => linkedCodeGroupOrder as Order,
    }),
  }),
}))
