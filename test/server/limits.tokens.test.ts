import { expect, test } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { addWorkspace } from '../support/house.ts'

const gateway = await testGateway()
const client = await gateway.clientOf(await addWorkspace(gateway.database))

test.each([
  ['a value nested 45,000 levels deep', `{ node(id: ${'['.repeat(45_000)}${']'.repeat(45_000)}) { id } }`],
  [
    'a type nested 40,000 levels deep',
    `query ($a: ${'['.repeat(40_000)}ID${']'.repeat(40_000)}) { node(id: $a) { id } }`,
  ],
  ['selections nested 2,400 levels deep', `${'{ a '.repeat(2_400)}${'}'.repeat(2_400)}`],
  ['9,000 tokens', `{ ${Array.from({ length: 3_000 }, (_, index) => `a${index}: workspace`).join(' ')} }`],
])('%s is refused as a query that cannot be read, and the server goes on', async (_what, query) => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.key}`,
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
    },
    body: JSON.stringify({ query }),
  })
  const answer = await response.json()
  expect({
    status: response.status,
    codes: answer.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code),
  }).toEqual({
    status: 400,
    codes: [expect.stringMatching(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/)],
  })
  expect((await client.ask('{ workspace { name } }')).data.workspace.name).toBe('Test house')
})
