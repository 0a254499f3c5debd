import { typeBrandKey } from '@pothos/core'
import type { NodeType } from '../data/read/node-types.ts'
import type { Reader } from '../data/read/reader.ts'
import { badUserInput } from './bad-user-input.ts'
import { builder } from './builder.ts'

const NODES_MAX = 100

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: 'Anything by its id; null if this workspace has nothing of that id.',
    args: { id: t.arg.id({ required: true, description: 'The id of whatever it is.' }) },
    authScopes: { readCodes: true },
    resolve: (_root, { id }, { read }) => nodeOf(read, id),
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: 'Many things by their ids, in the order of the ids; null where this workspace has nothing of an id.',
    args: { ids: t.arg.idList({ required: true, description: 'The ids, at most 100.' }) },
    authScopes: { readCodes: true },
    resolve: (_root, { ids }, { read }) => {
      if (ids.length > NODES_MAX) throw badUserInput([{ path: ['ids'], message: `At most ${NODES_MAX}.` }])
      return ids.map((id) => nodeOf(read, id))
    },
  }),
}))

async function nodeOf(read: Reader, id: string) {
  const type = await read.nodeType.load(id)
  const row = type && (await load[type](read, id))
  // Rows of several types look alike: the brand says which this one is.
  return row && { ...row, [typeBrandKey]: type }
}

const load: Record<NodeType, (read: Reader, id: string) => Promise<object | null>> = {
  Workspace: (read, id) => read.workspace.load(id),
  AccessCode: (read, id) => read.accessCode.load(id),
  UnmanagedAccessCode: (read, id) => read.accessCode.load(id),
  LinkedCodeGroup: (read, id) => read.linkedCodeGroup.load(id),
  Device: (read, id) => read.device.load(id),
  ConnectedAccount: (read, id) => read.connectedAccount.load(id),
  ActionAttempt: (read, id) => read.actionAttempt.load(id),
  Event: (read, id) => read.event.load(id),
}
