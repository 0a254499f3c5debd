import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { countRows } from '../support/rows.ts'
import { runEngine } from '../support/simulated-engine.ts'
import { invalid, refusal, restHouse } from './rest-house.ts'
import { anUnmanagedRestCode } from './shapes.ts'

const path = '/access_codes/simulate/create_unmanaged_access_code'

describe('a code programmed at the keypad', async () => {
  const gateway = await testGateway()
  const { database } = gateway
  const house = await restHouse(gateway)
  await runEngine(gateway)

  it('is answered when the gateway has found it', async () => {
    const device_id = await house.door()
    const access_code = anUnmanagedRestCode(house.workspaceId, device_id)
    const first = await house.ask(path, { device_id, code: '8642', name: 'Old tenant' })
    expect(first).toEqual({ status: 200, body: { access_code, ok: true } })
    const { access_code_id } = first.body.access_code
    expect((await house.ask('/access_codes/unmanaged/get', { access_code_id })).body.access_code).toEqual(access_code)
    const another = await house.ask(path, { device_id, code: '9753' })
    expect(another.body.access_code.access_code_id).not.toBe(access_code_id)
  })

  it('is refused outside a sandbox, and with what is no PIN', async () => {
    const device_id = await house.door()
    await database.prisma.workspace.update({ where: { id: house.workspaceId }, data: { isSandbox: false } })
    const before = await countRows(database)
    expect(await house.ask(path, { device_id, code: '8642' })).toEqual(
      refusal(400, 'unsupported_device', 'Nothing can be simulated in this workspace, since it is not a sandbox.', {
        data: { device_id },
      }),
    )
    expect(await countRows(database)).toEqual(before)
    expect(await house.ask(path, { device_id, code: 'x' })).toEqual(invalid({ code: 'A PIN is 4 to 12 digits.' }))
  })
})

describe('where nobody reads the lock', async () => {
  const gateway = await testGateway()
  const house = await restHouse(gateway)
  const device_id = await house.door()
  const answer = house.ask(path, { device_id, code: '8642' })

  it('the client is told after ten seconds that the code is there and not found yet', async () => {
    expect(await answer).toEqual(
      refusal(
        503,
        'device_not_read_yet',
        'The code is on the lock, and nobody has read the lock yet. It is listed once somebody has.',
      ),
    )
  })
})
