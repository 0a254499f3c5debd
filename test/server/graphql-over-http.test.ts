import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { key, type StandIn, schemaOf, startStandIn } from './stand-in.ts'

let server: StandIn
beforeAll(async () => {
  server = await startStandIn(schemaOf('type Query { hello: String } type Mutation { act: String }'))
})
afterAll(() => server[Symbol.asyncDispose]())

const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetchWithKey })

describe('GraphQL over HTTP', () => {
  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn()
    if (result.status !== 'ok') await result.response.body?.cancel()
    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok')
  })

  it('is audited in 61 points', () => {
    expect(audits.length).toBe(61)
  })
})

function fetchWithKey(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } })
}
