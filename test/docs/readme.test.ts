import { expect, test } from 'vitest'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { testGateway } from '../support/gateway.ts'
import { readPage } from './pages.ts'

const { text: readme } = await readPage('README.md')
const gateway = await testGateway()
await seedDemoHouse(gateway.database, gateway.vault)
const client = await gateway.clientOf(DEMO_WORKSPACE_ID)

test('the example in the README does what it says on the demo house', async () => {
  const example = /```graphql\n(.*?)```/s.exec(readme)?.[1] ?? ''
  const answer = await client.ask(example)
  const { accessCodes, linkedCodeGroup } = answer.data.createMultipleAccessCodes
  const [first] = accessCodes
  expect(first.code).toMatch(/^\d{4}$/)
  expect(answer).toEqual({
    data: {
      createMultipleAccessCodes: {
        accessCodes: [
          { id: expect.any(String), code: first.code, status: 'SETTING', device: { name: 'Front door' } },
          { id: expect.any(String), code: first.code, status: 'SETTING', device: { name: 'Back door' } },
        ],
        linkedCodeGroup: { commonCodeKey: expect.stringMatching(/^auto_set_by_create_multiple_[0-9a-f-]{36}$/) },
      },
    },
  })
  expect(linkedCodeGroup.commonCodeKey).not.toBe('')
})

test('the first request in the README names the fifteen devices of the demo house', async () => {
  const query = JSON.parse(/--json '(.*?)'/.exec(readme)?.[1] ?? '').query
  const { data } = await client.ask(query)
  expect(data.devices.nodes).toHaveLength(15)
})
