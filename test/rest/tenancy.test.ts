import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { routes } from '../../src/rest/routes.ts'
import { eventsAreListed, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { restHouse } from './rest-house.ts'

const gateway = await testGateway()
const [mine, theirs] = [await restHouse(gateway), await restHouse(gateway)]

/** One of everything, in their house. */
const account = await theirs.account()
const device = await theirs.door({ connectedAccountId: account })
const left = await theirs.door({ isManaged: false })
const { accessCode, actionAttempt } = await theirs.createOne({
  deviceId: device,
  commonCodeKey: 'family',
  code: '4711',
})
const unmanaged = await theirs.code({ deviceId: device, isManaged: false, pin: '8642' })
const event = await gateway.database.prisma.event.findFirstOrThrow({ where: { workspaceId: theirs.workspaceId } })
const { body } = await theirs.ask('/client_sessions/create', { device_ids: [device] })
const session = body.client_session.client_session_id
const theirIds = [session, account, device, left, accessCode.id, actionAttempt.id, unmanaged, event.id]

const ids = /^(device|access_code|action_attempt|event|connected_account|client_session)_id(s?)$/
const needed: Readonly<Record<string, object>> = {
  '/access_codes/create_multiple': {},
  '/access_codes/unmanaged/update': { is_managed: true },
  '/access_codes/simulate/create_unmanaged_access_code': { code: '4711' },
  '/access_codes/report_device_constraints': { supported_code_lengths: [4] },
  '/access_codes/update': { access_code_id: accessCode.id, name: 'x' },
  '/access_codes/delete': { access_code_id: accessCode.id },
}

/** Every parameter of every route that names a thing by its id, with what else the route needs. */
const questions = routes.flatMap(({ path, input }) =>
  Object.keys(input.shape).flatMap((name) => {
    if (!ids.test(name)) return []
    const others = Object.entries(needed[path] ?? {}).filter(([other]) => other !== name)
    return [
      {
        path,
        name,
        given: (id: string) => ({ ...Object.fromEntries(others), [name]: name.endsWith('s') ? [id] : id }),
      },
    ]
  }),
)

describe('an id of another workspace', () => {
  beforeAll(() => eventsAreListed(gateway))

  it.each(questions)(
    'is answered as $path answers for $name that is nobody’s, and nothing is written',
    async ({ path, given }) => {
      const unknown = newId()
      const neutral = (answer: unknown) =>
        theirIds
          .reduce((text, id) => text.replaceAll(id, unknown), JSON.stringify(answer))
          .replace(/"request_id":"[^"]*"/, '')
      const nothing = neutral(await mine.ask(path, given(unknown)))
      for (const id of theirIds) {
        const answer = await writingNothing(gateway, () => mine.ask(path, given(id)))
        expect([id, neutral(answer)]).toEqual([id, nothing])
      }
    },
  )
})

it('all of these are asked', () => {
  expect(questions.length).toBeGreaterThan(40)
})
