import { createApiKey, revokeApiKey } from '../../domain/auth/api-keys.ts'
import { createApiKeyInput } from '../../domain/auth/inputs.ts'
import { InvalidInputError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { ApiKey, ApiKeyConnection } from '../nouns.ts'
import { pageArgs } from '../pagination.ts'
import { credentialFields, newCredentialFields } from './fields.ts'
import { listed } from './lists.ts'
import { revokingMutation } from './revoking.ts'
import { tokenPayload } from './token-payload.ts'

ApiKey.implement({
  description: 'A key to the whole workspace, for programs.',
  fields: (t) => credentialFields(t),
})

builder.queryField('apiKeys', (t) =>
  t.field({
    type: ApiKeyConnection,
    description: 'The API keys of the workspace that are still good, newest first.',
    args: pageArgs(t.arg),
    authScopes: { manageCredentials: true },
    resolve: (_root, args, { read }) => listed(args, (page) => read.apiKeys(page)),
  }),
)

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'What an API key is to be.',
  validate: { schema: createApiKeyInput },
  fields: newCredentialFields,
})

const CreateApiKeyPayload = tokenPayload({
  name: 'CreateApiKeyPayload',
  field: 'apiKey',
  noun: 'API key',
  type: ApiKey,
  load: ({ read }, id) => read.apiKey(id),
})

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: CreateApiKeyPayload,
    description: 'Makes a key to the workspace. Ask again if the answer is lost, and revoke the key that nobody has.',
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'What it is to be.' }) },
    authScopes: { manageCredentials: true },
    errors: {
      types: [InvalidInputError],
      union: { name: 'CreateApiKeyResult', description: 'The key, or why it was not made.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => createApiKey(context.services, context.viewer, input)),
  }),
)

revokingMutation({
  name: 'RevokeApiKey',
  noun: 'API key',
  field: 'revokedApiKeyId',
  description: 'Ends an API key: within a second it opens nothing, and streams that were opened with it end.',
  verb: revokeApiKey,
})
