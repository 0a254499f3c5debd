import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoGateway } from './demo-gateway.ts'
import { examplesOf, pageOf } from './pages.ts'
import { Placeholders } from './placeholders.ts'
import { runExample } from './run-example.ts'

/** What the tests of the pages would say of a page that is wrong. */
const house = await demoGateway()
beforeAll(() => house.begin())
afterAll(() => house.end())

const known = new Placeholders()
async function run(...blocks: string[]): Promise<void> {
  const page = pageOf('a-page.md', blocks.join('\n\n'))
  for (const example of examplesOf(page)) await runExample(house, example, known, 0)
}
const graphql = (text: string) => `\`\`\`graphql\n${text}\n\`\`\``
const json = (answer: object) => `\`\`\`json\n${JSON.stringify(answer)}\n\`\`\``
const sh = (text: string) => `\`\`\`sh\n${text}\n\`\`\``

const frontDoor = 'a83690b2-2b70-409a-9a94-426699b84c97'
const nameOf = graphql(`{ device(id: "${frontDoor}") { name } }`)

describe('an example', () => {
  it('is accepted as it is', async () => {
    await run(nameOf, json({ data: { device: { name: 'Front door' } } }))
    await run(nameOf)
    await run('Some words.', graphql('subscription { events { id } }'))
  })

  it.each([
    ['asks for what is not in the schema', graphql('{ devices { nodes { colour } } }')],
    ['is no GraphQL', graphql('{ devices { ')],
    ['is refused and shows no answer', graphql('mutation { deleteAccessCode(input: { id: "none" }) { __typename } }')],
    ['subscribes to what is not there', graphql('subscription { weather { id } }')],
    ['names what no answer has told', graphql('{ device(id: "<id of nothing>") { name } }')],
    ['is a command that fails', sh('curl --fail http://127.0.0.1:4000/nothing')],
    ['is a command that no test should run', sh('npm ci')],
  ])('fails that %s', async (_what, block) => {
    await expect(run(block)).rejects.toThrow()
  })

  it.each([
    ['another value', { data: { device: { name: 'Back door' } } }],
    ['less than there is', { data: { device: {} } }],
    ['more than there is', { data: { device: { name: 'Front door', id: '<id>' } } }],
    ['a placeholder of another kind', { data: { device: { name: '<PIN>' } } }],
  ])(
    'fails whose answer shows %s',
    async (_what, answer) => {
      await expect(run(nameOf, json(answer))).rejects.toThrow('to deeply equal')
    },
    30_000,
  )
})

describe('a placeholder', () => {
  it('stands for one value wherever it is, in words too', async () => {
    const two = `{ a: device(id: "${frontDoor}") { id } b: device(id: "7bfe1838-5e64-432c-adb6-34e971bda001") { id } }`
    await run(graphql(two), json({ data: { a: { id: '<id of the front>' }, b: { id: '<id>' } } }))
    await run(
      graphql('{ device(id: "<id of the front>") { name } }'),
      json({ data: { device: { name: 'Front door' } } }),
    )
    const same = json({ data: { a: { id: '<id of the front>' }, b: { id: '<id of the front>' } } })
    await expect(run(graphql(two), same)).rejects.toThrow('to deeply equal')
  })
})
