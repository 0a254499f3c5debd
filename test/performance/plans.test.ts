import pg from 'pg'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { isAboutTheCredential } from '../support/statements.ts'

const gateway = await testGateway({ operations: null })
const { database } = gateway
const workspaceId = await addWorkspace(database)
const client = await gateway.clientOf(workspaceId)
const CODES = 20_000
const DEVICES = 200
const GROUPS = 1_000

const ids = { device: '', code: '', group: '' }
const at = `timestamptz '2031-01-01 00:00Z' + n * interval '1 minute'`

beforeAll(async () => {
  const devices = await Promise.all(Array.from({ length: DEVICES }, () => addDevice(database, workspaceId)))
  const groups = Array.from({ length: GROUPS }, () => newId())
  const codes = Array.from({ length: CODES }, () => newId())
  Object.assign(ids, { device: devices[0], code: codes[CODES / 2], group: groups[0] })
  const { pool } = database
  await pool.query(
    `insert into linked_code_group (id, workspace_id, common_code_key, created_at)
     select id, $2, 'stay ' || n, ${at} from unnest($1::uuid[]) with ordinality as g (id, n)`,
    [groups, workspaceId],
  )
  await pool.query(
    `insert into access_code (id, workspace_id, device_id, linked_code_group_id, name, type, status, starts_at, ends_at,
       created_at, is_backup, pin_hash, pin_ciphertext)
     select id, $2, ($3::uuid[])[1 + n % ${DEVICES}], case when n % 2 = 0 then ($4::uuid[])[1 + n % ${GROUPS}] end,
       case when n % 5 > 0 then 'Guest ' || n end, (case when n % 3 = 0 then 'ONGOING' else 'TIME_BOUND' end)::access_code_type,
       (case n % 4 when 0 then 'SET' when 1 then 'UNSET' when 2 then 'SETTING' else 'REMOVING' end)::access_code_status,
       case when n % 3 > 0 then ${at} end, case when n % 3 > 0 then ${at} + interval '3 days' end, ${at}, n % 50 = 0,
       decode(lpad(to_hex(n), 64, '0'), 'hex'), decode(lpad(to_hex(n), 64, '0'), 'hex')
     from unnest($1::uuid[]) with ordinality as c (id, n)`,
    [codes, workspaceId, devices, groups],
  )
  await pool.query(
    `insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
     select gen_random_uuid(), $1, 'ACCESS_CODE_CREATED', created_at, id, device_id, linked_code_group_id, '{}'
     from access_code where workspace_id = $1`,
    [workspaceId],
  )
  await pool.query(
    `insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
     select gen_random_uuid(), $1, device_id, id, pin_hash, tstzrange(coalesce(starts_at, created_at), ends_at)
     from access_code where workspace_id = $1`,
    [workspaceId],
  )
  await pool.query('vacuum (analyze)')
}, 120_000)

interface Asked {
  readonly text: string
  readonly values: unknown[]
}
let asked: Asked[] = []
beforeEach(() => {
  asked = []
  const query = pg.Client.prototype.query
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | Asked]
    if (typeof first === 'object' && first.text.trim().startsWith('select'))
      asked.push({ text: first.text, values: first.values })
    return Reflect.apply(query, this, args)
  } as typeof query)
})
afterEach(() => vi.restoreAllMocks())

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly Plan[]
}

const large = ['access_code', 'event', 'pin_claim', 'linked_code_group']

function* scansOfAll(plan: Plan): Generator<string> {
  const relation = plan['Relation Name']
  if (plan['Node Type'] === 'Seq Scan' && relation && large.includes(relation)) yield relation
  for (const part of plan.Plans ?? []) yield* scansOfAll(part)
}

/** How many pages of 8 kB the statements of a request look at, and which large tables they read from end to end. */
async function costOf(query: string, variables: object) {
  const answer = await client.ask(query, variables)
  expect(answer).toEqual({ data: expect.anything() })
  const statements = asked.filter(({ text }) => !isAboutTheCredential(text))
  vi.restoreAllMocks()
  let pages = 0
  const scanned: string[] = []
  for (const { text, values } of statements) {
    const explained = `explain (analyze, buffers, format json) ${text}`
    const { rows } = await database.pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(explained, values)
    const [{ Plan: plan }] = rows[0]?.['QUERY PLAN'] ?? [expect.fail('no plan')]
    pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    scanned.push(...scansOfAll(plan))
  }
  return { pages, scanned, answer }
}

const code = 'id name status startsAt endsAt device { id name } linkedCodeGroup { id commonCodeKey }'
const codes = (args: string) => `{ accessCodes(first: 20${args}) { nodes { ${code} } pageInfo { endCursor } } }`
const orders = ['CREATED_AT_DESC', 'CREATED_AT_ASC', 'STARTS_AT_ASC', 'NAME_ASC']

test.each<[string, string | (() => string)]>([
  ...orders.map((order): [string, string] => [`codes in the order ${order}`, codes(`, orderBy: ${order}`)]),
  ['codes of a status', codes(', filter: { status: [UNSET], type: TIME_BOUND }')],
  ['codes of a device', () => codes(`, filter: { deviceIds: ["${ids.device}"] }`)],
  ['codes of a group', () => codes(`, filter: { linkedCodeGroupId: "${ids.group}" }`)],
  ['codes of a key', codes(', filter: { commonCodeKey: "stay 7" }')],
  ['codes of a PIN', codes(', filter: { code: "4711" }')],
  ['codes of a part of a name', codes(', filter: { search: "Guest 1234" }')],
  ['a code', () => `{ accessCode(id: "${ids.code}") { ${code} events(first: 10) { nodes { id } } } }`],
  [
    'a group by its key',
    `{ linkedCodeGroup(by: { commonCodeKey: "stay 9" }) { id status accessCodes(first: 20) { nodes { id } } } }`,
  ],
  ['groups', '{ linkedCodeGroups(first: 20) { nodes { id status } } }'],
  ['devices with ten codes each', '{ devices(first: 20) { nodes { id accessCodes(first: 10) { nodes { id } } } } }'],
  ['events', '{ events(first: 20) { nodes { id type } } }'],
  ['events of a device', () => `{ events(first: 20, filter: { deviceId: "${ids.device}" }) { nodes { id } } }`],
])('%s among twenty thousand are found without reading all', async (_what, query) => {
  const { pages, scanned } = await costOf(typeof query === 'string' ? query : query(), {})
  expect(scanned).toEqual([])
  expect(pages).toBeLessThan(600)
})

test.each(orders)('a page in the middle in the order %s costs what the first does', async (orderBy) => {
  const query = `query ($after: String, $orderBy: AccessCodeOrder, $first: Int) {
    accessCodes(first: $first, after: $after, orderBy: $orderBy) { nodes { id } pageInfo { endCursor } } }`
  let after: string | null = null
  for (let page = 0; page < 90; page++) {
    const { data } = await client.ask(query, { orderBy, after, first: 100 })
    after = data.accessCodes.pageInfo.endCursor
  }
  asked = []
  const { pages, scanned } = await costOf(query, { orderBy, after, first: 20 })
  expect(scanned).toEqual([])
  expect(pages).toBeLessThan(600)
})

test('the codes that a plain filter finds are counted without being read', async () => {
  const { pages, scanned } = await costOf('{ accessCodes(first: 1, filter: { status: [UNSET] }) { totalCount } }', {})
  expect(scanned).toEqual([])
  expect(pages).toBeLessThan(100)
})
