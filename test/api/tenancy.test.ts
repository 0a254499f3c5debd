import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { notFound } from './answers.ts'
import { eventsAreListed, writingNothing } from './codes.ts'
import { about, questionsById } from './every-query.ts'

const gateway = await testGateway()
const { prisma, pool } = gateway.database
const [mine, theirs] = [await aHouse(gateway), await aHouse(gateway)]

/** One of everything, in their house. */
const connectedAccountId = newId()
await prisma.connectedAccount.create({
  data: { id: connectedAccountId, workspaceId: theirs.workspaceId, provider: 'SIMULATED', displayName: 'Hub' },
})
const deviceId = await theirs.door({ connectedAccountId })
const { accessCode, actionAttempt } = await theirs.createOne({ deviceId, commonCodeKey: 'family', code: '4711' })
const unmanagedId = await theirs.code({ deviceId, isManaged: false, pin: '8642' })
const backupId = await theirs.code({ deviceId, isBackup: true, pin: '9753' })
const credential = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId: theirs.workspaceId } })
const event = await prisma.event.findFirstOrThrow({ where: { workspaceId: theirs.workspaceId } })

const theirIds = {
  workspace: theirs.workspaceId,
  account: connectedAccountId,
  device: deviceId,
  code: accessCode.id,
  group: accessCode.linkedCodeGroup.id,
  attempt: actionAttempt.id,
  event: event.id,
  credential: credential.id,
  unmanaged: unmanagedId,
  backup: backupId,
}
const questions = Object.values(questionsById).flatMap((all) =>
  all.map((question) => ({ question, asked: question.trim().replace(/\$id.*/s, '…') })),
)

describe('an id of another workspace', () => {
  beforeAll(() => eventsAreListed(gateway))

  it.each(questions)('is answered like one that does not exist: $asked', async ({ question }) => {
    const unknown = newId()
    const nothing = JSON.stringify(await mine.client.ask(about(question, unknown)))
    const answers: Record<string, string> = {}
    for (const [what, id] of Object.entries(theirIds)) {
      answers[what] = JSON.stringify(await mine.client.ask(about(question, id))).replaceAll(id, unknown)
    }
    expect(answers).toEqual(Object.fromEntries(Object.keys(theirIds).map((what) => [what, nothing])))
  })

  it.each(questions)('is found by its owner, so that the question is a real one: $asked', async ({ question }) => {
    const nothing = JSON.stringify(await theirs.client.ask(about(question, newId())))
    const found = []
    for (const id of Object.values(theirIds)) {
      if (JSON.stringify(await theirs.client.ask(about(question, id))) !== nothing) found.push(id)
    }
    expect(found).not.toEqual([])
  })

  it('is not found by mutations, and nothing is written', async () => {
    const own = await mine.door()
    expect(await writingNothing(gateway, () => mine.createOne({ deviceId }))).toEqual(notFound(deviceId))
    const input = { deviceIds: [own, deviceId], behaviorWhenCodeCannotBeShared: 'CREATE_RANDOM_CODE' }
    expect(await writingNothing(gateway, () => mine.createMany(input))).toEqual(notFound(deviceId))
  })
})

describe('what another workspace names', () => {
  it('is not found by a key, a PIN or a name', async () => {
    const query = `{
      linkedCodeGroup(by: { commonCodeKey: "family" }) { id }
      linkedCodeGroups(filter: { search: "family" }) { totalCount }
      byKey: accessCodes(filter: { commonCodeKey: "family" }) { totalCount }
      byPin: accessCodes(filter: { code: "4711" }) { totalCount }
      byName: devices(filter: { search: "Door" }) { nodes { id } }
    }`
    const house = await aHouse(gateway)
    const none = { totalCount: 0 }
    expect(await house.client.ask(query)).toEqual({
      data: { linkedCodeGroup: null, linkedCodeGroups: none, byKey: none, byPin: none, byName: { nodes: [] } },
    })
  })

  it('does not keep a workspace from using the same commonCodeKey', async () => {
    const founded = await mine.createOne({ deviceId: await mine.door(), commonCodeKey: 'family', code: '1379' })
    expect(founded).toMatchObject({ accessCode: { code: '1379', commonCodeKey: 'family' } })
    expect(founded.accessCode.linkedCodeGroup.id).not.toBe(theirIds.group)
  })

  it('cannot be joined by its key', async () => {
    const { linkedCodeGroup } = await theirs.createMany({ deviceIds: [await theirs.door()] })
    const { commonCodeKey } = linkedCodeGroup
    const input = { deviceId: await mine.door(), commonCodeKey }
    expect(await writingNothing(gateway, () => mine.createOne(input))).toMatchObject({
      issues: [{ path: ['input', 'commonCodeKey'] }],
    })
  })
})

describe('a cursor of another workspace', () => {
  it.each(['accessCodes', 'devices', 'linkedCodeGroups'])('is but a place in the own list of %s', async (field) => {
    const [a, b] = [await aHouse(gateway), await aHouse(gateway)]
    const ids: string[] = []
    for (const house of [a, b, a, b, a]) {
      const door = await house.door()
      const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: [door] })
      const made = { accessCodes: accessCodes[0].id, devices: door, linkedCodeGroups: linkedCodeGroup.id }
      ids.push(made[field as keyof typeof made])
    }
    const theirPage = await b.client.ask(`{ ${field}(first: 1) { edges { cursor node { id } } } }`)
    expect(theirPage.data[field].edges[0].node.id).toBe(ids[3])
    const { cursor } = theirPage.data[field].edges[0]
    const around = `{
      after: ${field}(after: "${cursor}") { nodes { id } totalCount }
      before: ${field}(before: "${cursor}") { nodes { id } totalCount }
    }`
    expect(await a.client.ask(around)).toEqual({
      data: {
        after: { nodes: [{ id: ids[2] }, { id: ids[0] }], totalCount: 3 },
        before: { nodes: [{ id: ids[4] }], totalCount: 3 },
      },
    })
  })
})

describe('the database', () => {
  const references: [table: string, column: string, target: string][] = [
    ['access_code', 'device_id', 'device'],
    ['access_code', 'linked_code_group_id', 'linked_code_group'],
    ['access_code', 'pulled_backup_access_code_id', 'access_code'],
    ['action_attempt', 'access_code_id', 'access_code'],
    ['action_attempt', 'device_id', 'device'],
    ['device', 'connected_account_id', 'connected_account'],
    ['device_sync', 'device_id', 'device'],
    ['event', 'access_code_id', 'access_code'],
    ['event', 'device_id', 'device'],
    ['event', 'linked_code_group_id', 'linked_code_group'],
    ['pin_claim', 'access_code_id', 'access_code'],
    ['pin_claim', 'device_id', 'device'],
  ]

  it('refers to rows together with their workspace, wherever it refers to any', async () => {
    const { rows } = await pool.query(`
      select c.conrelid::regclass::text as "table", c.confrelid::regclass::text as target,
        array(select attname::text from unnest(c.conkey) with ordinality k(n, i)
          join pg_attribute on attrelid = c.conrelid and attnum = n order by i) as columns
      from pg_constraint c
      where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.confrelid <> 'workspace'::regclass
        -- A person is of no workspace.
        and c.confrelid <> 'person'::regclass`)
    expect(rows.map(({ columns }) => columns)).toEqual(rows.map(() => ['workspace_id', expect.any(String)]))
    expect(rows.map(({ table, columns, target }) => [table, columns[1], target])).toEqual(
      expect.arrayContaining(references),
    )
  })

  it.each(references)('refuses a row of %s whose %s is of another workspace', async (table, column, target) => {
    const own = await aHouse(gateway)
    await own.createOne({ deviceId: await own.door(), commonCodeKey: 'own' })
    const targets: Record<string, string> = {
      device: await theirs.door(),
      linked_code_group: theirIds.group,
      access_code: accessCode.id,
      connected_account: connectedAccountId,
    }
    if (table === 'device_sync') await pool.query('delete from device_sync where device_id = $1', [targets.device])
    const text = `update ${table} set ${column} = $1 where workspace_id = $2`
    await expect(pool.query(text, [targets[target], own.workspaceId])).rejects.toMatchObject({ code: '23503' })
  })

  it('refuses a code for a device of another workspace', async () => {
    await expect(mine.code({ deviceId })).rejects.toMatchObject({ code: 'P2003' })
    const text = `insert into access_code (id, workspace_id, device_id, type, status) values ($1, $2, $3, 'ONGOING', 'SET')`
    await expect(pool.query(text, [newId(), mine.workspaceId, deviceId])).rejects.toMatchObject({ code: '23503' })
  })
})
