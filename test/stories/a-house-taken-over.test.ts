import { expect, test } from 'vitest'
import { aStoryHouse } from './a-story-house.ts'

const house = await aStoryHouse()
const {
  database,
  stack: { vault },
} = house

const patience = { timeout: 15_000, interval: 25 }
const ask = async (query: string) => (await house.client.ask(query)).data

interface Unmanaged {
  readonly id: string
  readonly code: string
  readonly name: string
}
const unmanagedOn = async (deviceId: string): Promise<Unmanaged[]> =>
  (await ask(`{ device(id: "${deviceId}") { unmanagedAccessCodes { nodes { id code name } } } }`)).device
    .unmanagedAccessCodes.nodes
const managedOn = async (deviceId: string) =>
  (await ask(`{ device(id: "${deviceId}") { accessCodes { nodes { id code status verification } } } }`)).device
    .accessCodes.nodes
const eventsOf = async (id: string): Promise<string[]> =>
  (await ask(`{ events(first: 100, filter: { accessCodeId: "${id}" }) { nodes { type } } }`)).events.nodes.map(
    ({ type }: { type: string }) => type,
  )
const convert = (id: string) =>
  ask(`mutation { convertUnmanagedAccessCode(input: { id: "${id}" }) {
    __typename ... on ConvertUnmanagedAccessCodePayload { accessCode { status } } } }`)
const wake = () => database.pool.query(`update device_sync set due_at = now()`)

test('a lock full of somebody else’s codes is taken over one by one, and one of them is deleted', async () => {
  const deviceId = await house.door()
  for (const [code, name] of [
    ['4711', 'Anna'],
    ['8352', 'Berta'],
    ['9064', 'The one before us'],
  ]) {
    await house.addByHand({ deviceId, code, name })
  }
  await wake()
  await expect.poll(() => unmanagedOn(deviceId), patience).toHaveLength(3)
  const found = await unmanagedOn(deviceId)
  const [anna, berta, before] = ['4711', '8352', '9064'].map((pin) => found.find(({ code }) => code === pin)) as [
    Unmanaged,
    Unmanaged,
    Unmanaged,
  ]

  for (const { id } of [anna, berta]) {
    expect(await convert(id)).toEqual({
      convertUnmanagedAccessCode: {
        __typename: 'ConvertUnmanagedAccessCodePayload',
        accessCode: { status: 'SETTING' },
      },
    })
    await expect.poll(() => eventsOf(id), patience).toContain('UNMANAGED_ACCESS_CODE_CONVERTED')
  }
  await ask(`mutation { deleteUnmanagedAccessCode(input: { id: "${before.id}" }) { __typename } }`)
  await expect.poll(() => eventsOf(before.id), patience).toContain('UNMANAGED_ACCESS_CODE_REMOVED')
  expect(await unmanagedOn(deviceId)).toEqual([])
  expect(await managedOn(deviceId)).toEqual(
    expect.arrayContaining([
      { id: anna.id, code: '4711', status: 'SET', verification: 'READ_BACK' },
      { id: berta.id, code: '8352', status: 'SET', verification: 'READ_BACK' },
    ]),
  )
  const opens = async (code: string) => (await house.enter({ deviceId, code })).opens
  expect([await opens('4711'), await opens('8352'), await opens('9064')]).toEqual([true, true, false])

  // From now on they are ours: changed and deleted as any other, and put right when somebody else changes them.
  await house.updateOne({ id: anna.id, code: '55671' })
  await expect.poll(() => opens('55671'), patience).toBe(true)
  await house.changeByHand({ accessCodeId: berta.id, code: '1111' })
  await expect.poll(() => eventsOf(berta.id), patience).toContain('ACCESS_CODE_MODIFIED_EXTERNALLY')
  await expect.poll(async () => [await opens('8352'), await opens('1111')], patience).toEqual([true, false])

  // And one is handed back: it stays on the lock, and nobody here touches it any more.
  await expect.poll(() => managedOn(deviceId), patience).toMatchObject([{ status: 'SET' }, { status: 'SET' }])
  expect((await house.updateOne({ id: berta.id, isManaged: false })).__typename).toBe('UpdateAccessCodePayload')
  await wake()
  expect((await managedOn(deviceId)).map(({ id }: { id: string }) => id)).toEqual([anna.id])
  await expect.poll(async () => (await unmanagedOn(deviceId)).map(({ id }) => id), patience).toEqual([berta.id])
})

test('a code that is taken away before the lock was read again is not brought back, and the conversion has failed', async () => {
  const deviceId = await house.door()
  await house.addByHand({ deviceId, code: '4711', name: 'Anna' })
  await house.addByHand({ deviceId, code: '8352', name: 'Berta' })
  await wake()
  await expect.poll(() => unmanagedOn(deviceId), patience).toHaveLength(2)
  const found = await unmanagedOn(deviceId)
  const slots = await database.pool.query('select id, lock_slot as slot from access_code where device_id = $1', [
    deviceId,
  ])
  const slotOf = (id: string) => slots.rows.find((row) => row.id === id).slot
  const [anna, berta] = ['4711', '8352'].map((pin) => found.find(({ code }) => code === pin)) as [Unmanaged, Unmanaged]

  // While nobody can look, both are taken over, one is deleted at the lock and the other gets another PIN there.
  await house.simulateDevice({ deviceId, isOnline: false })
  await convert(anna.id)
  await convert(berta.id)
  await database.pool.query('delete from simulated_lock.code where device_id = $1 and slot::text = $2', [
    deviceId,
    slotOf(anna.id),
  ])
  await database.pool.query(
    `update simulated_lock.code set pin_hash = $3, pin = $4 where device_id = $1 and slot::text = $2`,
    [
      deviceId,
      slotOf(berta.id),
      vault.hash(house.workspaceId, '7799'),
      await resealed(deviceId, slotOf(berta.id), '7799'),
    ],
  )
  await house.simulateDevice({ deviceId, isOnline: true })

  for (const { id } of [anna, berta]) {
    await expect.poll(() => eventsOf(id), patience).toContain('UNMANAGED_ACCESS_CODE_CONVERSION_FAILED')
  }
  await expect.poll(() => unmanagedOn(deviceId), patience).toMatchObject([{ id: berta.id, code: '7799' }])
  expect(await managedOn(deviceId)).toEqual([])
  expect((await ask(`{ node(id: "${anna.id}") { __typename } }`)).node).toBeNull()
  expect((await house.enter({ deviceId, code: '4711' })).opens).toBe(false)
})

async function resealed(deviceId: string, slot: string, pin: string): Promise<Buffer> {
  const text = 'select id from simulated_lock.code where device_id = $1 and slot::text = $2'
  const { rows } = await database.pool.query<{ id: string }>(text, [deviceId, slot])
  return vault.seal(pin, rows[0]?.id ?? '')
}
