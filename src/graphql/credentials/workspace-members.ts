import { present } from '../../data/read/present.ts'
import { setWorkspaceMemberInput } from '../../domain/auth/inputs.ts'
import { removeWorkspaceMember, setWorkspaceMember } from '../../domain/auth/members.ts'
import { InvalidInputError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { WorkspaceMember, WorkspaceMemberConnection } from '../nouns.ts'
import { pageArgs } from '../pagination.ts'
import { listed } from './lists.ts'
import { revokingMutation } from './revoking.ts'
import { Scope } from './scope.ts'

WorkspaceMember.implement({
  description: 'A person who may open the workspace with a personal access token.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What to name the member by.' }),
    email: t.exposeString('email', { description: 'The address that the person is known by, in lower case.' }),
    name: t.exposeString('name', { description: 'What this workspace calls the person.' }),
    scopes: t.field({
      type: [Scope],
      description: 'What the person may do here at most; a token may be good for less.',
      resolve: ({ scopes }) => [...scopes],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when the person is a member.' }),
  }),
})

builder.queryField('workspaceMembers', (t) =>
  t.field({
    type: WorkspaceMemberConnection,
    description: 'The members of the workspace, newest first.',
    args: pageArgs(t.arg),
    authScopes: { manageCredentials: true },
    resolve: (_root, args, { read }) => listed(args, (page) => read.workspaceMembers(page)),
  }),
)

const SetWorkspaceMemberInput = builder.inputType('SetWorkspaceMemberInput', {
  description: 'Who is to be a member, and what for.',
  validate: { schema: setWorkspaceMemberInput },
  fields: (t) => ({
    email: t.string({ required: true, description: 'The address of the person. Case does not matter.' }),
    name: t.string({ required: true, description: 'What to call the person here, up to 200 characters.' }),
    scopes: t.field({
      type: [Scope],
      required: true,
      description: 'What the person may do here: at least one scope, and none that the credential that asks lacks.',
    }),
  }),
})

const SetWorkspaceMemberPayload = builder.objectRef<{ id: string }>('SetWorkspaceMemberPayload').implement({
  description: 'The member that was made or changed.',
  fields: (t) => ({
    member: t.field({
      type: WorkspaceMember,
      description: 'The member, as it is now.',
      resolve: async ({ id }, _args, { read }) => present(await read.workspaceMember(id)),
    }),
  }),
})

builder.mutationField('setWorkspaceMember', (t) =>
  t.field({
    type: SetWorkspaceMemberPayload,
    description:
      'Makes a person a member of the workspace, or changes what a member is called and may do. Whether anybody else knows the person is not told.',
    args: { input: t.arg({ type: SetWorkspaceMemberInput, required: true, description: 'The person, and what for.' }) },
    authScopes: { manageCredentials: true },
    errors: {
      types: [InvalidInputError],
      union: { name: 'SetWorkspaceMemberResult', description: 'The member, or why there is no such one.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({ id: await setWorkspaceMember(context.services, context.viewer, input) })),
  }),
)

revokingMutation({
  name: 'RemoveWorkspaceMember',
  noun: 'member',
  field: 'removedWorkspaceMemberId',
  description: 'Takes a person out of the workspace: within a second the person’s tokens do not open it any more.',
  verb: removeWorkspaceMember,
})
