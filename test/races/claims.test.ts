import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { somebodyWaitsFor } from './waiting.ts'

const gateway = await testGateway()
const { pool } = gateway.database
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)
const deviceId = await addDevice(gateway.database, workspaceId)

const insertClaim = `insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during, enforced, released_at)
  values ($1, $2, $3, $4, $5, tstzrange(to_timestamp($6), to_timestamp($7)), $8, $9)`

async function addCode(): Promise<string> {
  const id = newId()
  await pool.query(
    `insert into access_code (id, workspace_id, device_id, type, status) values ($1, $2, $3, 'ONGOING', 'SETTING')`,
    [id, workspaceId, deviceId],
  )
  return id
}

test('the database itself refuses a second claim of a PIN exactly when the windows overlap', async () => {
  const span = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }))
  await fc.assert(
    fc.asyncProperty(fc.array(span, { maxLength: 8 }), async (spans) => {
      const pinHash = Buffer.from(newId())
      const held: [number, number][] = []
      for (const [from, length] of spans) {
        const until = from + length
        const isFree = held.every(([start, end]) => end <= from || until <= start)
        const claim = pool.query(insertClaim, [
          newId(),
          workspaceId,
          deviceId,
          await addCode(),
          pinHash,
          from,
          until,
          true,
          null,
        ])
        if (isFree) {
          await claim
          held.push([from, until])
        } else {
          await expect(claim).rejects.toMatchObject({ code: '23P01', constraint: 'pin_claim_no_overlap' })
        }
      }
    }),
    { numRuns: 25 },
  )
})

test('a code never conflicts with its own earlier claim, nor with claims released or not enforced', async () => {
  const pinHash = Buffer.from(newId())
  const code = await addCode()
  await pool.query(insertClaim, [newId(), workspaceId, deviceId, code, pinHash, 1, 10, true, null])
  await pool.query(insertClaim, [newId(), workspaceId, deviceId, code, pinHash, 5, 20, true, null])
  await pool.query(insertClaim, [newId(), workspaceId, deviceId, await addCode(), pinHash, 1, 30, false, null])
  await pool.query(insertClaim, [newId(), workspaceId, deviceId, await addCode(), pinHash, 1, 30, true, new Date()])
})

test('a claim that slips in between the look and the write becomes a refusal that names the other code', async () => {
  const door = await addDevice(gateway.database, workspaceId)
  const rival = await addCode()
  // A writer that does not queue for the door: it holds the claim uncommitted while the gateway looks and finds nothing.
  const outsider = await pool.connect()
  await outsider.query('begin')
  await outsider.query(insertClaim, [
    newId(),
    workspaceId,
    door,
    rival,
    gateway.vault.hash(workspaceId, '4711'),
    1,
    4e9,
    true,
    null,
  ])
  const asked = client.ask(
    `mutation ($input: CreateAccessCodeInput!) {
      createAccessCode(input: $input) { __typename ... on DuplicateAccessCodeError { code conflictingAccessCodeId device { id } } }
    }`,
    { input: { deviceId: door, code: '4711' } },
  )
  await somebodyWaitsFor(pool, outsider)
  await outsider.query('commit')
  outsider.release()
  expect(await asked).toEqual({
    data: {
      createAccessCode: {
        __typename: 'DuplicateAccessCodeError',
        code: 'DUPLICATE_ACCESS_CODE',
        conflictingAccessCodeId: rival,
        device: { id: door },
      },
    },
  })
})
