import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readExamples } from '../../src/graphql/examples.ts'
import { isFromThisMachine } from '../../src/server/loopback.ts'
import { key, type StandIn, schemaOf, startStandIn } from './stand-in.ts'

const schema = schemaOf('type Query { hello: String }')
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const demoKey = 'seam_demo_key_for_this_test_only_1'

let demo: StandIn
let keyless: StandIn
let without: StandIn
beforeAll(async () => {
  demo = await startStandIn(schema, { graphiql: { enabled: true, demoKey } })
  keyless = await startStandIn(schema, { graphiql: { enabled: true, demoKey: null } })
  without = await startStandIn(schema, { graphiql: { enabled: false, demoKey } })
})
afterAll(async () => {
  for (const server of [demo, keyless, without]) await server[Symbol.asyncDispose]()
})

describe('GraphiQL', () => {
  it('opens for a browser without a key, with headers that keep it to itself', async () => {
    const response = await fetch(`${demo.url}/graphql`, { headers: browser })
    const html = await response.text()
    expect([response.status, /<title>(.*)<\/title>/.exec(html)?.[1]]).toEqual([200, 'Latchkey'])
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'content-length': String(Buffer.byteLength(html)),
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'sha256-\S{44}' 'sha256-\S{44}'; style-src 'unsafe-inline'; worker-src blob:; img-src data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      ),
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      date: expect.any(String),
      'keep-alive': 'timeout=65',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': expect.any(String),
    })
  })

  it('opens on the examples, each with the demo key', async () => {
    const { defaultTabs, headers } = optionsIn(await pageOf(demo.url))
    const examples = await readExamples()
    const bearer = `{\n  "Authorization": "Bearer ${demoKey}"\n}`
    expect([defaultTabs, headers]).toEqual([examples.map(({ query }) => ({ query, headers: bearer })), bearer])
  })

  it('does not keep keys in the browser', async () => {
    expect(optionsIn(await pageOf(demo.url))).toMatchObject({ shouldPersistHeaders: false })
  })

  it('asks who opens it to sign in where there is no demo key', async () => {
    const html = await pageOf(keyless.url)
    const placeholder = '{\n  "Authorization": "Bearer <your API key>"\n}'
    expect(optionsIn(html).headers).toBe(placeholder)
    expect(html).toContain('To ask anything, sign in with an API key:')
    expect(html).not.toContain('seam_demo')
  })

  it.each(['localhost', 'LOCALHOST:4000', '127.0.0.1:80', '[::1]:4000'])(
    'holds the demo key for the Host %s',
    async (host) => {
      expect(await pageFor(demo, { host })).toContain(demoKey)
    },
  )

  it.each([
    'latchkey.example',
    'localhost.example',
    'evil-localhost',
    'localhost:4000.example',
    '127.0.0.1.nip.io',
    '192.168.1.7:4000',
    '0.0.0.0:4000',
    'localhost@evil.example',
  ])('does not hold the demo key for the Host "%s"', async (host) => {
    const html = await pageFor(demo, { host })
    expect([html.includes(demoKey), html.includes('<title>Latchkey</title>')]).toEqual([false, true])
  })

  it('does not hold the demo key when a proxy brought the request', async () => {
    expect(await pageFor(demo, { host: 'localhost', 'x-forwarded-for': '203.0.113.9' })).not.toContain(demoKey)
  })

  it('is not there when it is switched off', async () => {
    const [page, home] = await Promise.all([
      fetch(`${without.url}/graphql`, { headers: browser }),
      fetch(without.url, { headers: browser, redirect: 'manual' }),
    ])
    expect([page.status, home.status]).toEqual([401, 404])
  })

  it('is where a browser is sent that opens the bare address', async () => {
    const response = await fetch(demo.url, { headers: browser, redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql'])
  })

  it('is no answer to a client of the API', async () => {
    const response = await fetch(`${demo.url}/graphql?query={hello}`, { headers: { authorization: `Bearer ${key}` } })
    expect([response.status, await response.json()]).toEqual([200, { data: { hello: null } }])
  })
})

describe('a request from this machine', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['::1', '::1', true],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1', true],
    ['192.168.1.7', '127.0.0.1', false],
    ['127.0.0.1', '192.168.1.9', false],
    ['::ffff:192.168.1.7', '::ffff:192.168.1.9', false],
    ['fe80::1', 'fe80::2', false],
  ])('has both ends on it: %s and %s', (localAddress, remoteAddress, expected) => {
    const from = { headers: { host: 'localhost' }, socket: { localAddress, remoteAddress } }
    expect(isFromThisMachine(from as unknown as IncomingMessage)).toBe(expected)
  })

  it('is not one whose connection is gone, nor one without a Host', () => {
    const gone = { headers: { host: 'localhost' }, socket: {} }
    const nameless = { headers: {}, socket: { localAddress: '::1', remoteAddress: '::1' } }
    const requests = [gone, nameless] as unknown as IncomingMessage[]
    expect(requests.map(isFromThisMachine)).toEqual([false, false])
  })
})

interface PageOptions {
  defaultTabs: unknown
  headers: string
}

/** What GraphiQL is started with. */
function optionsIn(html: string): PageOptions {
  const start = html.lastIndexOf("querySelector('#root'),")
  const json = html.slice(html.indexOf('{', start), html.indexOf('\n        );', start))
  return JSON.parse(json.trim().replace(/,$/, ''))
}

async function pageOf(url: string): Promise<string> {
  return (await fetch(`${url}/graphql`, { headers: browser })).text()
}

/** Not by fetch, which writes its own Host. */
function pageFor(server: StandIn, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    request(`${server.url}/graphql`, { headers: { ...browser, ...headers } }, async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve(text)
    })
      .on('error', reject)
      .end()
  })
}
