import { expect, test } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { type Answer, testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'

const CALLS = 1000
const CONNECTIONS = 20
const DOORS = 10
const DAY_MS = 24 * 60 * 60 * 1000

const gateway = await testGateway({ connectionsMax: CONNECTIONS })
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)

const create = `mutation ($input: CreateMultipleAccessCodesInput!) {
  createMultipleAccessCodes(input: $input) {
    __typename
    ... on CreateMultipleAccessCodesPayload { accessCodes { id } }
    ... on CodeCannotBeSharedError { obstacles { reason } }
    ... on UserError { message }
  }
}`

test('1,000 calls at once over the same ten doors never put one PIN on a door twice in overlapping windows', async () => {
  const doors = await Promise.all(Array.from({ length: DOORS }, () => addDevice(gateway.database, workspaceId)))
  const answers: Answer[] = []
  let next = 0
  const caller = async () => {
    for (let call = next++; call < CALLS; call = next++) {
      answers.push(await client.ask(create, { input: inputOf(call, doors) }))
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, caller))

  // No deadlock, time-out or surprise reached a caller: each has codes, or a refusal for a PIN that was taken.
  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([])
  const results = answers.map(({ data }) => data.createMultipleAccessCodes)
  const created = results.filter(({ __typename }) => __typename === 'CreateMultipleAccessCodesPayload')
  const refused = results.filter(({ __typename }) => __typename === 'CodeCannotBeSharedError')
  expect(created.length + refused.length).toBe(CALLS)
  const reasons = refused.flatMap(({ obstacles }) => obstacles.map(({ reason }: { reason: string }) => reason))
  expect(new Set(reasons)).toEqual(new Set(['DUPLICATE_CODE']))
  expect(created.length).toBeGreaterThan(CALLS / 4)

  // All or nothing: what is in the database is what was acknowledged, ten codes a call.
  const { rows } = await gateway.database.pool.query(
    `select id, device_id, pin_ciphertext, coalesce(starts_at, '-infinity')::text as starts, coalesce(ends_at, 'infinity')::text as ends,
       extract(epoch from coalesce(starts_at, '1970-01-01')) as from, extract(epoch from ends_at) as until
     from access_code where workspace_id = $1`,
    [workspaceId],
  )
  const acknowledged = created.flatMap(({ accessCodes }) => accessCodes.map(({ id }: { id: string }) => id))
  expect(rows.map(({ id }) => id).sort()).toEqual(acknowledged.sort())
  expect(acknowledged.length).toBe(created.length * DOORS)

  const clashes = []
  const byDoorAndPin = Map.groupBy(rows, (row) => `${row.device_id} ${gateway.vault.open(row.pin_ciphertext, row.id)}`)
  for (const codes of byDoorAndPin.values()) {
    const sorted = codes.sort((a, b) => Number(a.from) - Number(b.from))
    for (const [index, code] of sorted.entries()) {
      const later = sorted[index + 1]
      if (later && (code.until === null || Number(code.until) > Number(later.from))) clashes.push([code.id, later.id])
    }
  }
  expect(clashes).toEqual([])
}, 180_000)

/** A few PINs in a few weeks, so that most calls are in somebody's way; every third leaves the PIN to the gateway. */
function inputOf(call: number, doors: readonly string[]) {
  const week = call % 20
  const start = Date.now() + DAY_MS + week * 7 * DAY_MS
  return {
    deviceIds: call % 2 === 0 ? doors : doors.toReversed(),
    ...(call % 3 !== 0 && { code: String(4000 + ((call * 7) % 40)) }),
    ...(call % 50 !== 0 && {
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(start + (1 + (call % 9)) * DAY_MS).toISOString(),
    }),
    idempotencyKey: newId(),
  }
}
