import { parse } from 'graphql'
import { expect, it } from 'vitest'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { compileOperation } from '../../src/graphql/compiled/operation.ts'
import { schema } from '../../src/graphql/schema.ts'
import { testGateway } from '../support/gateway.ts'

const quick = await testGateway()
const slow = await testGateway({ databaseUrl: quick.databaseUrl, operations: null })
await seedDemoHouse(quick.database, quick.vault)
const client = await quick.clientOf(DEMO_WORKSPACE_ID)

async function ask(url: string, query: string, variables: object = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { date: _date, 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers)
  return { status: response.status, headers, text: await response.text() }
}

const code = `__typename id name code codeVisibility type status verification startsAt endsAt createdAt updatedAt commonCodeKey isManaged
  isBackup isBackupAccessCodeAvailable isExternalModificationAllowed isOfflineAccessCode isOneTimeUse isScheduledOnDevice
  isWaitingForCodeAssignment appearance { name firstName } errors { issueCode source message createdAt details conflictingAccessCodeId }
  warnings { issueCode message } pendingMutations { __typename mutationCode message createdAt ... on DeferringCreationMutation { scheduledAt } }
  dormakabaOracodeMetadata { stayId }`
const device = `id name deviceType manufacturer provider isOnline isManaged batteryLevel timeZone canProgramOnlineAccessCodes
  supportsNativeScheduling supportedCodeLengths codeConstraints { constraintType minLength } maxActiveCodesSupported customMetadata
  errors { issueCode message createdAt } warnings { issueCode } createdAt connectedAccount { id displayName errors { issueCode } }`
const group = 'id commonCodeKey code name startsAt endsAt createdAt status'

it.each([
  `{ accessCodes(first: 100) { totalCount nodes { ${code} device { ${device} } linkedCodeGroup { ${group} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  `{ devices(first: 50) { edges { cursor node { ${device} accessCodes(first: 2) { totalCount nodes { ${code} } edges { cursor } pageInfo { endCursor hasNextPage } } } } } }`,
  `{ linkedCodeGroups { nodes { ${group} accessCodes { nodes { id device { name } } } } } }`,
  `{ a: accessCodes(first: 2, orderBy: NAME_ASC) { nodes { x: name } pageInfo { endCursor } } b: accessCodes(last: 2, orderBy: STARTS_AT_ASC) { nodes { id startsAt } pageInfo { startCursor hasPreviousPage } } }`,
  `{ devices(filter: { isOnline: false, search: "boat" }) { totalCount nodes { id } } __typename }`,
])('%s', async (query) => {
  compileOperation(schema, parse(query), null)
  const expected = await ask(slow.url, query)
  expect(expected.text).not.toContain('errors":[{"message')
  for (let round = 0; round < 3; round++) expect(await ask(quick.url, query)).toEqual(expected)
})
