import { builder } from '../builder.ts'
import { Workspace } from '../nouns.ts'

builder.node(Workspace, {
  description: 'A tenant: its devices, codes, events and credentials are seen by nobody else.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What people call the workspace.' }),
    isSandbox: t.exposeBoolean('isSandbox', {
      description:
        'Whether it is for trying things: its locks are simulated, and the mutations `simulate…` work in it.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the workspace was made.' }),
  }),
})

builder.queryField('workspace', (t) =>
  t.field({
    type: Workspace,
    description: 'The workspace of the credential that asks.',
    resolve: async (_root, _args, { read }) => {
      const workspace = await read.workspace.load(read.workspaceId)
      if (!workspace) throw new Error('the workspace of a credential is gone')
      return workspace
    },
  }),
)
