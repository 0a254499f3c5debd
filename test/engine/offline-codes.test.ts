import { afterAll, expect, it, vi } from 'vitest'
import { startEngine } from '../../src/engine/engine.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'

const gateway = await testGateway()
const { database, vault } = gateway
const house = await aSandbox(gateway)
const running = new AsyncDisposableStack()
const provider = running.use(simulatedLocks({ pool: database.pool, vault }))
const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
const timing = { pollMs: 100, backoffFirstMs: 100, backoffMaxMs: 300 }
for (const name of ['one', 'other']) {
  running.use(startEngine({ database, vault, providers: { SIMULATED: provider }, logger, timing, name }))
}
afterAll(() => running.disposeAsync())

const patience = { timeout: 15_000, interval: 25 }
const HOUR_MS = 3_600_000
const onTheHour = (hours: number) =>
  new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS + hours * HOUR_MS).toISOString()
const igloo = () =>
  house.door({ deviceType: 'igloohome_lock', canProgramOfflineAccessCodes: true, supportedCodeLengths: [4, 5, 6] })

const codeOf = async (id: string) =>
  (
    await house.client.ask(`{ accessCode(id: "${id}") {
      status verification code codeVisibility isWaitingForCodeAssignment isScheduledOnDevice errors { issueCode }
      pendingMutations { mutationCode } } }`)
  ).data.accessCode
const eventsOf = async (id: string) =>
  (await house.client.ask(`{ events(filter: { accessCodeId: "${id}" }) { nodes { type } } }`)).data.events.nodes.map(
    ({ type }: { type: string }) => type,
  )
const attemptOf = async (id: string) =>
  (await database.pool.query('select status, error from action_attempt where access_code_id = $1', [id])).rows

it('an offline code gets its PIN from the maker of a lock that is off line, and opens the door', async () => {
  const deviceId = await igloo()
  await house.simulateDevice({ deviceId, isOnline: false })
  const { accessCode } = await house.createOne({
    deviceId,
    isOfflineAccessCode: true,
    startsAt: onTheHour(0),
    endsAt: onTheHour(2),
  })
  await expect
    .poll(() => codeOf(accessCode.id), patience)
    .toMatchObject({
      status: 'SET',
      verification: 'ACKNOWLEDGED',
      code: expect.stringMatching(/^\d{10}$/),
      codeVisibility: 'VISIBLE',
      isWaitingForCodeAssignment: false,
      pendingMutations: [],
    })
  const { code } = await codeOf(accessCode.id)
  expect((await house.enter({ deviceId, code })).opens).toBe(true)
  expect(await attemptOf(accessCode.id)).toEqual([{ status: 'SUCCESS', error: null }])
  await expect
    .poll(() => eventsOf(accessCode.id), patience)
    .toEqual(['ACCESS_CODE_CREATED', 'ACCESS_CODE_SET_ON_DEVICE'])
  // Nothing of it was ever put on the lock.
  const { rows } = await database.pool.query('select slot from simulated_lock.code where device_id = $1', [deviceId])
  expect(rows).toEqual([])
})

it('three codes of one window have three PINs, also where two workers make them', async () => {
  const deviceId = await igloo()
  const input = { deviceId, isOfflineAccessCode: true, startsAt: onTheHour(1), endsAt: onTheHour(3) }
  const made = await Promise.all(Array.from({ length: 3 }, () => house.createOne(input)))
  const ids = made.map(({ accessCode }) => accessCode.id)
  const pins = async () => (await Promise.all(ids.map(codeOf))).map(({ code }) => code)
  await expect.poll(async () => (await pins()).includes(null), patience).toBe(false)
  expect(new Set(await pins()).size).toBe(3)
  for (const id of ids) {
    const waiting = { status: 'UNSET', isScheduledOnDevice: true, errors: [] }
    await expect.poll(() => codeOf(id), patience).toMatchObject(waiting)
    expect((await house.enter({ deviceId, code: (await codeOf(id)).code })).opens).toBe(false)
  }
})

it('a code for one use opens the door once', async () => {
  const deviceId = await igloo()
  const input = { deviceId, isOfflineAccessCode: true, isOneTimeUse: true, startsAt: onTheHour(0) }
  const { accessCode } = await house.createOne(input)
  await expect.poll(() => codeOf(accessCode.id), patience).toMatchObject({ status: 'SET' })
  const { code } = await codeOf(accessCode.id)
  const entries = [await house.enter({ deviceId, code }), await house.enter({ deviceId, code })]
  expect(entries.map(({ opens }) => opens)).toEqual([true, false])
})

it('a code is gone with its window, since its lock ends it by itself, whether or not it can be reached', async () => {
  const deviceId = await igloo()
  const input = { deviceId, isOfflineAccessCode: true, startsAt: onTheHour(0), endsAt: onTheHour(1) }
  const { accessCode } = await house.createOne(input)
  await expect.poll(() => codeOf(accessCode.id), patience).toMatchObject({ status: 'SET' })
  await house.simulateDevice({ deviceId, isOnline: false })
  await database.pool.query(
    `update access_code set starts_at = starts_at - interval '2 hours', ends_at = ends_at - interval '2 hours' where id = $1`,
    [accessCode.id],
  )
  await database.pool.query('update device_sync set due_at = now() where device_id = $1', [deviceId])
  await expect.poll(() => codeOf(accessCode.id), patience).toBeNull()
  await expect
    .poll(() => eventsOf(accessCode.id), patience)
    .toEqual(['ACCESS_CODE_CREATED', 'ACCESS_CODE_SET_ON_DEVICE', 'ACCESS_CODE_DELETED'])
  const claims = 'select released_at is not null as "isReleased" from pin_claim where access_code_id = $1'
  expect((await database.pool.query(claims, [accessCode.id])).rows).toEqual([{ isReleased: true }])
})

it('what the maker refuses for good is said on the code and by its attempt, and not asked again', async () => {
  // A kind of lock whose rules are not known here: half an hour is nothing that the maker can work out.
  const deviceId = await house.door({ canProgramOfflineAccessCodes: true })
  const startsAt = new Date(Date.now() - 600_000).toISOString()
  const endsAt = new Date(Date.now() + 1_200_000).toISOString()
  const made = vi.spyOn(provider, 'makeOfflinePin')
  const { accessCode } = await house.createOne({ deviceId, isOfflineAccessCode: true, startsAt, endsAt })
  await expect
    .poll(() => codeOf(accessCode.id), patience)
    .toMatchObject({
      status: 'SETTING',
      code: null,
      errors: [{ issueCode: 'failed_to_set_on_device' }],
    })
  const message =
    'The lock’s maker works out no such code: create another one. It said: "an offline PIN begins on a whole hour"'
  expect(await attemptOf(accessCode.id)).toEqual([
    { status: 'ERROR', error: { type: 'failed_to_set_on_device', message } },
  ])
  await database.pool.query('update device_sync set due_at = now() where device_id = $1', [deviceId])
  const lastRead = async () =>
    (await database.pool.query('select due_at > now() as "isDone" from device_sync where device_id = $1', [deviceId]))
      .rows
  await expect.poll(lastRead, patience).toEqual([{ isDone: true }])
  expect(made).toHaveBeenCalledTimes(1)
  await expect
    .poll(() => eventsOf(accessCode.id), patience)
    .toEqual(['ACCESS_CODE_CREATED', 'ACCESS_CODE_FAILED_TO_SET_ON_DEVICE'])
})
