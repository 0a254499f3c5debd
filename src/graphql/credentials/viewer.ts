import { present } from '../../data/read/present.ts'
import type { Viewer as ViewerShape } from '../../domain/auth/viewer.ts'
import { builder } from '../builder.ts'
import { Device, Workspace } from '../nouns.ts'
import { Scope } from './scope.ts'

const CredentialKind = builder.enumType('CredentialKind', {
  description: 'What a credential is. More may be added.',
  values: {
    API_KEY: { description: 'A key to a whole workspace, for programs. Its token begins with `seam_lk_`.' },
    PERSONAL_ACCESS_TOKEN: {
      description: 'A token of a person, for every workspace of that person. It begins with `seam_at_`.',
    },
    CLIENT_SESSION: { description: 'What a browser holds, for some devices and hours. It begins with `seam_cst_`.' },
  },
})

const Viewer = builder.objectRef<ViewerShape>('Viewer').implement({
  description: 'Who asks: one credential, in one workspace.',
  fields: (t) => ({
    kind: t.expose('kind', { type: CredentialKind, description: 'What the credential is.' }),
    credentialId: t.exposeID('credentialId', { description: 'The id of the credential.' }),
    name: t.exposeString('name', { description: 'What its maker calls it.' }),
    firstCharacters: t.exposeString('firstCharacters', { description: 'How its token begins.' }),
    scopes: t.field({
      type: [Scope],
      description: 'What it may do in this workspace.',
      resolve: ({ scopes }) => [...scopes],
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From then on it opens nothing; null for one without an end.',
    }),
    workspace: t.field({
      type: Workspace,
      description: 'The workspace that this request is about.',
      resolve: async ({ workspaceId }, _args, { read }) => present(await read.workspace.load(workspaceId)),
    }),
    workspaces: t.field({
      type: [Workspace],
      description: 'Every workspace that it opens, by the header `latchkey-workspace`.',
      resolve: async ({ personId, workspaceId }, _args, { read }) =>
        personId === null ? [present(await read.workspace.load(workspaceId))] : read.workspacesOfPerson(personId),
    }),
    devices: t.field({
      type: [Device],
      nullable: true,
      description: 'The only devices that it reaches; null for a credential that reaches all of the workspace.',
      authScopes: { readCodes: true },
      resolve: ({ deviceIds }, _args, { read }) =>
        deviceIds && Promise.all(deviceIds.map(async (id) => present(await read.device.load(id)))),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who asks. Needs no scope.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
)
