import { expect, test } from 'vitest'
import { demoDevices } from '../../prisma/demo-doors.ts'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { type Example, readExamples } from '../../src/graphql/examples.ts'
import { subscribe } from '../subscriptions/subscriber.ts'
import { testGateway } from '../support/gateway.ts'
import { confirmBackups } from './backup-codes.ts'

const gateway = await testGateway()
await seedDemoHouse(gateway.database, gateway.vault)
const client = await gateway.clientOf(DEMO_WORKSPACE_ID)
const examples = await readExamples()
const isWatched = ({ query }: Example) => /^subscription /m.test(query)

test.each(examples.filter((one) => !isWatched(one)))(
  '$title is answered in the demo house, and nothing is refused',
  async ({ query }) => {
    let answers = await typesOf(query)
    if (answers.includes('NoBackupAvailableError')) {
      // As it says itself: the spare codes come first.
      for (const { id } of demoDevices) await confirmBackups(gateway, id ?? '')
      answers = await typesOf(query)
    }
    for (const answer of answers) expect(answer).toMatch(/Payload$|^a query$/)
  },
)

test.each(examples.filter(isWatched))('$title tells at once how things are in the demo house', async ({ query }) => {
  const subscriber = await subscribe(gateway, client, query)
  const answer = await subscriber.next()
  expect(answer).toEqual({ data: { accessCode: expect.objectContaining({ name: expect.stringMatching(/^Weekend/) }) } })
})

async function typesOf(query: string): Promise<string[]> {
  const { data, errors } = await client.ask(query)
  expect(errors).toBeUndefined()
  return Object.values(data as Record<string, { __typename?: string }>).map((answer) => answer.__typename ?? 'a query')
}
