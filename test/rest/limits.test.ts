import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { programmingLimits } from '../../src/domain/programming-limits.ts'
import type { House } from '../api/a-house.ts'
import { waitersFor } from '../races/waiting.ts'
import { testGateway } from '../support/gateway.ts'
import { refusal, restHouse } from './rest-house.ts'

const rates = { requestsPerMinute: 30, costPerMinute: 1_000, atOnceMax: 3 }
const gateway = await testGateway({ rates, programmingLimits: programmingLimits() })

async function retryAfter(house: House, path: string, init: RequestInit = {}): Promise<number> {
  const headers = { authorization: `Bearer ${house.client.key}`, 'content-type': 'application/json' }
  return Number((await fetch(`${gateway.url}${path}`, { headers, ...init })).headers.get('retry-after'))
}

describe('a credential', () => {
  it('has its requests counted together, whichever way it asks', async () => {
    const house = await restHouse(gateway)
    const other = await restHouse(gateway)
    for (let asked = 0; asked < rates.requestsPerMinute; asked++) {
      if (asked % 2 === 0) expect((await house.ask('/workspaces/get')).status).toBe(200)
      else expect((await house.client.ask('{ workspace { id } }')).errors).toBeUndefined()
    }
    const message = 'This credential has asked 30 times within a minute: wait.'
    expect(await house.ask('/workspaces/get')).toEqual(refusal(429, 'rate_limited', message))
    expect((await house.client.ask('{ workspace { id } }')).errors?.[0]).toMatchObject({ message })
    expect(await retryAfter(house, '/workspaces/get')).toSatisfy((seconds) => seconds >= 1 && seconds <= 60)
    expect((await other.ask('/workspaces/get')).status).toBe(200)
  })

  it('pays for what it was answered, by how much of it there was', async () => {
    const house = await restHouse(gateway)
    const deviceIds = [await house.door(), await house.door(), await house.door()]
    // Three doors are 60, and no door is as much as one thing.
    for (let asked = 0; asked < 16; asked++) expect((await house.ask('/devices/list')).status).toBe(200)
    const [none = ''] = deviceIds
    expect((await house.ask('/access_codes/list', { device_id: none })).status).toBe(200)
    expect((await house.ask('/access_codes/list', { device_id: none })).status).toBe(200)
    const message = 'The operations of this credential have cost 1000 within a minute: wait, or ask for less.'
    expect(await house.ask('/devices/list')).toEqual(refusal(429, 'rate_limited', message))
    expect(await retryAfter(house, '/devices/list')).toBeGreaterThanOrEqual(1)
    expect((await house.client.ask('{ workspace { id } }')).errors?.[0]).toMatchObject({ message })
  })

  it('pays next to nothing for a refusal', async () => {
    const house = await restHouse(gateway)
    for (let asked = 0; asked < rates.requestsPerMinute - 1; asked++)
      expect((await house.ask('/access_codes/get', { access_code_id: 'none' })).status).toBe(404)
    expect((await house.ask('/workspaces/get')).status).toBe(200)
  })

  it('has only so many requests at work, the next wait for their turn, and others do not wait for it', async () => {
    const house = await restHouse(gateway)
    const other = await restHouse(gateway)
    const device_id = await house.door()
    const holding = await gateway.database.writers.connect()
    onTestFinished(() => holding.release())
    await holding.query('begin')
    await holding.query('select from device_sync where device_id = $1 for update', [device_id])
    const asked = Array.from({ length: rates.atOnceMax }, () => house.ask('/access_codes/create', { device_id }))
    await expect.poll(() => waitersFor(gateway.database.pool, holding)).toBe(rates.atOnceMax)
    const next = house.ask('/workspaces/get')
    const isAnswered = next.then(() => true)
    for (let time = 0; time < 3; time++) expect((await other.ask('/workspaces/get')).status).toBe(200)
    expect(await Promise.race([isAnswered, setImmediate(false)])).toBe(false)
    await holding.query('rollback')
    expect((await Promise.all([...asked, next])).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })
})

it('a device outside of a sandbox that has had too many changes says so, and nothing was made', async () => {
  const house = await restHouse(gateway)
  const { workspaceId } = house
  await gateway.database.prisma.workspace.update({ where: { id: workspaceId }, data: { isSandbox: false } })
  const device_id = await house.door()
  for (let made = 0; made < 10; made++)
    expect((await house.ask('/access_codes/create', { device_id })).status).toBe(200)
  const message = `The device ${device_id} has had 10 codes created within a minute, and takes no more: wait.`
  expect(await house.ask('/access_codes/create', { device_id })).toEqual(refusal(429, 'rate_limited', message))
  const init = { method: 'POST', body: JSON.stringify({ device_id }) }
  expect(await retryAfter(house, '/access_codes/create', init)).toSatisfy((seconds) => seconds >= 1 && seconds <= 60)
  expect((await house.ask('/access_codes/list', { device_id })).body.access_codes).toHaveLength(10)
})

it('who did what by REST is in the audit log, with the id of the request', async () => {
  const house = await restHouse(gateway)
  const device_id = await house.door()
  const key = house.client.key
  const response = await fetch(`${gateway.url}/access_codes/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ device_id, code: '480917' }),
  })
  const { access_code } = await response.json()
  const query = '{ auditLog(first: 5) { nodes { action requestId details accessCodeIds } } }'
  const { data } = await house.client.ask(query)
  expect(data.auditLog.nodes[0]).toEqual({
    action: 'createAccessCode',
    requestId: response.headers.get('seam-request-id'),
    details: expect.objectContaining({ code: 'given' }),
    accessCodeIds: [access_code.access_code_id],
  })
  expect(JSON.stringify(data)).not.toContain('480917')
  expect(access_code.code).toBe('480917')
})
