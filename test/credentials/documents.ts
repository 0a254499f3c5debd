/** What the tests of credentials ask, each with everything that can be answered, so that they compare whole answers. */

const common = 'id name firstCharacters scopes createdAt expiresAt lastUsedAt'
const refusals = `... on UserError { code message } ... on InvalidInputError { issues { path message } }`
const list = (node: string) =>
  `edges { cursor node { ${node} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`

const session = `${common} userIdentifierKey devices { id } connectedAccounts { id }`
const member = 'id email name scopes createdAt'

export const createApiKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  __typename ... on CreateApiKeyPayload { token apiKey { ${common} } } ${refusals} } }`

export const createPersonalAccessToken = `mutation ($input: CreatePersonalAccessTokenInput!) {
  createPersonalAccessToken(input: $input) {
    __typename ... on CreatePersonalAccessTokenPayload { token personalAccessToken { ${common} } } ${refusals} } }`

export const createClientSession = `mutation ($input: CreateClientSessionInput!) { createClientSession(input: $input) {
  __typename ... on CreateClientSessionPayload { token clientSession { ${session} } }
  ${refusals} ... on NotFoundError { ids } } }`

export const setWorkspaceMember = `mutation ($input: SetWorkspaceMemberInput!) { setWorkspaceMember(input: $input) {
  __typename ... on SetWorkspaceMemberPayload { member { ${member} } } ${refusals} } }`

const revoking = (mutation: string, field: string) => {
  const name = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  return `mutation ($input: ${name}Input!) { ${mutation}(input: $input) {
    __typename ... on ${name}Payload { ${field} } ... on UserError { code message } ... on NotFoundError { ids } } }`
}

export const revokeApiKey = revoking('revokeApiKey', 'revokedApiKeyId')
export const revokePersonalAccessToken = revoking('revokePersonalAccessToken', 'revokedPersonalAccessTokenId')
export const revokeClientSession = revoking('revokeClientSession', 'revokedClientSessionId')
export const removeWorkspaceMember = revoking('removeWorkspaceMember', 'removedWorkspaceMemberId')

const page = '($first: Int, $after: String, $last: Int, $before: String)'
const given = '(first: $first, after: $after, last: $last, before: $before)'
export const apiKeys = `query ${page} { apiKeys${given} { ${list(common)} } }`
export const personalAccessTokens = `query ${page} { personalAccessTokens${given} { ${list(common)} } }`
export const clientSessions = `query ${page} { clientSessions${given} { ${list(session)} } }`
export const workspaceMembers = `query ${page} { workspaceMembers${given} { ${list(member)} } }`

export const viewer = `{ viewer {
  kind credentialId name firstCharacters scopes expiresAt workspace { id } workspaces { id } devices { id } } }`
