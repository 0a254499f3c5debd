import { describe, expect, it } from 'vitest'
import { sealAuditLog } from '../../src/data/audit/seal.ts'
import { verifyAuditLog } from '../../src/data/audit/verify.ts'
import { aPerson } from '../credentials/asking.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { anId, anInstant } from './answers.ts'
import { inHours } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const { pool } = gateway.database

const entry = `id occurredAt actorKind credentialId actorName requestId action accessCodeIds deviceIds linkedCodeGroupId details`
const auditLog = (filter = '') => `{ auditLog${filter} { nodes { ${entry} } pageInfo { hasNextPage } } }`

it('tells who did what, to which codes, and never a PIN', async () => {
  const [front, back] = [await house.door(), await house.door()]
  const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: [front, back], name: 'Anna' })
  const window = { startsAt: inHours(1), endsAt: inHours(2) }
  await house.updateMany({ commonCodeKey: linkedCodeGroup.commonCodeKey, ...window })
  await house.rotateGroup({ commonCodeKey: linkedCodeGroup.commonCodeKey, code: '480917' })
  const { nodes } = onlyResult(await house.client.ask(auditLog(`(filter: { deviceId: "${front}" })`)))
  const common = {
    id: anId,
    occurredAt: anInstant,
    actorKind: 'API_KEY',
    credentialId: anId,
    actorName: 'Test',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    accessCodeIds: accessCodes.map(({ id }: { id: string }) => id),
    deviceIds: [front, back],
    linkedCodeGroupId: anId,
  }
  const { commonCodeKey } = linkedCodeGroup
  expect(nodes).toEqual([
    { ...common, action: 'rotateLinkedCodeGroup', details: { commonCodeKey, code: 'given' } },
    { ...common, action: 'updateMultipleAccessCodes', details: { commonCodeKey, ...window } },
    {
      ...common,
      action: 'createMultipleAccessCodes',
      details: expect.objectContaining({ deviceIds: [front, back], name: 'Anna' }),
    },
  ])
  expect(JSON.stringify(nodes)).not.toContain('480917')
})

it('tells whose token it was, as the workspace calls the person', async () => {
  const { workspaceId } = house
  const { token } = await aPerson(gateway, { workspaceId, email: 'ada@example.com' })
  await house.client.ask(`mutation { setWorkspaceMember(input: {
    email: "ada@example.com", name: "Ada", scopes: [WRITE_CODES] }) { __typename } }`)
  const asker = gateway.askerWith(token, workspaceId)
  await expect.poll(async () => (await asker.ask('{ viewer { scopes } }')).data?.viewer.scopes).toEqual(['WRITE_CODES'])
  const door = await house.door()
  await asker.ask(`mutation { createAccessCode(input: { deviceId: "${door}" }) { __typename } }`)
  const { nodes } = onlyResult(await house.client.ask(auditLog(`(filter: { deviceId: "${door}" })`)))
  expect(nodes).toMatchObject([{ actorKind: 'PERSONAL_ACCESS_TOKEN', actorName: 'Ada (Laptop)' }])
})

it('has no entry of what was refused, nor of a replay', async () => {
  const deviceId = await house.door()
  const count = async () => (await pool.query('select count(*)::int as n from audit_entry')).rows[0].n
  await house.createOne({ deviceId, code: '480918', idempotencyKey: 'audited once' })
  const before = await count()
  await house.createOne({ deviceId, code: '480918', idempotencyKey: 'audited once' })
  expect(await house.createOne({ deviceId, code: '480918' })).toMatchObject({ code: 'DUPLICATE_ACCESS_CODE' })
  expect(await count()).toBe(before)
})

it('is read with its own scope only', async () => {
  const reader = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'SEE_PINS', 'MANAGE_CREDENTIALS'])
  expect((await reader.ask(auditLog())).errors).toEqual([
    expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
  ])
})

describe('is append-only, and whoever gets round that is found out:', () => {
  const verdict = () => verifyAuditLog(pool, gateway.vault)
  const unguarded = async (change: string) => {
    await pool.query('alter table audit_entry disable trigger all')
    await pool.query('alter table audit_seal disable trigger all')
    await pool.query(change)
    await pool.query('alter table audit_entry enable trigger all')
    await pool.query('alter table audit_seal enable trigger all')
  }

  it('changes are refused, and a log that was left alone holds', async () => {
    await sealAuditLog(pool, gateway.vault)
    await house.createOne({ deviceId: await house.door() })
    await sealAuditLog(pool, gateway.vault)
    expect(await sealAuditLog(pool, gateway.vault)).toBeNull()
    for (const change of ["update audit_entry set action = 'x'", 'delete from audit_seal', 'truncate audit_entry'])
      await expect(pool.query(change)).rejects.toMatchObject({ code: '23001' })
    expect(await verdict()).toMatchObject({ problem: null })
  })

  const first = '(select id from audit_entry order by transaction_id, position limit 1)'
  it.each([
    [
      'a changed action',
      `update audit_entry set action = 'x' where id = ${first}`,
      /^entry .* was not written as it is/,
    ],
    ['a changed time', `update audit_entry set occurred_at = now() where id = ${first}`, /^seal 1 does not fit/],
    [
      'an entry taken out',
      `delete from audit_entry where id = ${first}`,
      /^seal 1 covers \d+ entries, and \d+ are there/,
    ],
    [
      'two that changed places',
      `update audit_entry set position = -position where transaction_id = (select transaction_id from audit_entry where id = ${first})`,
      /^seal 1 (covers|does not fit)/,
    ],
    ['a seal taken out', 'delete from audit_seal where id = 1', /^seal 2 does not fit|^seal 2 covers/],
  ])('%s', async (_what, change, problem) => {
    const connection = await pool.connect()
    await connection.query('begin')
    try {
      await connection.query('set local session_replication_role = replica')
      await connection.query(change)
      expect((await verifyAuditLog(connection, gateway.vault)).problem).toMatch(problem)
    } finally {
      await connection.query('rollback')
      connection.release()
    }
    expect(await verdict()).toMatchObject({ problem: null })
  })

  it('an entry that no gateway wrote', async () => {
    const { newest } = await verdict()
    await pool.query(`insert into audit_entry (id, workspace_id, actor_kind, actor_name, action, access_code_ids, device_ids, details, mac)
      select gen_random_uuid(), workspace_id, actor_kind, actor_name, action, access_code_ids, device_ids, details, mac from audit_entry limit 1`)
    expect(await verdict()).toMatchObject({ newest, problem: expect.stringMatching(/^entry .* was not written/) })
    await unguarded('delete from audit_entry where transaction_id = (select max(transaction_id) from audit_entry)')
    expect(await verdict()).toMatchObject({ problem: null })
  })

  it('a tail that was cut off, by a seal that was told elsewhere', async () => {
    const { newest } = await verdict()
    expect(await verifyAuditLog(pool, gateway.vault, newest)).toMatchObject({ problem: null })
    await unguarded('delete from audit_seal where id = (select max(id) from audit_seal)')
    expect(await verifyAuditLog(pool, gateway.vault, newest)).toMatchObject({
      problem: `there is no seal ${newest} any more`,
    })
  })
})
