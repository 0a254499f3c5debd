import { expect, it } from 'vitest'
import { seedDemoHouse } from '../../prisma/seed.ts'
import { addFault, goOffline, goOnline, slowDown } from '../../src/locks/simulated/faults.ts'
import { pressKeypad, setAtKeypad } from '../../src/locks/simulated/keypad.ts'
import { makeOfflinePin } from '../../src/locks/simulated/offline-codes.ts'
import { placeOnLock } from '../../src/locks/simulated/place-on-lock.ts'
import { somebodyWaitsFor } from '../races/waiting.ts'
import { code, granted, inTime } from './contract/house.ts'
import { describeLockProvider } from './contract.ts'
import { simulatedHouse } from './simulated-house.ts'

const house = await simulatedHouse()
const { database, stack, provider } = house

describeLockProvider('The simulated lock stack', {
  provider,
  newLock: ({ nativeScheduling = true, makesPins = false, slotCount, ...rest }) =>
    house.lock(
      {
        supportsNativeScheduling: nativeScheduling,
        maxActiveCodesSupported: slotCount ?? null,
        codeConstraints: makesPins ? [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] : [],
        ...(makesPins && { supportedCodeLengths: [6] }),
      },
      { ...rest, ...(makesPins && { pinDelayMs: 200 }) },
    ),
  can: {
    goOffline: (lock) => goOffline(stack, lock),
    goOnline: (lock) => goOnline(stack, lock),
    loseNextAnswer: (lock) => addFault(stack, lock, { kind: 'DROPS_ANSWER', times: 1 }),
    delayNextCommand: (lock, byMs) => addFault(stack, lock, { kind: 'APPLIES_LATE', afterMs: byMs, times: 1 }),
    slowDown: (lock, byMs) => slowDown(stack, lock, byMs),
    setByHand: (lock, pin) => setAtKeypad(stack, lock, { pin }),
    enter: async (lock, pin) => (await pressKeypad(stack, lock, pin)).opens,
  },
})

it('has a lock behind every door of the demo house, as its row describes it', async () => {
  await seedDemoHouse(database, stack.vault)
  const doors = await database.prisma.device.findMany({ where: { name: { in: doorNames } }, orderBy: { name: 'asc' } })
  const found = await Promise.all(
    doors.map(async ({ id: deviceId, workspaceId, name }) => {
      const lock = { workspaceId, deviceId }
      const { slots, nativeScheduling, makesPins } = await provider.capabilities(lock)
      const pin = makesPins ? null : name === 'Pool house' ? '739466' : '7394'
      const { kind } = await provider.set(lock, code('1', pin, { name: 'A name of twenty-two' }), inTime())
      const reading = await provider.list(lock, inTime())
      const shownName = reading.kind === 'ok' ? reading.value[0]?.name : null
      return [name, slots.length, nativeScheduling, makesPins, kind, shownName]
    }),
  )
  expect(found).toEqual([
    ['Boat shed', 20, false, false, 'unreachable', null],
    ['Cellar', 30, true, false, 'ok', 'A name of twen'],
    ['Key box', 3, true, false, 'ok', 'A name of twenty-two'],
    ['Meeting room', 100, true, true, 'ok', 'A name of twenty-two'],
    ['Pool house', 100, true, false, 'ok', 'A name of twenty-two'],
    ['Summer house', 100, true, false, 'ok', 'A name of twenty-two'],
    ['Thermostat', 250, false, false, 'refused', undefined],
  ])
})

const doorNames = ['Boat shed', 'Cellar', 'Key box', 'Meeting room', 'Pool house', 'Summer house', 'Thermostat']

it('cannot reach a lock that no device of the workspace stands for', async () => {
  const lock = await house.lock()
  granted(await provider.set(lock, code('1', '4711'), inTime()))
  const stranger = { ...lock, workspaceId: '00000000-0000-7000-8000-000000000000' }

  expect(await provider.list(stranger, inTime())).toMatchObject({ kind: 'unreachable' })
  await expect(provider.capabilities(stranger)).rejects.toThrow('no simulated lock')
})

it.each([
  ['NO_ZEROS', '4701'],
  ['CANNOT_START_WITH_12', '1274'],
  ['CANNOT_CONTAIN_089', '4718'],
  ['AT_LEAST_THREE_UNIQUE_DIGITS', '4774'],
])('refuses for good what %s forbids', async (constraintType, pin) => {
  const lock = await house.lock({ codeConstraints: [{ constraintType }] })

  const answer = await provider.set(lock, code('1', pin), inTime())
  expect(answer).toEqual({ kind: 'refused', reason: 'CONSTRAINT_VIOLATED', isPermanent: true, message: constraintType })
  expect(granted(await provider.list(lock, inTime()))).toEqual([])
})

it('refuses a name that is too short or taken, and a start that is past', async () => {
  const constraintTypes = ['NAME_MUST_BE_UNIQUE', 'START_DATE_IN_FUTURE']
  const lock = await house.lock({
    codeConstraints: [
      { constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 14 },
      ...constraintTypes.map((constraintType) => ({ constraintType })),
    ],
  })
  granted(await provider.set(lock, code('1', '4711', { name: 'A long name of Ada' }), inTime()))
  const past = { startsAt: new Date(Date.now() - 60_000), endsAt: new Date(Date.now() + 60_000) }

  const answers = await Promise.all([
    provider.set(lock, code('2', '9053', { name: 'A' }), inTime()),
    provider.set(lock, code('2', '9053', { name: 'A long name of Alan' }), inTime()),
    provider.set(lock, code('2', '9053', { window: past }), inTime()),
  ])
  expect(answers).toMatchObject(
    ['NAME_LENGTH', ...constraintTypes].map((message) => ({ kind: 'refused', isPermanent: true, message })),
  )
})

it('takes only PINs that a lock of its account holds, where it is made like that', async () => {
  const account = (displayName: string) =>
    database.prisma.connectedAccount.create({
      data: { id: crypto.randomUUID(), workspaceId: house.workspaceId, provider: 'SIMULATED', displayName },
    })
  const [{ id: connectedAccountId }, { id: otherAccountId }] = [await account('Ours'), await account('Theirs')]
  const constraintType = 'PIN_CODE_MATCHES_EXISTING_SET'
  const lock = await house.lock({ connectedAccountId, codeConstraints: [{ constraintType }] })
  const beside = await house.lock({ connectedAccountId })
  const elsewhere = await house.lock({ connectedAccountId: otherAccountId })
  granted(await provider.set(elsewhere, code('1', '9053'), inTime()))
  const refused = { kind: 'refused', reason: 'CONSTRAINT_VIOLATED', isPermanent: true, message: constraintType }
  for (const pin of ['4711', '9053']) expect(await provider.set(lock, code('1', pin), inTime())).toEqual(refused)
  granted(await provider.set(beside, code('1', '4711'), inTime()))
  granted(await provider.set(lock, code('1', '4711'), inTime()))
  // What it holds it keeps, though nobody else has it any more.
  granted(await provider.remove(beside, '1', inTime()))
  granted(await provider.set(lock, code('1', '4711', { name: 'Ada' }), inTime()))
})

it('shows every process the same locks, and outlives each', async () => {
  const lock = await house.lock()
  const other = await house.otherProcess()
  granted(await provider.set(lock, code('1', '4711', { name: 'Ada' }), inTime()))

  expect(granted(await other.provider.list(lock, inTime()))).toMatchObject([{ slot: '1', pin: '4711', name: 'Ada' }])
  await goOffline(other.stack, lock)
  expect(await provider.list(lock, inTime())).toMatchObject({ kind: 'unreachable' })
  await other.provider[Symbol.asyncDispose]()
  await goOnline(stack, lock)
  expect(granted(await (await house.otherProcess()).provider.list(lock, inTime()))).toMatchObject([{ pin: '4711' }])
})

it('makes one lock where two processes reach a new one at once', async () => {
  const lock = await house.lock()
  const other = await house.otherProcess()

  const answers = await Promise.all(
    [provider, other.provider, provider, other.provider].map((from, index) =>
      from.set(lock, code(String(index + 1), `471${index}`), inTime()),
    ),
  )
  expect(answers.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(granted(await provider.list(lock, inTime()))).toHaveLength(4)
})

it('places a code as if it had always been there, once', async () => {
  const lock = await house.lock()

  expect(await placeOnLock(stack, lock, { pin: '9053', name: 'Installer' })).toBe('1')
  expect(await placeOnLock(stack, lock, { pin: '6248', slot: '7' })).toBe('7')
  expect(await placeOnLock(stack, lock, { pin: '9053', name: 'Installer' })).toBe('1')
  expect(granted(await provider.list(lock, inTime()))).toMatchObject([
    { slot: '1', pin: '9053', name: 'Installer' },
    { slot: '7', pin: '6248', name: null },
  ])
})

it('finishes what has reached a lock when it is stopped, and waits for nothing that is slow', async () => {
  const lock = await house.lock()
  const stopped = await house.otherProcess()
  const landing = stopped.provider.set(lock, code('1', '4711'), inTime())
  const slow = await house.lock()
  await slowDown(stack, slow, 60_000)
  const travelling = stopped.provider.set(slow, code('1', '4711'), inTime())

  const startMs = performance.now()
  await stopped.provider[Symbol.asyncDispose]()
  expect(performance.now() - startMs).toBeLessThan(10_000)
  const { totalCount, idleCount } = stopped.stack.pool
  expect(totalCount - idleCount).toBe(0)
  expect([(await landing).kind, (await travelling).kind]).toEqual(['ok', 'unknown'])
})

it('has no PIN in clear anywhere in its tables', async () => {
  const lock = await house.lock({ canProgramOfflineAccessCodes: true })
  const startsAt = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000)
  const window = { startsAt, endsAt: new Date(startsAt.getTime() + 24 * 3_600_000), isOneTimeUse: true, variant: 0 }
  const offlinePin = await makeOfflinePin(stack, lock, window)
  granted(await provider.set(lock, code('1', '47119053', { name: 'Ada' }), inTime()))
  await setAtKeypad(stack, lock, { slot: '2', pin: '28647135' })
  await addFault(stack, lock, { kind: 'APPLIES_LATE', afterMs: 3_600_000, pin: '35974170' })
  await provider.set(lock, code('3', '35974170'), inTime())
  expect(await pressKeypad(stack, lock, offlinePin)).toEqual({ opens: true, slot: null })

  const dump = await dumpOf('simulated_lock')
  expect(Object.keys(dump).sort()).toEqual(['code', 'event', 'fault', 'late_command', 'lock', 'used_offline_pin'])
  for (const [table, rows] of Object.entries(dump)) {
    expect(rows, table).not.toBe('[]')
    for (const pin of ['47119053', '28647135', '35974170', offlinePin]) {
      expect(rows).not.toContain(pin)
      expect(rows).not.toContain(Buffer.from(pin).toString('hex'))
    }
  }
})

/** Every row of every table of a schema; bytes in hex. */
async function dumpOf(schema: string): Promise<Record<string, string>> {
  const { rows: tables } = await database.pool.query('select tablename from pg_tables where schemaname = $1', [schema])
  const dump: Record<string, string> = {}
  for (const { tablename } of tables) {
    const { rows } = await database.pool.query(
      `select coalesce(json_agg(t), '[]')::text as json from ${schema}.${tablename} t`,
    )
    dump[tablename] = rows[0].json
  }
  return dump
}

it('is read again when the connection is lost in the midst of it, as no reader of a lock would notice', async () => {
  const { pool } = database
  const lock = await house.lock()
  await provider.set(lock, code('1', '4711'), inTime())
  const holder = await pool.connect()
  await holder.query('begin')
  await holder.query('select from simulated_lock.lock where device_id = $1 for update', [lock.deviceId])
  const reading = provider.list(lock, inTime())
  await somebodyWaitsFor(pool, holder)
  await pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pg_backend_pid() <> pid and $1 = any(pg_blocking_pids(pid))',
    [(await holder.query('select pg_backend_pid() as pid')).rows[0].pid],
  )
  await holder.query('commit')
  holder.release()
  expect(await reading).toMatchObject({ kind: 'ok', value: [{ slot: '1', pin: '4711' }] })
})
