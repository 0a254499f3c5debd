import { expect, it } from 'vitest'
import { aHouse } from '../api/a-house.ts'
import { eventsAreListed, inHours } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'
import { isPartOf } from './attempts.ts'
import { everyPath } from './paths.ts'
import { thingsOfOthers } from './things-of-others.ts'

const gateway = await testGateway({ queryCostMax: 10_000_000_000 })
const house = await aHouse(gateway)
const others = await thingsOfOthers(gateway, house)

/** A door of the same account as others, with a code of a group that others have codes of, and all that a door can have. */
const mine = await house.door({ connectedAccountId: others.nodes.ConnectedAccount as string })
const beyond = await house.door({ connectedAccountId: others.nodes.ConnectedAccount as string, name: 'Beyond' })
const shared = await house.createMany({ deviceIds: [mine, beyond], name: 'Family' })
const [here, there] = shared.accessCodes.map(({ id }: { id: string }) => id)
await house.code({ deviceId: mine, isManaged: false, pin: '480917' })
const backup = await house.code({
  deviceId: mine,
  isBackup: true,
  pin: '591028',
  startsAt: inHours(1),
  endsAt: inHours(2),
})
const window = { startsAt: new Date(inHours(1)), endsAt: new Date(inHours(2)) }
const pulled = await house.code({ deviceId: mine, pin: '602139', ...window, pulledBackupAccessCodeId: backup })
await gateway.database.pool.query(
  `update access_code set errors = jsonb_build_array(jsonb_build_object('issueCode', 'duplicate_code_on_device',
    'message', 'No.', 'conflictingAccessCodeId', $2::text)) where id = $1`,
  [here, pulled],
)
await eventsAreListed(gateway)
const session = await aSession(gateway, house, { deviceIds: [mine] })

const reached = ['a workspace', 'an account']
const outOfReach = [
  ...others.values.filter(({ is, what }) => is === 'ID' && !reached.includes(what)),
  ...others.values.filter(
    ({ what }) => what.startsWith('a name') || what.startsWith('a PIN') || what.startsWith('a key'),
  ),
  { what: 'a door beside', value: beyond },
  { what: 'a linked code beside', value: there },
]

it('finds nothing out of its reach on any way through the schema, and counts nothing of it', async () => {
  const paths = everyPath()
  const seen: string[] = []
  for (const document of paths) {
    const answer = await session.ask(document)
    const text = JSON.stringify(answer)
    seen.push(text)
    const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? []
    expect(codes.filter((code) => code !== 'FORBIDDEN')).toEqual([])
    expect([document, outOfReach.filter(({ value }) => isPartOf(value, text)).map(({ what }) => what)]).toEqual([
      document,
      [],
    ])
    expect([document, miscounted(answer)]).toEqual([document, []])
  }
  expect(paths.length).toBeGreaterThan(200)
  // What is in reach was found, so that the rest could have been.
  const all = seen.join()
  for (const value of [mine, here, backup, pulled, shared.linkedCodeGroup.id, '480917']) expect(all).toContain(value)
}, 300_000)

interface Page {
  readonly totalCount: number
  readonly nodes: readonly unknown[]
  readonly pageInfo: { readonly hasNextPage: boolean }
}

/** Whole lists whose count is not that of what is in them. */
function miscounted(answer: unknown): unknown[] {
  if (typeof answer !== 'object' || answer === null) return []
  const isWrong = 'totalCount' in answer && isMiscounted(answer as Page)
  return [...(isWrong ? [answer] : []), ...Object.values(answer).flatMap(miscounted)]
}

const isMiscounted = ({ totalCount, nodes, pageInfo }: Page) => pageInfo.hasNextPage || totalCount !== nodes.length
