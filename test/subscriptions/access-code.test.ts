import { expect, it } from 'vitest'
import { wholeWorkspace } from '../../src/data/realm.ts'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { writeEvent } from './log.ts'
import { subscribe } from './subscriber.ts'

const gateway = await testGateway()
const beside = await testGateway({ databaseUrl: gateway.databaseUrl })
const { pool } = gateway.database
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)
const door = await addDevice(gateway.database, workspaceId)

const watch = 'subscription ($id: ID!) { accessCode(id: $id) { id name status device { name } } }'

async function newCode(): Promise<string> {
  const { data } = await client.ask(
    `mutation ($input: CreateAccessCodeInput!) { createAccessCode(input: $input) {
      ... on CreateAccessCodePayload { accessCode { id } } } }`,
    { input: { deviceId: door, name: 'Guest' } },
  )
  return data.createAccessCode.accessCode.id
}

/** What a writer does: the change and its event, in one transaction. */
async function change(accessCodeId: string, set: string, type = 'ACCESS_CODE_CHANGED'): Promise<void> {
  const tx = await pool.connect()
  await tx.query('begin')
  await tx.query(`update access_code set ${set} where id = $1`, [accessCodeId])
  await writeEvent(tx, workspaceId, { type, accessCodeId, deviceId: door })
  await tx.query('commit')
  tx.release()
}

it('shows a code now, after every change wherever it was made, and null at the end', async () => {
  const id = await newCode()
  const watching = await subscribe(beside, client, watch, { id })
  const shown = { id, name: 'Guest', status: 'SETTING', device: { name: 'Door' } }
  expect(await watching.take(1, 'accessCode')).toEqual([shown])
  await change(id, "status = 'SET'", 'ACCESS_CODE_SET_ON_DEVICE')
  expect(await watching.take(1, 'accessCode')).toEqual([{ ...shown, status: 'SET' }])
  await change(id, "name = 'Ada'")
  expect(await watching.take(1, 'accessCode')).toEqual([{ ...shown, status: 'SET', name: 'Ada' }])
  await change(id, "status = 'REMOVING', deleted_at = now()")
  expect(await watching.take(1, 'accessCode')).toEqual([{ ...shown, status: 'REMOVING', name: 'Ada' }])
  await change(id, 'removed_at = now()', 'ACCESS_CODE_DELETED')
  expect(await watching.rest()).toEqual([{ data: { accessCode: null } }])
})

it('shows it again when something happens to its device', async () => {
  const id = await newCode()
  const watching = await subscribe(gateway, client, watch, { id })
  await watching.take(1, 'accessCode')
  await pool.query("update device set name = 'Gate' where id = $1", [door])
  await writeEvent(pool, workspaceId, { type: 'DEVICE_DISCONNECTED', deviceId: door })
  expect(await watching.take(1, 'accessCode')).toMatchObject([{ device: { name: 'Gate' } }])
})

it('ends for a code that is handed over: it is none of ours any more', async () => {
  const id = await newCode()
  const watching = await subscribe(gateway, client, watch, { id })
  await watching.take(1, 'accessCode')
  await change(id, 'is_managed = false, linked_code_group_id = null')
  expect(await watching.rest()).toEqual([{ data: { accessCode: null } }])
})

it('is null and complete for an id that is unknown, malformed or of another workspace', async () => {
  const stranger = await gateway.clientOf(await addWorkspace(gateway.database))
  const asked = [
    await subscribe(gateway, client, watch, { id: newId() }),
    await subscribe(gateway, client, watch, { id: 'malformed' }),
    await subscribe(gateway, stranger, watch, { id: await newCode() }),
  ]
  for (const watching of asked) expect(await watching.rest()).toEqual([{ data: { accessCode: null } }])
})

it('shows a reader who was away for many changes the last of them, without an error', async () => {
  const id = await newCode()
  const changes = await gateway.events.changes(wholeWorkspace(workspaceId), ({ accessCodeId }) => accessCodeId === id)
  const marker = await gateway.events.follow(wholeWorkspace(workspaceId), { types: ['ACCESS_DENIED'] })
  await pool.query(
    `insert into event (id, workspace_id, type, access_code_id)
     select gen_random_uuid(), $1, 'ACCESS_CODE_CHANGED', $2 from generate_series(1, 2000)`,
    [workspaceId, id],
  )
  const last = await writeEvent(pool, workspaceId, { accessCodeId: id })
  await writeEvent(pool, workspaceId, { type: 'ACCESS_DENIED' })
  await marker.next()
  expect((await changes.next()).value).toMatchObject({ id: last })
})
