import { expect, test } from 'vitest'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { readExamples } from '../../src/graphql/examples.ts'
import { testGateway } from '../support/gateway.ts'

const gateway = await testGateway()
await seedDemoHouse(gateway.database, gateway.vault)
const { ask } = await gateway.clientOf(DEMO_WORKSPACE_ID)

test.each(await readExamples())('$title is answered in the demo house, and nothing is refused', async ({ query }) => {
  const { data, errors } = await ask(query)
  expect(errors).toBeUndefined()
  const [answer] = Object.values(data) as [{ __typename?: string }]
  expect(answer.__typename ?? 'a query').toMatch(/Payload$|^a query$/)
})
