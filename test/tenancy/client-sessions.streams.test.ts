import { describe, expect, it } from 'vitest'
import { aHouse } from '../api/a-house.ts'
import { writeEvent } from '../subscriptions/log.ts'
import { subscribe } from '../subscriptions/subscriber.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'

const gateway = await testGateway()
const { pool } = gateway.database
const house = await aHouse(gateway)

describe('a stream of a client session', () => {
  const watch = `subscription { events { deviceId accessCode { linkedCodeGroup {
    devices { id } accessCodes { totalCount nodes { device { id } } } } } } }`

  it.each(['session', 'key'])(
    'shows of an event what it reaches, beside a key that is told of it too: the %s subscribed first',
    async (first) => {
      const [mine, beyond] = [await house.door(), await house.door()]
      const { accessCodes } = await house.createMany({ deviceIds: [mine, beyond] })
      const session = await aSession(gateway, house, { deviceIds: [mine] })
      const inOrder = first === 'session' ? [session, house.client] : [house.client, session]
      const streams = []
      for (const asker of inOrder) streams.push(await subscribe(gateway, asker, watch))
      const [one, other] = streams
      await writeEvent(pool, house.workspaceId, { deviceId: mine, accessCodeId: accessCodes[0].id })
      const seen = [(await one?.take(1, 'events'))?.[0], (await other?.take(1, 'events'))?.[0]]
      const groupOn = (...ids: string[]) => ({
        devices: ids.map((id) => ({ id })),
        accessCodes: { totalCount: ids.length, nodes: ids.toReversed().map((id) => ({ device: { id } })) },
      })
      const shown = {
        session: { deviceId: mine, accessCode: { linkedCodeGroup: groupOn(mine) } },
        key: { deviceId: mine, accessCode: { linkedCodeGroup: groupOn(mine, beyond) } },
      }
      expect(seen).toEqual(first === 'session' ? [shown.session, shown.key] : [shown.key, shown.session])
    },
  )
})
