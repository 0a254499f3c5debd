import * as current from '@seamapi/http'
import * as older from '@seamapi/http-1/connect'
import { describe, expect, it } from 'vitest'
import { eventsAreListed } from '../api/codes.ts'
import { restHouse } from '../rest/rest-house.ts'
import { testGateway } from '../support/gateway.ts'
import { runEngine } from '../support/simulated-engine.ts'
import { currentClient, olderClient } from './clients.ts'

const gateway = await testGateway()
const { database } = gateway
const { pool } = database
const house = await restHouse(gateway)
const where = { endpoint: gateway.url, apiKey: house.client.key }
const connectedAccountId = await house.account()
const door = (about: object = {}) => house.door({ deviceType: 'august_lock', connectedAccountId, ...about })

await runEngine(gateway)

describe.each([
  ['@seamapi/http 2.32.0', currentClient, current],
  ['@seamapi/http 1.121.0', olderClient as unknown as typeof currentClient, older as unknown as typeof current],
] as const)('%s', (_version, connect, errors) => {
  const seam = connect(where)
  const soon = { waitForActionAttempt: { timeout: 15_000, pollingInterval: 50 } }

  async function lastAttempt(device_id: string): Promise<string> {
    const [attempt] = await seam.actionAttempts.list({ device_id })
    return attempt?.action_attempt_id ?? ''
  }

  it('waits until a code is on its lock, and until it is off it', async () => {
    const device_id = await door()
    const { access_code_id } = await seam.accessCodes.create({ device_id, name: 'Ada' })
    const set = await seam.actionAttempts.get({ action_attempt_id: await lastAttempt(device_id) }, soon)
    expect(set).toMatchObject({
      action_type: 'CREATE_ACCESS_CODE',
      status: 'success',
      result: { access_code: { access_code_id, name: 'Ada', status: 'set' } },
    })
    await seam.accessCodes.delete({ access_code_id })
    const gone = await seam.actionAttempts.get({ action_attempt_id: await lastAttempt(device_id) }, soon)
    expect(gone).toMatchObject({ action_type: 'DELETE_ACCESS_CODE', status: 'success', result: {} })
    await expect(seam.accessCodes.get({ access_code_id })).rejects.toMatchObject({ code: 'access_code_not_found' })
    await eventsAreListed(gateway)
    const events = await seam.events.list({ access_code_id })
    expect(events.map(({ event_type }) => event_type)).toEqual([
      'access_code.created',
      'access_code.set_on_device',
      'access_code.mutations_requested',
      'access_code.removed_from_device',
      'access_code.deleted',
    ])
  })

  it('gives up on what takes too long', async () => {
    const device_id = await door()
    await pool.query(`update device_sync set due_at = 'infinity', lease_until = 'infinity' where device_id = $1`, [
      device_id,
    ])
    await seam.accessCodes.create({ device_id })
    const action_attempt_id = await lastAttempt(device_id)
    const waiting = { waitForActionAttempt: { timeout: 120, pollingInterval: 50 } }
    const [outcome] = await Promise.allSettled([seam.actionAttempts.get({ action_attempt_id }, waiting)])
    expect(outcome).toMatchObject({ status: 'rejected' })
    const { reason } = outcome as PromiseRejectedResult
    expect(reason).toBeInstanceOf(errors.SeamActionAttemptTimeoutError)
    expect(reason).toMatchObject({ actionAttempt: { action_attempt_id, status: 'pending' } })
  })

  it('throws for what failed for good', async () => {
    const device_id = await door()
    await gateway.services.sandbox.simulate(
      { workspaceId: house.workspaceId, deviceId: device_id },
      {
        ...{
          clearFaults: false,
          isOnline: null,
          isRemoved: null,
          latencyMs: null,
          clockOffsetMs: null,
          lostSlot: null,
        },
        faults: [{ kind: 'REFUSES', reason: 'NO_SPACE', isPermanent: true, calls: ['SET'], times: null }],
      },
    )
    await seam.accessCodes.create({ device_id })
    const action_attempt_id = await lastAttempt(device_id)
    const [outcome] = await Promise.allSettled([seam.actionAttempts.get({ action_attempt_id }, soon)])
    const { reason } = outcome as PromiseRejectedResult
    expect(reason).toBeInstanceOf(errors.SeamActionAttemptFailedError)
    expect(reason).toMatchObject({ code: 'failed_to_set_on_device', actionAttempt: { status: 'error' } })
    const [code] = await seam.accessCodes.list({ device_id })
    expect(code?.errors).toContainEqual(
      expect.objectContaining({ error_code: 'no_space_for_access_code_on_device', is_access_code_error: true }),
    )
  })

  it('programs a code at the keypad of a simulated lock', async () => {
    const device_id = await door()
    const code = await seam.accessCodes.simulate.createUnmanagedAccessCode({ device_id, name: 'Tenant', code: '8642' })
    expect(code).toMatchObject({ device_id, name: 'Tenant', code: '8642', is_managed: false, status: 'set' })
  })
})

it('@seamapi/http 1.121.0 is told what happened to a code', async () => {
  const seam = olderClient(where)
  const device_id = await door()
  const { access_code_id } = await seam.accessCodes.create({ device_id })
  await expect
    .poll(async () => (await seam.accessCodes.get({ access_code_id })).status, { timeout: 10_000 })
    .toBe('set')
  await eventsAreListed(gateway)
  const timeline = await seam.accessCodes.getTimeline({ access_code_id })
  expect(timeline.map(({ event_type, actor }) => [event_type, actor.type])).toEqual([
    ['access_code.set_on_device', 'system'],
    ['access_code.created', 'api_key'],
  ])
})
