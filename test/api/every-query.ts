import { newId } from '../../src/data/uuid.ts'
import { plan } from './documents.ts'

const page = 'edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
const counted = `${page} totalCount`

/** Every way to ask about one thing by its id, by the field of Query; `$id` stands for it. */
export const questionsById: Record<string, readonly string[]> = {
  node: ['{ node(id: "$id") { id } }'],
  nodes: ['{ nodes(ids: ["$id"]) { __typename id } }'],
  workspace: [],
  accessCode: ['{ accessCode(id: "$id") { id code } }'],
  accessCodes: [
    `{ accessCodes(filter: { ids: ["$id"] }) { ${counted} } }`,
    `{ accessCodes(filter: { deviceIds: ["$id"] }) { ${counted} } }`,
    `{ accessCodes(filter: { linkedCodeGroupId: "$id" }) { ${counted} } }`,
    `{ accessCodes(filter: { search: "$id" }) { ${counted} } }`,
    `{ accessCodes(filter: { search: "$id", isBackup: true }) { ${counted} } }`,
  ],
  unmanagedAccessCode: ['{ unmanagedAccessCode(id: "$id") { id code } }'],
  device: ['{ device(id: "$id") { id name } }'],
  devices: [
    `{ devices(filter: { ids: ["$id"] }) { ${counted} } }`,
    `{ devices(filter: { search: "$id" }) { ${counted} } }`,
  ],
  linkedCodeGroup: ['{ linkedCodeGroup(by: { id: "$id" }) { id code } }'],
  linkedCodeGroups: [
    `{ linkedCodeGroups(filter: { deviceId: "$id" }) { ${counted} } }`,
    `{ linkedCodeGroups(filter: { search: "$id" }) { ${counted} } }`,
  ],
  actionAttempt: ['{ actionAttempt(id: "$id") { id result } }'],
  events: [
    `{ events(filter: { deviceId: "$id" }) { ${page} } }`,
    `{ events(filter: { accessCodeId: "$id" }) { ${page} } }`,
    `{ events(filter: { linkedCodeGroupId: "$id" }) { ${page} } }`,
  ],
  viewer: [],
  auditLog: [
    '{ auditLog(filter: { accessCodeId: "$id" }) { edges { cursor node { id } } } }',
    '{ auditLog(filter: { deviceId: "$id" }) { edges { cursor node { id } } } }',
    '{ auditLog(filter: { credentialId: "$id" }) { edges { cursor node { id } } } }',
  ],
  apiKeys: [],
  personalAccessTokens: [],
  clientSessions: [],
  workspaceMembers: [],
  codeSharingPlan: [
    plan.replace('query ($input: CodeSharingPlanInput!)', '').replace('$input', '{ deviceIds: ["$id"] }'),
  ],
}

const list = '{ edges { cursor node { id } } }'
/** What is asked for without an id. */
const aboutNobody: Record<string, string> = {
  workspace: '{ workspace { id } }',
  viewer: '{ viewer { credentialId } }',
  apiKeys: `{ apiKeys ${list} }`,
  personalAccessTokens: `{ personalAccessTokens ${list} }`,
  clientSessions: `{ clientSessions ${list} }`,
  workspaceMembers: `{ workspaceMembers ${list} }`,
}

export const about = (question: string, id: string): string => question.replaceAll('$id', id)

/** One question for each field of Query, about a thing that does not exist. */
export const everyQuery: readonly (readonly [field: string, query: string])[] = Object.entries(questionsById).map(
  ([field, [question = aboutNobody[field] ?? '']]) => [field, about(question, newId())],
)
