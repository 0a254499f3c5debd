import { createPersonalAccessTokenInput } from '../../domain/auth/inputs.ts'
import {
  createPersonalAccessToken,
  mustBePerson,
  revokePersonalAccessToken,
} from '../../domain/auth/personal-access-tokens.ts'
import { InvalidInputError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { PersonalAccessToken, PersonalAccessTokenConnection } from '../nouns.ts'
import { pageArgs } from '../pagination.ts'
import { credentialFields, newCredentialFields } from './fields.ts'
import { forPersons } from './for-persons.ts'
import { listed } from './lists.ts'
import { revokingMutation } from './revoking.ts'
import { tokenPayload } from './token-payload.ts'

PersonalAccessToken.implement({
  description:
    'A token of a person. It opens every workspace that the person is a member of, one at a time, as far as its own scopes and those of the member both go: the header `latchkey-workspace` names the workspace.',
  fields: (t) => credentialFields(t),
})

builder.queryField('personalAccessTokens', (t) =>
  t.field({
    type: PersonalAccessTokenConnection,
    description: 'The tokens of the person who asks that are still good, newest first. Only for who asks with one.',
    args: pageArgs(t.arg),
    ...forPersons,
    resolve: async (_root, args, { read, viewer }) => {
      const personId = mustBePerson(viewer)
      return listed(args, (page) => read.personalAccessTokens(personId, page))
    },
  }),
)

const CreatePersonalAccessTokenInput = builder.inputType('CreatePersonalAccessTokenInput', {
  description: 'What a personal access token is to be.',
  validate: { schema: createPersonalAccessTokenInput },
  fields: newCredentialFields,
})

const CreatePersonalAccessTokenPayload = tokenPayload({
  name: 'CreatePersonalAccessTokenPayload',
  field: 'personalAccessToken',
  noun: 'personal access token',
  type: PersonalAccessToken,
  load: ({ read, viewer }, id) => read.personalAccessToken(mustBePerson(viewer), id),
})

builder.mutationField('createPersonalAccessToken', (t) =>
  t.field({
    type: CreatePersonalAccessTokenPayload,
    description: 'Makes another token for the person who asks. Only for who asks with a personal access token.',
    args: { input: t.arg({ type: CreatePersonalAccessTokenInput, required: true, description: 'What it is to be.' }) },
    ...forPersons,
    errors: {
      types: [InvalidInputError],
      union: { name: 'CreatePersonalAccessTokenResult', description: 'The token, or why it was not made.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => createPersonalAccessToken(context.services, context.viewer, input)),
  }),
)

revokingMutation({
  name: 'RevokePersonalAccessToken',
  noun: 'personal access token',
  field: 'revokedPersonalAccessTokenId',
  description: 'Ends a token of the person who asks: within a second it opens nothing, and its streams end.',
  rights: forPersons,
  verb: revokePersonalAccessToken,
})
