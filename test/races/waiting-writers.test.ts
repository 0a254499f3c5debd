import { expect, test, vi } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'

const gateway = await testGateway({ connectionsMax: 4 })
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)
const { pool } = gateway.database

test('writers that wait for a door keep nobody from signing in and reading, and all are served in the end', async () => {
  const door = await addDevice(gateway.database, workspaceId)
  const holder = await pool.connect()
  await holder.query('begin')
  await holder.query('select from device_sync where device_id = $1 for update', [door])
  const writers = Array.from({ length: 30 }, () =>
    client.ask('mutation ($input: CreateAccessCodeInput!) { createAccessCode(input: $input) { __typename } }', {
      input: { deviceId: door },
    }),
  )
  const waiting = "select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock'"
  await vi.waitUntil(async () => (await pool.query(waiting)).rows[0].count > 0, { timeout: 15_000 })
  expect(await client.ask('{ devices { totalCount } }')).toEqual({ data: { devices: { totalCount: 1 } } })
  await holder.query('commit')
  holder.release()
  const answers = await Promise.all(writers)
  expect(answers).toEqual(
    Array.from({ length: 30 }, () => ({ data: { createAccessCode: { __typename: 'CreateAccessCodePayload' } } })),
  )
})
