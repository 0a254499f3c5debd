import { expect, test } from 'vitest'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { setTraits } from '../../src/locks/simulated/traits.ts'
import { engineHouse } from '../support/engine-house.ts'

const house = await engineHouse()
const { pool } = house.database
const stack = { pool, vault: house.vault }

const doorCount = 20
const codesPerDoor = 5
/** As a lock of the house answers. */
const latencyMs = 20
const p99MaxMs = 2_000

test('on healthy locks a code is verified, and verified gone, within two seconds of its time: p99 of a hundred', async () => {
  await using provider = simulatedLocks(stack)
  const doors: string[] = []
  for (let number = 0; number < doorCount; number++) {
    // Half of them keep no time: their codes are set just in time.
    const { id } = await house.door({ supportsNativeScheduling: number % 2 === 0 })
    await setTraits(stack, { workspaceId: house.workspaceId, deviceId: id }, { latencyMs })
    doors.push(id)
  }
  // The engine's own terms: nothing is made shorter.
  await using _engine = house.start({}, provider)
  const codes: string[] = []
  for (let number = 0; number < doorCount * codesPerDoor; number++) {
    // Each wished a while ahead, however long the wishing takes, so that most are due at about the same time.
    const startsAt = new Date(Date.now() + 1_000 + (number % 30) * 30)
    const endsAt = new Date(startsAt.getTime() + 3_000)
    codes.push(await house.wish(doors[number % doorCount] as string, { startsAt, endsAt }))
  }
  await expect.poll(() => remaining(codes), { timeout: 40_000, interval: 50 }).toBe(0)

  const late = await delaysMs(codes)
  expect(late.set).toHaveLength(codes.length)
  expect(late.gone).toHaveLength(codes.length)
  expect(p99(late.set)).toBeLessThan(p99MaxMs)
  expect(p99(late.gone)).toBeLessThan(p99MaxMs)
}, 90_000)

async function remaining(ids: readonly string[]): Promise<number> {
  const text = 'select count(*)::int as count from access_code where id = any($1) and removed_at is null'
  return (await pool.query(text, [ids])).rows[0].count
}

/** From when a code was to open, or the wish for it was made, if later, and from when it was to be gone. */
async function delaysMs(ids: readonly string[]): Promise<{ set: number[]; gone: number[] }> {
  const text = `select e.type, extract(epoch from e.occurred_at - case
      when e.type = 'ACCESS_CODE_SET_ON_DEVICE' then greatest(a.starts_at, a.created_at) else a.ends_at end)::float8 * 1000 as ms
    from event e join access_code a on a.id = e.access_code_id
    where a.id = any($1) and e.type in ('ACCESS_CODE_SET_ON_DEVICE', 'ACCESS_CODE_REMOVED_FROM_DEVICE')`
  const { rows } = await pool.query<{ type: string; ms: number }>(text, [ids])
  const of = (type: string) => rows.filter((row) => row.type === type).map(({ ms }) => ms)
  return { set: of('ACCESS_CODE_SET_ON_DEVICE'), gone: of('ACCESS_CODE_REMOVED_FROM_DEVICE') }
}

function p99(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] as number
}
