import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { sealAuditLog } from '../../src/data/audit/seal.ts'
import { nameOfSeal, verifyAuditLog } from '../../src/data/audit/verify.ts'
import { connect } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { inTransaction } from '../../src/data/transaction.ts'
import { audit } from '../../src/domain/audit.ts'
import { freshDatabase } from '../support/database.ts'
import { addWorkspace } from '../support/house.ts'
import { auditLogSettled } from '../support/settled.ts'
import { aViewer } from '../support/viewer.ts'

const database = connect((await freshDatabase()).url)
afterAll(() => database[Symbol.asyncDispose]())
const { pool } = database
const key = randomBytes(32)
const vault = await openPinVault(pool, [key])
const viewer = aViewer(await addWorkspace(database), ['WRITE_CODES'])

const act = async (tx: Parameters<typeof audit>[0], action: string) =>
  audit(tx, { vault }, viewer, { action, input: {} })
const actAlone = (action: string) => inTransaction(pool, (tx) => act(tx, action))
const idOf = async (action: string, on: Pick<typeof pool, 'query'> = pool): Promise<string> =>
  (await on.query('select id from audit_entry where action = $1', [action])).rows[0].id

// Two seals of two entries each, and two entries that none covers yet.
const sealAll = async () => {
  await auditLogSettled(pool)
  return sealAuditLog(pool, vault)
}
for (const action of ['first', 'second']) await actAlone(action)
const first = await sealAll()
for (const action of ['third', 'fourth']) await actAlone(action)
const second = await sealAll()
for (const action of ['fifth', 'sixth']) await actAlone(action)
if (!first || !second) throw new Error('two seals were to be made')

const whole = { entryCount: 6, unsealedCount: 2, sealCount: 2, newest: nameOfSeal(second), problem: null }

it('an audit log that was left alone is found to be as it was written, also page by page', async () => {
  expect(await verifyAuditLog(pool, vault)).toEqual(whole)
  expect(await verifyAuditLog(pool, vault, { told: nameOfSeal(first), pageMax: 1 })).toEqual(whole)
})

it('the log of a database in which nothing was done yet has no seal, and holds', async () => {
  await using empty = connect((await another).url)
  const itsVault = await openPinVault(empty.pool, [key])
  expect(await sealAuditLog(empty.pool, itsVault)).toBeNull()
  const nothing = { entryCount: 0, unsealedCount: 0, sealCount: 0, newest: null, problem: null }
  expect(await verifyAuditLog(empty.pool, itsVault)).toEqual(nothing)
})

it.each([
  "update audit_entry set action = 'x'",
  'delete from audit_entry',
  'truncate audit_entry',
  "update audit_seal set mac = ''",
  'delete from audit_seal',
  'truncate audit_seal',
])('the log is append-only: %s is refused', async (change) => {
  const refusal = { code: '23001', message: 'the audit log is append-only' }
  await expect(pool.query(change)).rejects.toMatchObject(refusal)
})

const copyOfThird = (columns: string) => `insert into audit_entry (id, workspace_id, occurred_at, actor_kind,
    credential_id, actor_name, action, access_code_ids, device_ids, details, mac, transaction_id, position)
  select gen_random_uuid(), workspace_id, occurred_at, actor_kind, credential_id, actor_name, 'copy', access_code_ids,
    device_ids, details, mac, ${columns} from audit_entry where action = 'third'`
const swap = (one: string, other: string) =>
  `drop index audit_entry_transaction_id_position_key;
   update audit_entry e set transaction_id = o.transaction_id, position = o.position
   from audit_entry o where (e.action, o.action) in (('${one}', '${other}'), ('${other}', '${one}'))`

describe('whoever gets round that without the key is found out, and the first entry that was touched is named:', () => {
  it.each<[what: string, change: string, problem: string | RegExp]>([
    [
      'a changed action',
      `update audit_entry set actor_name = 'x' where action = 'third'`,
      'entry <third> is not as a gateway of this database wrote it',
    ],
    [
      'a changed time',
      `update audit_entry set occurred_at = now() where action = 'third'`,
      'entry <third> has another time or place than seal 2 says',
    ],
    [
      'an entry taken out',
      `delete from audit_entry where action = 'third'`,
      'entry <third>, which seal 2 covers, is gone',
    ],
    [
      'the last that a seal covers taken out',
      `delete from audit_entry where action = 'second'`,
      'entry <second>, which seal 1 covers, is gone',
    ],
    ['an entry put in', copyOfThird('transaction_id, position - 1'), 'entry <copy> was put in where seal 2 has none'],
    [
      'an entry put in behind the last that a seal covers',
      copyOfThird("(select transaction_id from audit_entry where action = 'fourth'), 0"),
      'entry <copy> was put in where seal 2 has none',
    ],
    ['an entry put in before all others', copyOfThird('-1, -1'), 'entry <copy> was put in where seal 1 has none'],
    [
      'two entries that changed places',
      swap('third', 'fourth'),
      'entry <fourth> is not in the order in which seal 2 covers it',
    ],
    [
      'two entries that changed places across seals',
      swap('second', 'third'),
      'entry <second>, which seal 1 covers, is gone',
    ],
    [
      'an entry moved to the end',
      `update audit_entry set transaction_id = transaction_id + 1000 where action = 'second'`,
      'entry <second>, which seal 1 covers, is gone',
    ],
    [
      'everything taken out but the seals',
      'delete from audit_entry',
      /^entry [0-9a-f-]{36}, which seal 1 covers, is gone$/,
    ],
    ['a seal taken out', 'delete from audit_seal where id = 1', 'seal 1 is gone'],
    [
      'a seal that was made to fit',
      `update audit_seal set entries = substring(entries from 33) where id = 2; delete from audit_entry where action = 'third'`,
      'seal 2 is not as a gateway of this database made it',
    ],
    [
      'a seal with another time',
      'update audit_seal set sealed_at = now() where id = 2',
      'seal 2 is not as a gateway of this database made it',
    ],
    [
      'a change of what no seal covers yet',
      `update audit_entry set details = '{"name": "x"}' where action = 'fifth'`,
      'entry <fifth> is not as a gateway of this database wrote it',
    ],
    [
      'an entry put in that no seal covers',
      copyOfThird("(select transaction_id from audit_entry where action = 'fifth'), 0"),
      'entry <copy> is not as a gateway of this database wrote it',
    ],
    [
      'an entry kept from ever being sealed',
      `update audit_entry set transaction_id = transaction_id + 1000000000 where action = 'fifth'`,
      'entry <fifth> is of a transaction that is yet to come',
    ],
  ])('%s', async (_what, change, problem) => {
    const ids = {
      third: await idOf('third'),
      second: await idOf('second'),
      fourth: await idOf('fourth'),
      fifth: await idOf('fifth'),
    }
    const found = await afterChange(change, async (on) => {
      const named = { ...ids, copy: change.includes("'copy'") ? await idOf('copy', on) : '' }
      return { named, verdict: await verifyAuditLog(on, vault) }
    })
    const expected =
      typeof problem === 'string'
        ? problem.replace(/<(\w+)>/, (_, name: keyof typeof found.named) => found.named[name])
        : expect.stringMatching(problem)
    expect(found.verdict.problem).toEqual(expected)
    // What was tried has left nothing behind.
    expect(await verifyAuditLog(pool, vault)).toEqual(whole)
  })

  it('the end cut off together with its seal, by a seal that was told elsewhere', async () => {
    const cut = `delete from audit_seal where id = 2; delete from audit_entry where action not in ('first', 'second')`
    const told = nameOfSeal(second)
    const left = { entryCount: 2, unsealedCount: 0, sealCount: 1, newest: nameOfSeal(first) }
    const verdicts = await afterChange(cut, async (on) => [
      await verifyAuditLog(on, vault),
      await verifyAuditLog(on, vault, { told }),
    ])
    expect(verdicts).toEqual([
      { ...left, problem: null },
      { ...left, problem: `there is no seal ${told} any more` },
    ])
  })
})

it('another key than that of the database makes no entry that passes', async () => {
  await using other = connect((await another).url)
  const forger = await openPinVault(other.pool, [key])
  const connection = await pool.connect()
  await connection.query('begin')
  audit(connection, { vault: forger }, viewer, { action: 'forged', input: {} })
  const forged = await idOf('forged', connection)
  const problem = `entry ${forged} is not as a gateway of this database wrote it`
  expect(await verifyAuditLog(connection, vault)).toMatchObject({ problem })
  await connection.query('rollback')
  connection.release()
})

it('entries are sealed in an order that nothing can come before any more, however their transactions end', async () => {
  await using own = connect((await third).url)
  const itsVault = await openPinVault(own.pool, [key])
  const who = aViewer(await addWorkspace(own), ['WRITE_CODES'])
  const write = async (tx: Parameters<typeof audit>[0], action: string) =>
    audit(tx, { vault: itsVault }, who, { action, input: {} })
  const slow = await own.pool.connect()
  await slow.query('begin')
  await write(slow, 'begun first')
  // Nothing waits for an entry but what comes after it in its transaction.
  await slow.query('select pg_current_xact_id()')
  await inTransaction(own.pool, (tx) => write(tx, 'done first'))
  // Not even what is done: the other one, which began before, is still to come.
  expect(await sealAuditLog(own.pool, itsVault)).toBeNull()
  await slow.query('commit')
  slow.release()
  for (const action of ['a', 'b', 'c']) await inTransaction(own.pool, (tx) => write(tx, action))
  await auditLogSettled(own.pool)
  // Several gateways at once, each seal of two entries.
  await Promise.all(Array.from({ length: 5 }, () => sealAuditLog(own.pool, itsVault, 2)))
  const newest = await sealAuditLog(own.pool, itsVault, 2)
  expect(newest).toBeNull()
  const { rows } = await own.pool.query('select id, length(entries) / 32 as count from audit_seal order by id')
  expect(rows).toEqual([
    { id: '1', count: 2 },
    { id: '2', count: 2 },
    { id: '3', count: 1 },
  ])
  expect(await verifyAuditLog(own.pool, itsVault)).toMatchObject({ entryCount: 5, unsealedCount: 0, problem: null })
})

it('somebody at work in another database of the server keeps what was done meanwhile from being sealed, until then only', async () => {
  await using own = connect((await fourth).url)
  await using neighbour = connect((await another).url)
  const itsVault = await openPinVault(own.pool, [key])
  const who = aViewer(await addWorkspace(own), ['WRITE_CODES'])
  const slow = await neighbour.pool.connect()
  await slow.query('begin')
  await slow.query('select pg_current_xact_id()')
  await inTransaction(own.pool, async (tx) => audit(tx, { vault: itsVault }, who, { action: 'done', input: {} }))
  expect(await sealAuditLog(own.pool, itsVault)).toBeNull()
  expect(await verifyAuditLog(own.pool, itsVault)).toMatchObject({ entryCount: 1, unsealedCount: 1, problem: null })
  await slow.query('commit')
  slow.release()
  await auditLogSettled(own.pool)
  expect(await sealAuditLog(own.pool, itsVault)).toMatchObject({ id: '1' })
})

const another = freshDatabase()
const third = freshDatabase()
const fourth = freshDatabase()

/** What is found by somebody who looks after such a change, which is then taken back. */
async function afterChange<Result>(
  change: string,
  look: (on: Pick<typeof pool, 'query'>) => Promise<Result>,
): Promise<Result> {
  const connection = await pool.connect()
  await connection.query('begin')
  try {
    await connection.query('set local session_replication_role = replica')
    await connection.query(change)
    return await look(connection)
  } finally {
    await connection.query('rollback')
    connection.release()
  }
}
