import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CompiledOperations } from '../../src/graphql/compiled/compiled-operations.ts'
import type { QuickOperations } from '../../src/server/quick-answers.ts'
import { key, type StandIn, schemaOf, startStandIn } from './stand-in.ts'

const schema = schemaOf('type Query { hello: String } type Mutation { act: String }')

let quickAnswers = 0
/** The product's, and how often they are known. */
function countedOperations({ areCompiled }: { areCompiled: boolean }): QuickOperations<object> {
  const operations = new CompiledOperations(schema) as unknown as QuickOperations<object>
  return {
    sight: (...sighted) => operations.sight(...sighted),
    find(query, operationName) {
      const found = operations.find(query, operationName)
      if (!found) return null
      quickAnswers++
      return areCompiled ? found : { ...found, answer: null }
    },
  }
}

describe.each([
  ['by Yoga', {}],
  ['without it, where a query was asked before', { operations: countedOperations({ areCompiled: true }) }],
  ['without it, where an operation is executed', { operations: countedOperations({ areCompiled: false }) }],
])('GraphQL over HTTP, answered %s', (_path, options) => {
  let server: StandIn
  beforeAll(async () => {
    server = await startStandIn(schema, options)
    for (let time = 0; time < 2; time++) await server.ask('{ __typename }')
    quickAnswers = 0
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetchWithKey })

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn()
    if (result.status !== 'ok') await result.response.body?.cancel()
    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok')
  })

  it('is audited in 61 points, and by the path that is meant', () => {
    expect(audits.length).toBe(61)
    if ('operations' in options) expect(quickAnswers).toBeGreaterThan(10)
    else expect(quickAnswers).toBe(0)
  })
})

function fetchWithKey(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } })
}
