import { parse, validate } from 'graphql'
import { CompiledOperations } from '../../src/graphql/compiled/compiled-operations.ts'
import type { Context } from '../../src/graphql/context.ts'
import { schema } from '../../src/graphql/schema.ts'
import type { QuickOperations } from '../../src/server/quick-answers.ts'
import { testGateway } from '../support/gateway.ts'
import { drawFrom } from './draw.ts'
import { type Known, type RandomRequest, randomRequest } from './random-document.ts'
import { aVariedHouse, texts } from './varied-house.ts'

/** How many operations were asked, and how. */
export interface Compared {
  documents: number
  /** Answered without resolvers. */
  quick: number
  /** Answered with errors, by whichever path. */
  withErrors: number
  /** Each with both answers. */
  readonly differences: string[]
}

/** Three gateways on one house: one that compiles what it can, one that executes what it knows, and one that leaves everything to Yoga. */
export async function allPaths(seed: number) {
  const quickOnes = { count: 0 }
  const operations = new CompiledOperations(schema)
  const quick = await testGateway({ operations: counting(operations, quickOnes) })
  const slow = await testGateway({ databaseUrl: quick.databaseUrl, operations: null })
  const executing = await testGateway({ databaseUrl: quick.databaseUrl, operations: notCompiled(operations) })
  const workspaceId = await aVariedHouse(quick, drawFrom(seed))
  const seeing = await quick.clientOf(workspaceId)
  const blind = await quick.clientOf(workspaceId, ['READ_CODES'])
  const known = await knownOf(quick.database.pool, workspaceId, seeing.ask)

  async function answer(url: string, key: string, { query, variables }: RandomRequest): Promise<string> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { date: _date, 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers)
    const text = comparable(await response.text())
    return `${response.status} ${JSON.stringify(headers)} ${text}`
  }

  return {
    /** All paths asked the same documents, the ones of these numbers. */
    async compare(from: number, to: number): Promise<Compared> {
      const compared: Compared = { documents: 0, quick: 0, withErrors: 0, differences: [] }
      quickOnes.count = 0
      const one = async (number: number) => {
        const draw = drawFrom(seed + number)
        const request = randomRequest(schema, known, draw)
        const { key } = draw.oneIn(4) ? blind : seeing
        const expected = await answer(slow.url, key, request)
        // Asked twice before, as far as the gateway knows.
        compile(operations, request.query)
        compared.documents++
        if (expected.includes('"errors":[{"message"')) compared.withErrors++
        for (const { url } of [quick, executing]) {
          const got = await answer(url, key, request)
          if (got === expected) continue
          compared.differences.push([`document ${number}`, JSON.stringify(request), expected, got].join('\n'))
        }
      }
      let next = from
      const worker = async () => {
        while (next < to) await one(next++)
      }
      await Promise.all([worker(), worker(), worker(), worker()])
      return { ...compared, quick: quickOnes.count }
    },
  }
}

function compile(operations: CompiledOperations, query: string): void {
  const document = parse(query)
  if (validate(schema, document).length > 0) return
  operations.sight(query, null, document)
  operations.sight(query, null, document)
}

/** Which of the rows that all have it an error is told of is as it happens, and so is the request's id. */
const comparable = (text: string): string =>
  text
    .replaceAll(/"requestId":"[^"]+"/g, '"requestId":"…"')
    .replaceAll(/"path":\[[^\]]*\]/g, (path) => path.replaceAll(/(?<=[[,])\d+(?=[,\]])/g, 'n'))

/** Counts the answers that came without resolvers. */
const counting = (operations: CompiledOperations, quick: { count: number }): QuickOperations<Context> => ({
  sight: (...sighted) => operations.sight(...sighted),
  find(query, operationName) {
    const found = operations.find(query, operationName)
    const answer = found?.answer
    if (!answer) return found
    return {
      ...found,
      async answer(variables, context) {
        const text = await answer(variables, context)
        quick.count++
        return text
      },
    }
  },
})

/** Operations of which every one that is known is executed. */
const notCompiled = (operations: CompiledOperations): QuickOperations<Context> => ({
  sight: (...sighted) => operations.sight(...sighted),
  find(query, operationName) {
    const found = operations.find(query, operationName)
    return found && { ...found, answer: null }
  },
})

interface Pool {
  query(text: string, values: readonly string[]): Promise<{ rows: { id: string }[] }>
}

async function knownOf(
  pool: Pool,
  workspaceId: string,
  ask: (query: string) => Promise<{ data?: Record<string, { edges: { cursor: string }[] }> }>,
): Promise<Known> {
  const idsOf = async (table: string) => {
    const { rows } = await pool.query(`select id from ${table} where workspace_id = $1 order by id limit 20`, [
      workspaceId,
    ])
    return rows.map(({ id }) => id)
  }
  const tables = ['access_code', 'device', 'linked_code_group', 'connected_account', 'event']
  const orders = ['CREATED_AT_DESC', 'CREATED_AT_ASC', 'STARTS_AT_ASC', 'NAME_ASC']
  const lists = orders.map((order) => `${order}: accessCodes(first: 9, orderBy: ${order}) { edges { cursor } }`)
  const others = ['devices', 'linkedCodeGroups'].map((name) => `${name}(first: 5) { edges { cursor } }`)
  const { data } = await ask(`{ ${[...lists, ...others].join(' ')} }`)
  const { rows } = await pool.query('select common_code_key as id from linked_code_group where workspace_id = $1', [
    workspaceId,
  ])
  return {
    ids: (await Promise.all(tables.map(idsOf))).flat(),
    cursors: [...Object.values(data ?? {}).flatMap(({ edges }) => edges.map(({ cursor }) => cursor)), 'bm9uZQ', ''],
    commonCodeKeys: [...rows.map(({ id }) => id), 'no such key'],
    texts: [...texts, ' padded ', 'x'.repeat(300)],
    pins: ['0042', '123456', '98765432', '1', 'abcd'],
  }
}
