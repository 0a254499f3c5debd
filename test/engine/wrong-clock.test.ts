import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aStoryHouse, endingGone } from '../stories/a-story-house.ts'

const house = await aStoryHouse()
const { codeOf, eventually, eventsOf, onLock, opens } = house

const dayMs = 86_400_000
/** What the database's clock says, so many seconds from now: the only clock that counts. */
async function inSeconds(seconds: number): Promise<string> {
  const { rows } = await house.database.pool.query(`select now() + $1 * interval '1 second' as at`, [seconds])
  return rows[0].at.toISOString()
}

beforeAll(() => {
  // Timers, and what measures how long something took, stay as they are.
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterAll(() => vi.useRealTimers())

test.each([
  ['two days behind', -2 * dayMs],
  ['two days ahead', 2 * dayMs],
])(
  'a gateway and an engine whose own clock is %s keep every window by the clock of the database',
  async (_what, offMs) => {
    vi.setSystemTime(performance.timeOrigin + performance.now() + offMs)
    const deviceId = await house.door({ supportsNativeScheduling: false })
    const create = async (from: number, until: number, code: string) => {
      const [startsAt, endsAt] = [await inSeconds(from), await inSeconds(until)]
      return { startsAt, endsAt, ...(await house.createOne({ deviceId, code, startsAt, endsAt })) }
    }
    expect(await create(-7_200, -3_600, '8642')).toMatchObject({ __typename: 'InvalidInputError' })

    const { accessCode: now } = await create(-3_600, 3_600, '4711')
    await eventually(() => codeOf(now.id)).toMatchObject({ status: 'SET', verification: 'READ_BACK', warnings: [] })
    const { accessCode: later } = await create(3_600, 7_200, '8352')
    const waiting = { status: 'UNSET', pendingMutations: [{ mutationCode: 'DEFERRING_CREATION' }] }
    expect(await codeOf(later.id)).toMatchObject(waiting)
    expect(await onLock(deviceId)).toMatchObject([{ pin: '4711' }])

    // One comes and one goes, each at its time.
    const startsAt = await inSeconds(2)
    await house.updateOne({ id: later.id, startsAt })
    await eventually(() => opens(deviceId, '8352')).toBe(true)
    expect(Date.parse(await inSeconds(0))).toBeGreaterThanOrEqual(Date.parse(startsAt))
    const endsAt = await inSeconds(3)
    await house.updateOne({ id: now.id, endsAt })
    await eventually(() => codeOf(now.id)).toBeNull()
    expect(Date.parse(await inSeconds(0))).toBeGreaterThanOrEqual(Date.parse(endsAt))
    await eventually(() => eventsOf(now.id)).toEqual(endingGone)
  },
)
