import { expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
await house.createMany({ deviceIds: [await house.door()] })

async function ask(query: string, variables: object = {}, operationName?: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.client.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, operationName }),
  })
  const { data, errors } = await response.json()
  return {
    status: response.status,
    code: errors?.[0].extensions.code,
    message: errors?.[0].message,
    hasData: data != null,
  }
}
const isRefused = { status: 400, code: 'QUERY_TOO_COMPLEX', hasData: false }
const isAnswered = { status: 200, code: undefined, message: undefined, hasData: true }
const nested = (first: string, inner = first) =>
  `devices(first: ${first}) { nodes { accessCodes(first: ${inner}) { nodes { id name status type } } } }`

it('pages within pages are refused with what they may cost', async () => {
  expect(await ask(`{ ${nested('100')} }`)).toEqual({
    ...isRefused,
    // The list; a hundred nodes, each with its list; and ten thousand nodes, each with its four fields.
    message:
      'The operation may cost 50201, and at most 50000 is allowed: ask for smaller pages (first, last) or for fewer fields of them.',
  })
  expect(await ask(`{ ${nested('50', '10')} }`)).toEqual(isAnswered)
})

it('a document that was answered with a small page is refused with a large one, and the other way round', async () => {
  const query = `query ($n: Int) { ${nested('$n')} }`
  for (const [n, outcome] of [
    [1, isAnswered],
    [100, isRefused],
    [1, isAnswered],
  ] as const) {
    expect(await ask(query, { n })).toMatchObject(outcome)
  }
})

it('the operation that is chosen counts, whichever comes first', async () => {
  const query = `query Small { ${nested('1')} } query Large { ${nested('100')} }`
  expect(await ask(query, {}, 'Large')).toMatchObject(isRefused)
  expect(await ask(query, {}, 'Small')).toEqual(isAnswered)
})

it('the default of a variable counts, and so does what a fragment spreads', async () => {
  expect(await ask(`query ($n: Int = 100) { ${nested('$n')} }`)).toMatchObject(isRefused)
  expect(await ask(`query ($n: Int = 100) { ${nested('$n')} }`, { n: 2 })).toEqual(isAnswered)
  expect(await ask(`{ ...F } fragment F on Query { ${nested('100')} }`)).toMatchObject(isRefused)
})

it('aliases of one list count each', async () => {
  const query = Array.from({ length: 7 }, (_, n) => `a${n}: ${nested('40', '40')}`).join(' ')
  expect(await ask(`{ ${query} }`)).toMatchObject(isRefused)
})

it('what is skipped is counted all the same, since a variable decides it', async () => {
  const query = `query ($not: Boolean!) { ... @include(if: $not) { ${nested('100')} } }`
  expect(await ask(query, { not: false })).toMatchObject(isRefused)
})

it('a subscription is weighed before its source is opened', async () => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${house.client.key}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({
      query: `subscription { events { device { accessCodes(first: 100) { nodes { device { accessCodes(first: 100) { nodes { id name status type } } } } } } } }`,
    }),
  })
  expect(await response.text()).toContain('QUERY_TOO_COMPLEX')
  expect(gateway.events.readerCount).toBe(0)
})

it('a hundred codes with all that there is to say of them are well within', async () => {
  const fields = `id name code status verification type startsAt endsAt createdAt updatedAt commonCodeKey isManaged isBackup
    errors { issueCode message } warnings { issueCode message } pendingMutations { mutationCode message createdAt }
    device { id name deviceType isOnline supportedCodeLengths codeConstraints { constraintType } }
    linkedCodeGroup { id commonCodeKey code name status }`
  expect(await ask(`{ accessCodes(first: 100) { nodes { ${fields} } totalCount pageInfo { hasNextPage } } }`)).toEqual(
    isAnswered,
  )
})

it('what an input names costs beside what is told of it: twenty times 500 doors are too much, once is not', async () => {
  const input = { deviceIds: Array.from({ length: 500 }, (_, n) => `door ${n}`) }
  const plans = (times: number) =>
    `query ($input: CodeSharingPlanInput!) { ${Array.from({ length: times }, (_, n) => `p${n}: codeSharingPlan(input: $input) { canShare }`).join(' ')} }`
  expect(await ask(plans(20), { input })).toEqual({
    ...isRefused,
    // Each of the twenty: itself, ten for each device, and one answer counted for ten devices.
    message:
      'The operation may cost 101020, and at most 50000 is allowed: ask for smaller pages (first, last) or for fewer fields of them.',
  })
  expect(await ask(plans(1), { input })).toEqual(isAnswered)
})

it('variables that cannot be are refused for what they are, whatever they would cost', async () => {
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`
  expect(await ask(query, { ids: Array(30_000).fill('').with(0, null) })).toEqual({
    status: 400,
    code: 'BAD_USER_INPUT',
    message:
      'Variable "$ids" got invalid value [redacted] at "ids[0]"; Expected non-nullable type "ID!" not to be null.',
    hasData: false,
  })
})
