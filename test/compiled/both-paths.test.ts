import { beforeAll, describe, expect, it } from 'vitest'
import { CompiledOperations } from '../../src/graphql/compiled/compiled-operations.ts'
import { schema } from '../../src/graphql/schema.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'

const rates = { requestsPerMinute: 1_000, costPerMinute: 3_000, atOnceMax: 32 }
const operations = new CompiledOperations(schema)
const quick = await testGateway({ operations, queryCostMax: 150, rates })
const slow = await testGateway({ databaseUrl: quick.databaseUrl, operations: null, queryCostMax: 150, rates })
const workspaceId = await addWorkspace(quick.database)
const query = 'query Codes($first: Int) { accessCodes(first: $first) { totalCount nodes { id code } } }'

beforeAll(async () => {
  await addDevice(quick.database, workspaceId)
  const somebody = await quick.clientOf(workspaceId)
  for (let time = 0; time < 3; time++) await somebody.ask(query, { first: 1 })
  expect(operations.find(query, null)).not.toBeNull()
})

/** What a request is answered, with all that a client can see of it. */
async function answer({ url }: { url: string }, key: string, variables: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const { date: _date, 'x-request-id': _id, ...kept } = Object.fromEntries(response.headers)
  return { status: response.status, headers: kept, body: await response.json() }
}

describe('an operation that was asked before', () => {
  it('is refused to whoever has no credential, or one without the scope, as any other', async () => {
    const { key } = await quick.clientOf(workspaceId, ['SEE_PINS'])
    for (const who of [key, 'seam_lk_nobody', '']) {
      const expected = await answer(slow, who, { first: 1 })
      expect(JSON.stringify(expected.body)).toMatch(/FORBIDDEN|UNAUTHENTICATED/)
      expect(await answer(quick, who, { first: 1 })).toEqual(expected)
    }
  })

  it('is refused where its variables make it cost too much', async () => {
    const { key } = await quick.clientOf(workspaceId)
    const expected = await answer(slow, key, { first: 100 })
    expect(expected).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX' } }] } })
    expect(await answer(quick, key, { first: 100 })).toEqual(expected)
    expect(await answer(quick, key, { first: 1 })).toMatchObject({ status: 200, body: { data: expect.anything() } })
  })

  it('counts towards what its credential may cost within a minute as much as with resolvers', async () => {
    const answered = async (gateway: typeof quick) => {
      const { key } = await quick.clientOf(workspaceId)
      for (let count = 0; ; count++) {
        const { status, headers, body } = await answer(gateway, key, { first: 20 })
        if (status === 200) continue
        const { 'retry-after': retryAfter, ...others } = headers
        expect(Number(retryAfter)).toBeGreaterThan(0)
        return { count, status, others, body }
      }
    }
    const expected = await answered(slow)
    expect(expected).toMatchObject({ status: 429, body: { errors: [{ extensions: { code: 'RATE_LIMITED' } }] } })
    expect(expected.count).toBeGreaterThan(2)
    expect(await answered(quick)).toEqual(expected)
  })

  it('is answered in the media type that was asked for', async () => {
    const { key } = await quick.clientOf(workspaceId)
    for (const accept of [
      'application/json',
      'application/graphql-response+json',
      '*/*',
      'text/html, application/json;q=0.5',
    ]) {
      expect(await answer(quick, key, { first: 1 }, { accept })).toEqual(
        await answer(slow, key, { first: 1 }, { accept }),
      )
    }
  })

  it('is refused as soon as its credential is revoked', async () => {
    const manager = await quick.clientOf(workspaceId)
    const { data } = await manager.ask(
      'mutation { createApiKey(input: { name: "Gone", scopes: [READ_CODES] }) { ... on CreateApiKeyPayload { token apiKey { id } } } }',
    )
    const { token: key, apiKey } = data.createApiKey
    expect((await answer(quick, key, { first: 1 })).status).toBe(200)
    await manager.ask(`mutation { revokeApiKey(input: { id: "${apiKey.id}" }) { __typename } }`)
    await expect.poll(async () => (await answer(quick, key, { first: 1 })).status, { timeout: 5_000 }).toBe(401)
  })
})
