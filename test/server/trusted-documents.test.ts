import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config.ts'
import { readTrustedDocuments } from '../../src/trusted-documents.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { key, schemaOf, startStandIn } from './stand-in.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let greeted: string[] = []
beforeEach(() => {
  greeted = []
})
const greet = (_root: unknown, { name }: { name: string }) => {
  greeted.push(name)
  return `hello ${name}`
}
const schema = schemaOf('type Query { greet(name: String!): String } type Mutation { greet(name: String!): String }', {
  Query: { greet },
  Mutation: { greet },
})
const query = 'query Greet($name: String!) { greet(name: $name) }'
const mutation = 'mutation { greet(name: "Bea") }'
const trustedDocuments = new Map([query, mutation, '{ __typename }'].map((text) => [`sha256:${sha256(text)}`, text]))
const standIn = await startStandIn(schema, { trustedDocuments })
afterAll(() => standIn[Symbol.asyncDispose]())

async function send(body: object) {
  const response = await standIn.ask('', { body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

const variables = { name: 'Ada' }
const greeting = { status: 200, body: { data: { greet: 'hello Ada' } } }
const unknown = {
  status: 404,
  body: {
    errors: [
      {
        message: 'This gateway executes a list of documents, and this is none of them.',
        extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND' },
      },
    ],
  },
}

describe('a document of the list', () => {
  it.each([
    ['its id', { documentId: `sha256:${sha256(query)}` }],
    ['its bare hash', { documentId: sha256(query) }],
    ['its hash, as of Apollo', { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } } }],
    ['its text', { query }],
    ['its text and another id', { query, documentId: sha256(mutation) }],
  ])('is executed by %s', async (_by, body) => {
    expect(await send({ ...body, variables, operationName: 'Greet' })).toEqual(greeting)
  })

  it('is executed by its id in an address', async () => {
    const parameters = new URLSearchParams({ documentId: `sha256:${sha256(query)}`, variables: '{"name":"Ada"}' })
    const headers = { authorization: `Bearer ${key}` }
    const response = await fetch(`${standIn.url}/graphql?${parameters}`, { headers })
    expect({ status: response.status, body: await response.json() }).toEqual(greeting)
  })

  it('changes nothing by being read', async () => {
    const headers = { authorization: `Bearer ${key}` }
    const response = await fetch(`${standIn.url}/graphql?documentId=${sha256(mutation)}`, { headers })
    expect([response.status, greeted]).toEqual([405, []])
  })
})

describe('what is not of the list', () => {
  it.each([
    ['another text', { query: '{ greet(name: "Ada") }' }],
    ['a text of the list with a blank more', { query: `${query} ` }],
    ['another text by an id of the list', { query: '{ greet(name: "Ada") }', documentId: sha256(query) }],
    [
      'another text by a hash of the list',
      { query: '{ __schema { types { name } } }', extensions: { persistedQuery: { sha256Hash: sha256(query) } } },
    ],
    ['an unknown id', { documentId: sha256('{ nothing }') }],
    ['an id that is none', { documentId: 'toString' }],
    ['an id that is no text', { documentId: { sha256: sha256(query) } }],
    ['a hash that is none', { extensions: { persistedQuery: { sha256Hash: null } } }],
  ])('is not executed: %s', async (_what, body) => {
    expect(await send({ ...body, variables })).toEqual(unknown)
    expect(greeted).toEqual([])
  })

  it.each([
    [{}],
    [{ variables }],
    [{ query: { toString: query } }],
    [{ query: [query] }],
    [{ extensions: null }],
    [{ extensions: { persistedQuery: 1 } }],
    [{ query: null }],
  ])('is no request at all: %j', async (body) => {
    const { status, body: answer } = await send(body)
    expect([status, answer.errors[0].extensions.code, greeted]).toEqual([400, 'BAD_REQUEST', []])
  })
})

it('who may not ask is not told what there is', async () => {
  const body = JSON.stringify({ documentId: sha256(query), variables })
  const response = await standIn.ask('', { body, headers: { 'content-type': 'application/json' } })
  expect([response.status, greeted]).toEqual([401, []])
})

describe('GraphQL over HTTP is what it was, for documents of the list', async () => {
  const documents = new Map<string, string>()
  const trusting = await startStandIn(schema, { trustedDocuments: documents })
  afterAll(() => trusting[Symbol.asyncDispose]())
  const fetchFn = async (url: string, { headers, ...init }: RequestInit = {}) => {
    const text = init.body
      ? /^{.*}$/s.test(String(init.body)) && JSON.parse(String(init.body)).query
      : new URL(url).searchParams.get('query')
    if (typeof text === 'string') documents.set(`sha256:${sha256(text)}`, text)
    return fetch(url, { ...init, headers: { ...headers, authorization: `Bearer ${key}` } })
  }
  it.each(serverAudits({ url: `${trusting.url}/graphql`, fetchFn }).map(({ name, fn }) => [name, fn] as const))(
    '%s',
    async (_name, audit) => {
      const result = await audit()
      expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok')
    },
  )
})

describe('the file of the list', () => {
  const read = async (text: string) => {
    const path = join(await temporaryFolder(), 'documents.json')
    await writeFile(path, text)
    return readTrustedDocuments(path, schema)
  }
  const problemOf = async (text: string) => {
    const error: unknown = await read(text).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).mistakes
  }

  it('has documents by their SHA-256, with its name before it or without', async () => {
    const text = JSON.stringify({ [sha256(query)]: query, [`sha256:${sha256(mutation)}`]: mutation })
    expect([...(await read(text))]).toEqual([
      [`sha256:${sha256(query)}`, query],
      [`sha256:${sha256(mutation)}`, mutation],
    ])
  })

  it.each([
    ['is no JSON', '{', 'the file is not an object of texts'],
    ['is a list', '["{ __typename }"]', 'the file is not an object of texts'],
    ['has what is no text', '{"sha256:00": 1}', 'the file is not an object of texts'],
    ['has a text of another hash', `{"sha256:00": "{ __typename }"}`, 'the text of sha256:00 has another SHA-256'],
    [
      'has what is no document',
      JSON.stringify({ [sha256('{')]: '{' }),
      `${sha256('{')} cannot be executed: Syntax Error: Expected Name, found <EOF>.`,
    ],
    [
      'has what does not fit the schema',
      JSON.stringify({ [sha256('{ bye }')]: '{ bye }' }),
      `${sha256('{ bye }')} cannot be executed: Cannot query field "bye" on type "Query".`,
    ],
  ])('is refused at the start if it %s', async (_what, text, problem) => {
    expect(await problemOf(text)).toEqual([
      {
        variable: 'LATCHKEY_TRUSTED_DOCUMENTS',
        problem,
        wanted: 'a JSON file of documents by their SHA-256 in hex, such as {"sha256:…": "{ viewer { … } }"}',
      },
    ])
  })

  it('is refused at the start if it is not there', async () => {
    const error = await readTrustedDocuments('/nowhere/documents.json', schema).catch((thrown) => thrown)
    expect(error.message).toContain('LATCHKEY_TRUSTED_DOCUMENTS: the file cannot be read (ENOENT)')
  })
})
