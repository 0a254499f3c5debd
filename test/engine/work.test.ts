import { expect, test } from 'vitest'
import { claimDueDevices } from '../../src/data/engine/claim.ts'
import { writeAhead } from '../../src/data/engine/fencing.ts'
import type { LockProvider } from '../../src/locks/provider.ts'
import { engineHouse, hasty } from '../support/engine-house.ts'

const house = await engineHouse()

test('a code that is wished is on the lock, read back, and everything says so', async () => {
  house.start()
  const door = await house.door()
  const code = await house.wish(door.id, { code: '4711', name: 'Anna' })
  await house.eventually(() => house.code(code), { status: 'SET', verification: 'READ_BACK', appearanceName: 'Anna' })
  expect(door.lock.pins).toEqual({ 1: '4711' })
  expect(await house.eventsOf(code)).toEqual(['ACCESS_CODE_CREATED', 'ACCESS_CODE_SET_ON_DEVICE'])
  expect(await house.attempt(code)).toMatchObject({ status: 'SUCCESS' })
})

test('a deleted code is gone once the lock is read without it, and its PIN is free again', async () => {
  house.start()
  const door = await house.door()
  const code = await house.wish(door.id, { code: '4712', commonCodeKey: 'weekend' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  await house.change(code, 'deleted_at = now()')
  await house.eventually(() => house.code(code), { isGone: true })
  expect(door.lock.pins).toEqual({})
  expect(await house.eventsOf(code)).toEqual([
    'ACCESS_CODE_CREATED',
    'ACCESS_CODE_SET_ON_DEVICE',
    'ACCESS_CODE_REMOVED_FROM_DEVICE',
    'ACCESS_CODE_DELETED',
  ])
  const { rows } = await house.database.pool.query(
    `select (select count(*)::int from pin_claim where access_code_id = $1 and released_at is null) as claims,
      (select ended_at is not null from linked_code_group where common_code_key = 'weekend') as ended`,
    [code],
  )
  expect(rows).toEqual([{ claims: 0, ended: true }])
})

test('a changed PIN takes the place of the old one in its slot', async () => {
  house.start()
  const door = await house.door()
  const code = await house.wish(door.id, { code: '1357' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  const pin = house.vault.seal('2468', code).toString('hex')
  const hash = house.vault.hash(house.workspaceId, '2468').toString('hex')
  await house.change(code, `pin_ciphertext = '\\x${pin}', pin_hash = '\\x${hash}'`)
  await house.eventually(async () => door.lock.pins, { 1: '2468' })
  await house.eventually(() => house.eventsOf(code), expect.arrayContaining(['ACCESS_CODE_CODE_CHANGED']))
  expect(door.lock.commands).toEqual(['set 1 1357', 'set 1 2468'])
})

test('codes that somebody else put on the lock are shown, respected and forgotten when they go', async () => {
  house.start()
  const door = await house.door()
  door.lock.codes.set('1', { slot: '1', pin: '9090', name: 'Cleaner', window: null })
  const unmanaged = async () => {
    const { rows } = await house.database.pool.query(
      'select name, lock_slot, removed_at is not null as gone from access_code where device_id = $1 and not is_managed',
      [door.id],
    )
    return rows
  }
  await house.wake(door.id)
  await house.eventually(unmanaged, [{ name: 'Cleaner', lock_slot: '1', gone: false }])
  door.lock.codes.set('1', { slot: '1', pin: '9090', name: 'Plumber', window: null })
  await house.wake(door.id)
  await house.eventually(unmanaged, [{ name: 'Plumber', lock_slot: '1', gone: false }])
  await expect(house.wish(door.id, { code: '9090' })).rejects.toMatchObject({ name: 'DuplicateAccessCodeError' })
  door.lock.codes.clear()
  await house.wake(door.id)
  await house.eventually(unmanaged, [{ gone: true }])
  expect(door.lock.commands).toEqual([])
  await house.wish(door.id, { code: '9090' })
  await house.eventually(async () => door.lock.pins, { 1: '9090' })
})

test('what the lock refuses for good is tried once, and the code next to it is set all the same', async () => {
  house.start()
  const door = await house.door()
  door.lock.fates.push('refuse for good')
  const refused = await house.wish(door.id, { code: '1212' })
  await house.eventually(() => house.code(refused), {
    status: 'SETTING',
    errors: [{ issueCode: 'provider_issue' }, { issueCode: 'failed_to_set_on_device' }],
  })
  expect(await house.attempt(refused)).toMatchObject({ status: 'ERROR' })
  const good = await house.wish(door.id, { code: '3434' })
  await house.eventually(() => house.code(good), { status: 'SET' })
  expect(door.lock.commands).toEqual(['set 1 1212', 'set 1 3434'])
})

test.each(['drop the answer', 'never answer', 'lie', 'refuse'] as const)(
  'a lock that does this once still ends up as wished: %s',
  async (fate) => {
    house.start()
    const door = await house.door()
    door.lock.fates.push(fate)
    const code = await house.wish(door.id, { code: '5656' })
    await house.eventually(() => house.code(code), { status: 'SET' })
    expect(door.lock.pins).toEqual({ 1: '5656' })
  },
)

test('after a command without an answer the lock is left alone until the command can land no more', async () => {
  house.start({ ...hasty, settleMs: 5_000 })
  const door = await house.door()
  door.lock.fates.push('drop the answer')
  await house.wish(door.id, { code: '7878' })
  await house.eventually(() => house.sync(door.id), { lease_until: null, attempts: 1 })
  const { due_at, quarantine_until } = await house.sync(door.id)
  expect(quarantine_until).toBeInstanceOf(Date)
  expect(due_at).toEqual(quarantine_until)
  const commands = door.lock.commands.length
  await house.wish(door.id, { code: '8787' })
  // Another door is served meanwhile: the engine has looked, and passed this one over.
  const other = await house.door()
  const code = await house.wish(other.id)
  await house.eventually(() => house.code(code), { status: 'SET' })
  expect(door.lock.commands.length).toBe(commands)
})

test('where a worker dies in mid-command, another takes over when lease and quarantine are over', async () => {
  const door = await house.door()
  const code = await house.wish(door.id, { code: '8989' })
  const { pool } = house.database
  const terms = { leaseMs: 1_500, quarantineMs: 400 }
  await pool.query(`update device_sync set due_at = now() + interval '1 hour' where device_id <> $1`, [door.id])
  const [claim] = await claimDueDevices(pool, {
    owner: 'dead',
    leaseMs: terms.leaseMs,
    count: 1,
    providers: ['SIMULATED'],
  })
  if (!claim) throw new Error('nothing was due')
  const pinHash = house.vault.hash(house.workspaceId, '8989')
  expect(await writeAhead(pool, claim, { slot: '1', accessCodeId: code, isSet: true, pinHash }, terms)).toBe('GRANTED')
  house.start()
  const { lease_until } = await house.sync(door.id)
  await house.eventually(() => house.code(code), { status: 'SET' })
  const { rows } = await pool.query('select extract(epoch from clock_timestamp() - $1) as late', [lease_until])
  expect(Number(rows[0].late)).toBeGreaterThan(0)
  expect(Number(rows[0].late)).toBeLessThan(1)
})

test('an unreachable lock is shown as offline, keeps its codes waiting, and is caught up with when it is back', async () => {
  house.start()
  const door = await house.door()
  door.lock.isReachable = false
  const code = await house.wish(door.id, { code: '6767' })
  const offline = async () => {
    const { rows } = await house.database.pool.query('select offline_since from device where id = $1', [door.id])
    return rows[0].offline_since !== null
  }
  await expect.poll(offline).toBe(true)
  expect(await house.code(code)).toMatchObject({ status: 'SETTING' })
  door.lock.isReachable = true
  await house.eventually(() => house.code(code), { status: 'SET' })
  expect(await offline()).toBe(false)
})

test('a wish that comes while its lock is being read is not lost', async () => {
  const door = await house.door()
  let second = ''
  door.lock.onList = async () => {
    door.lock.onList = async () => undefined
    second = await house.wish(door.id, { code: '2323' })
  }
  house.start()
  await house.wish(door.id, { code: '3232' })
  await expect.poll(() => second).not.toBe('')
  await house.eventually(() => house.code(second), { status: 'SET' })
})

test('an offline code that is wished while its lock is being read has its PIN made at once', async () => {
  const door = await house.door({ canProgramOfflineAccessCodes: true })
  const hour = 3_600_000
  const window = { startsAt: new Date(Date.now() - hour), endsAt: new Date(Date.now() + hour) }
  let offline = ''
  door.lock.onList = async () => {
    door.lock.onList = async () => undefined
    offline = await house.wish(door.id, { isOfflineAccessCode: true, ...window })
  }
  const { locks } = house
  const maker: LockProvider = {
    capabilities: (lock) => locks.capabilities(lock),
    list: (lock) => locks.list(lock),
    set: (lock, code) => locks.set(lock, code),
    remove: (lock, slot) => locks.remove(lock, slot),
    events: () => locks.events(),
    makeOfflinePin: async () => ({ kind: 'ok', value: '0123456789' }),
    [Symbol.asyncDispose]: async () => undefined,
  }
  // Who is asked again later is asked much later.
  house.start({ ...hasty, backoffFirstMs: 3_600_000 }, maker)
  await house.wish(door.id, { code: '3232' })
  await expect.poll(() => offline).not.toBe('')
  await house.eventually(() => house.code(offline), { status: 'SET' })
})

test('a code changed at the keypad is set again, and both are told', async () => {
  house.start()
  const door = await house.door()
  const code = await house.wish(door.id, { code: '1001' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  door.lock.codes.set('1', { slot: '1', pin: '6666', name: null, window: null })
  await house.wake(door.id)
  await house.eventually(() => house.eventsOf(code), expect.arrayContaining(['ACCESS_CODE_MODIFIED_EXTERNALLY']))
  await house.eventually(() => house.code(code), { status: 'SET', errors: [] })
  expect(door.lock.pins).toEqual({ 1: '1001' })
})

test('a lock that makes its PINs is asked for one, which is the code’s from then on', async () => {
  const door = await house.door()
  door.lock.capabilities = { ...door.lock.capabilities, makesPins: true }
  const code = await house.wish(door.id, { code: '1002' })
  await house.database.pool.query('delete from pin_claim where access_code_id = $1', [code])
  await house.change(code, 'pin_ciphertext = null, pin_hash = null, is_waiting_for_code_assignment = true')
  // Not before, or it may act on the PIN that the wish had at first.
  house.start()
  await house.eventually(() => house.code(code), { status: 'SET' })
  const { rows } = await house.database.pool.query(
    `select a.pin_hash as hash, a.is_waiting_for_code_assignment as waiting, c.enforced from access_code a
     join pin_claim c on c.access_code_id = a.id and c.pin_hash = a.pin_hash where a.id = $1`,
    [code],
  )
  expect(rows).toEqual([{ hash: house.vault.hash(house.workspaceId, '900900'), waiting: false, enforced: false }])
})

test('a PIN that somebody gave a code at such a lock is the code’s, and stays when the code is renamed', async () => {
  house.start()
  const door = await house.door()
  door.lock.capabilities = { ...door.lock.capabilities, makesPins: true }
  const code = await house.wish(door.id, { code: '1004' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  door.lock.codes.set('1', { slot: '1', pin: '6666', name: null, window: null })
  await house.update(code, { name: 'Bea' })
  await house.eventually(async () => door.lock.codes.get('1'), { pin: '6666', name: 'Bea' })
  const pinOf = async () =>
    (await house.database.pool.query('select pin_hash as hash from access_code where id = $1', [code])).rows
  await house.eventually(pinOf, [{ hash: house.vault.hash(house.workspaceId, '6666') }])
})

test.each(['existence', 'none'] as const)(
  'a lock whose PINs cannot be read (%s) has acknowledged them',
  async (readBack) => {
    house.start()
    const door = await house.door()
    door.lock.capabilities = { ...door.lock.capabilities, readBack }
    const code = await house.wish(door.id, { code: '1003' })
    await house.eventually(() => house.code(code), { status: 'SET', verification: 'ACKNOWLEDGED' })
    await house.change(code, 'deleted_at = now()')
    await house.eventually(() => house.code(code), { isGone: true })
    expect(door.lock.pins).toEqual({})
  },
)
