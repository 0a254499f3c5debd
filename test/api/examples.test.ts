import { expect, test } from 'vitest'
import { demoDevices } from '../../prisma/demo-doors.ts'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { readExamples } from '../../src/graphql/examples.ts'
import { testGateway } from '../support/gateway.ts'
import { confirmBackups } from './backup-codes.ts'

const gateway = await testGateway()
await seedDemoHouse(gateway.database, gateway.vault)
const { ask } = await gateway.clientOf(DEMO_WORKSPACE_ID)

test.each(await readExamples())('$title is answered in the demo house, and nothing is refused', async ({ query }) => {
  let answers = await typesOf(query)
  if (answers.includes('NoBackupAvailableError')) {
    // As it says itself: the spare codes come first.
    for (const { id } of demoDevices) await confirmBackups(gateway, id ?? '')
    answers = await typesOf(query)
  }
  for (const answer of answers) expect(answer).toMatch(/Payload$|^a query$/)
})

async function typesOf(query: string): Promise<string[]> {
  const { data, errors } = await ask(query)
  expect(errors).toBeUndefined()
  return Object.values(data as Record<string, { __typename?: string }>).map((answer) => answer.__typename ?? 'a query')
}
