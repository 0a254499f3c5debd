import pg from 'pg'
import { expect, it, onTestFinished, vi } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { writeEvent } from './log.ts'
import { type Subscriber, subscribe } from './subscriber.ts'

const gateway = await testGateway()
const workspaceId = await addWorkspace(gateway.database)
const clients = [await gateway.clientOf(workspaceId), await gateway.clientOf(workspaceId)]
const door = await addDevice(gateway.database, workspaceId)

it.each([1, 200])('%i subscribers cost one statement per wake-up, and one for what they all select', async (count) => {
  const streams: Subscriber[] = []
  for (let n = 0; n < count; n++) {
    const client = clients[n % 2]
    if (client) streams.push(await subscribe(gateway, client, 'subscription { events { id device { name } } }'))
  }
  const statements = countStatements()
  const wakeUps = 5
  for (let n = 0; n < wakeUps; n++) {
    const id = await writeEvent(gateway.database.pool, workspaceId, { deviceId: door })
    const got = await Promise.all(streams.map((stream) => stream.take(1, 'events')))
    expect(got).toEqual(streams.map(() => [{ id, device: { name: 'Door' } }]))
  }
  expect(statements.filter((text) => text.includes('from device'))).toHaveLength(wakeUps)
  // A poll may look as well, and a transaction elsewhere on the server make it look twice.
  const reads = statements.filter((text) => text.includes('"isHeldBack"'))
  expect(reads.length).toBeGreaterThanOrEqual(wakeUps)
  expect(reads.length).toBeLessThan(wakeUps * 6)
  const asksForKeys = statements.filter((text) => text.includes('from api_key'))
  expect(asksForKeys.length).toBeLessThan(wakeUps * 4)
})

function countStatements(): string[] {
  const statements: string[] = []
  const query = pg.Client.prototype.query
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text: string }]
    statements.push(typeof first === 'string' ? first : first.text)
    return Reflect.apply(query, this, args)
  } as typeof query)
  onTestFinished(() => spy.mockRestore())
  return statements
}
