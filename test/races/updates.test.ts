import { expect, test } from 'vitest'
import { aHouse } from '../api/a-house.ts'
import { inHours } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { somebodyWaitsFor } from './waiting.ts'

const gateway = await testGateway({ connectionsMax: 20 })
const house = await aHouse(gateway)
const ROUNDS = 20

const remove = (id: string) => house.client.ask(`mutation { deleteAccessCode(input: { id: "${id}" }) { __typename } }`)

const stored = async (id: string) => {
  const { rows } = await gateway.database.pool.query(
    `select name, wish_version as version, deleted_at is not null as "isDeleted", pin_hash as "pinHash",
       (select count(*)::int from action_attempt where access_code_id = a.id and action_type = 'UPDATE_ACCESS_CODE') as updates,
       (select count(*)::int from pin_claim where access_code_id = a.id and released_at is null) as claims
     from access_code a where id = $1`,
    [id],
  )
  return rows[0]
}

const rounds = Array.from({ length: ROUNDS }, (_, round) => round)

test('a code that is changed while it is deleted was changed before, or is not changed', async () => {
  const deviceId = await house.door()
  const outcomes = await Promise.all(
    rounds.map(async () => {
      const { accessCode } = await house.createOne({ deviceId, name: 'Anna' })
      const [answer] = await Promise.all([house.updateOne({ id: accessCode.id, name: 'Berta' }), remove(accessCode.id)])
      return { answer: answer.__typename, ...(await stored(accessCode.id)) }
    }),
  )
  for (const { answer, name, version, isDeleted, updates } of outcomes) {
    expect(isDeleted).toBe(true)
    const changed = { answer: 'UpdateAccessCodePayload', name: 'Berta', version: 3, updates: 1 }
    const unchanged = { answer: 'NotModifiableError', name: 'Anna', version: 2, updates: 0 }
    expect([changed, unchanged]).toContainEqual({ answer, name, version, updates })
  }
})

/** A connection that holds this door, as a verb does, until it is let go. */
async function holding(deviceId: string) {
  const connection = await gateway.database.pool.connect()
  await connection.query('begin')
  await connection.query('select from device_sync where device_id = $1 for update', [deviceId])
  return {
    connection,
    async letGo() {
      await connection.query('commit')
      connection.release()
    },
  }
}

test('what is changed is the code as it is when its door is free, not as it was found', async () => {
  const deviceId = await house.door()
  const { accessCode } = await house.createOne({ deviceId, name: 'Anna' })
  const door = await holding(deviceId)
  const answer = house.updateOne({ id: accessCode.id, name: 'Berta' })
  await somebodyWaitsFor(gateway.database.pool, door.connection)
  await door.connection.query('update access_code set deleted_at = now() where id = $1', [accessCode.id])
  await door.letGo()
  expect(await answer).toMatchObject({ __typename: 'NotModifiableError' })
  expect(await stored(accessCode.id)).toMatchObject({ name: 'Anna', version: 1, updates: 0 })
})

test('a code that joins its group on the way is changed under the lock of its own door', async () => {
  const [first, second] = [await house.door(), await house.door()]
  await house.createOne({ deviceId: first, commonCodeKey: 'joined on the way' })
  const firstDoor = await holding(first)
  const answer = house.updateMany({ commonCodeKey: 'joined on the way', name: 'Berta' })
  await somebodyWaitsFor(gateway.database.pool, firstDoor.connection)
  const joined = await house.createOne({ deviceId: second, commonCodeKey: 'joined on the way' })
  const secondDoor = await holding(second)
  await firstDoor.letGo()
  await somebodyWaitsFor(gateway.database.pool, secondDoor.connection)
  await secondDoor.connection.query('update access_code set deleted_at = now() where id = $1', [joined.accessCode.id])
  await secondDoor.letGo()
  expect((await answer).accessCodes).toMatchObject([{ device: { id: first }, name: 'Berta' }])
  expect(await stored(joined.accessCode.id)).toMatchObject({ name: null, version: 1 })
})

test('of many PINs wished of one code at once the last one stands, and all of them are claimed until the lock is read', async () => {
  const { accessCode } = await house.createOne({ deviceId: await house.door(), code: '470110' })
  const pins = rounds.map((round) => String(580000 + round * 7))
  const answers = await Promise.all(pins.map((code) => house.updateOne({ id: accessCode.id, code })))
  expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(['UpdateAccessCodePayload']))
  const { pinHash, version, claims } = await stored(accessCode.id)
  expect(pins.map((pin) => gateway.vault.hash(house.workspaceId, pin).toString('hex'))).toContain(
    pinHash.toString('hex'),
  )
  expect({ version, claims }).toEqual({ version: 1 + ROUNDS, claims: 1 + ROUNDS })
})

test('of many codes on one door that want one PIN at once, one gets it and the others are told which', async () => {
  const deviceId = await house.door()
  const codes = await Promise.all(rounds.map(() => house.createOne({ deviceId })))
  const ids = codes.map(({ accessCode }) => accessCode.id)
  const answers = await Promise.all(ids.map((id) => house.updateOne({ id, code: '982451' })))
  const winners = ids.filter((_, index) => answers[index].__typename === 'UpdateAccessCodePayload')
  expect(winners).toHaveLength(1)
  const losers = answers.filter(({ __typename }) => __typename === 'DuplicateAccessCodeError')
  expect(losers.map(({ conflictingAccessCodeId }) => conflictingAccessCodeId)).toEqual(
    Array.from({ length: ROUNDS - 1 }, () => winners[0]),
  )
})

test('windows of one PIN that are moved at once never overlap', async () => {
  const deviceId = await house.door()
  const ids: string[] = []
  for (const round of rounds) {
    const window = { startsAt: inHours(100 + 10 * round), endsAt: inHours(105 + 10 * round) }
    ids.push((await house.createOne({ deviceId, code: '982451', ...window })).accessCode.id)
  }
  const answers = await Promise.all(
    ids.map((id, round) =>
      house.updateOne({ id, startsAt: inHours(91 + 10 * round), endsAt: inHours(99 + 10 * round) }),
    ),
  )
  for (const { __typename } of answers) {
    expect(['UpdateAccessCodePayload', 'DuplicateAccessCodeError']).toContain(__typename)
  }
  const { rows } = await gateway.database.pool.query(
    `select count(*)::int as overlaps from access_code a join access_code b on a.id < b.id and a.device_id = b.device_id
     where a.device_id = $1 and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`,
    [deviceId],
  )
  expect(rows).toEqual([{ overlaps: 0 }])
})

test('who joins a group while it is changed is changed with it, or joins what it has become', async () => {
  const outcomes = await Promise.all(
    rounds.map(async (round) => {
      const [first, second] = [await house.door(), await house.door()]
      const commonCodeKey = `race ${round}`
      const founded = await house.createOne({ deviceId: first, commonCodeKey, name: 'Anna' })
      const [updated, joined] = await Promise.all([
        house.updateMany({ commonCodeKey, name: 'Berta' }),
        house.createOne({ deviceId: second, commonCodeKey, name: 'Anna' }),
      ])
      expect(joined.__typename).toBe('CreateAccessCodePayload')
      const { name } = await stored(joined.accessCode.id)
      return { updated: updated.accessCodes.length, first: (await stored(founded.accessCode.id)).name, second: name }
    }),
  )
  for (const outcome of outcomes) {
    const joinedBefore = { updated: 2, first: 'Berta', second: 'Berta' }
    const joinedAfter = { updated: 1, first: 'Berta', second: 'Anna' }
    expect([joinedBefore, joinedAfter]).toContainEqual(outcome)
  }
})
