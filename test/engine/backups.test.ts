import { describe, expect, it } from 'vitest'
import { deleteAccessCode } from '../../src/domain/access-codes/delete.ts'
import { pullBackupAccessCode } from '../../src/domain/access-codes/pull-backup.ts'
import { engineHouse } from '../support/engine-house.ts'

const house = await engineHouse()
const { services, viewer } = house
const { pool } = house.database

const stay = (endsInMs = 3_600_000) => ({
  startsAt: new Date(Date.now() - 1_000),
  endsAt: new Date(Date.now() + endsInMs),
  useBackupAccessCodePool: true,
})

async function backupsOf(deviceId: string): Promise<{ id: string; name: string; status: string; type: string }[]> {
  const text = `select id, name, status, type, lock_slot as slot, errors from access_code
    where device_id = $1 and is_backup and removed_at is null order by name`
  return (await pool.query(text, [deviceId])).rows
}

const set = (...names: string[]) => names.map((name) => ({ name, status: 'SET', type: 'ONGOING' }))
const threeSet = set('Backup 1', 'Backup 2', 'Backup 3')

async function pullFor(codeId: string): Promise<string> {
  return (await pullBackupAccessCode(services, viewer, codeId)).backupAccessCodeId
}

/** A door with a stay and three spare codes on its lock, while the engine runs. */
async function aPoolDoor() {
  const door = await house.door()
  const { id } = door
  const codeId = await house.wish(id, stay())
  house.start()
  await house.eventually(() => backupsOf(id), threeSet)
  await house.eventually(() => house.code(codeId), { status: 'SET' })
  return { ...door, codeId }
}

const pinIn = (pins: Record<string, string | null>, slot: string) => pins[slot]

describe('a pool', () => {
  it('is on the lock, and full again after one is deleted', async () => {
    const { id, lock } = await aPoolDoor()
    expect(lock.codes.size).toBe(4)
    const [first] = await backupsOf(id)
    await deleteAccessCode(services, viewer, first?.id ?? '')
    await house.eventually(() => backupsOf(id), set('Backup 2', 'Backup 3', 'Backup 4'))
    expect(lock.codes.size).toBe(4)
  })

  it('is restored when the lock loses a spare', async () => {
    const { id, lock } = await aPoolDoor()
    const [first] = (await backupsOf(id)) as unknown as [{ id: string; slot: string }]
    const pin = pinIn(lock.pins, first.slot)
    lock.codes.delete(first.slot)
    await house.wake(id)
    await house.eventually(async () => Object.values(lock.pins), expect.arrayContaining([pin]))
    await house.eventually(() => backupsOf(id), threeSet)
  })

  it('is filled once a full lock has room', async () => {
    const door = await house.door({ maxActiveCodesSupported: 3 })
    const others = [await house.wish(door.id), await house.wish(door.id)]
    await house.wish(door.id, stay())
    expect(await backupsOf(door.id)).toEqual([])
    house.start()
    for (const code of others) await house.eventually(() => house.code(code), { status: 'SET' })
    for (const code of others) await deleteAccessCode(services, viewer, code)
    await house.eventually(() => backupsOf(door.id), set('Backup 1', 'Backup 2'))
  })

  it('grows no larger while its lock is away for long', async () => {
    const { id, lock } = await house.door()
    lock.isReachable = false
    await house.wish(id, { ...stay(), code: '4711' })
    await pool.query(
      `update access_code set created_at = created_at - interval '2 hours', updated_at = updated_at - interval '2 hours'
       where device_id = $1`,
      [id],
    )
    house.start()
    const failed = { status: 'SETTING', errors: [{ issueCode: 'failed_to_set_on_device' }] }
    await house.eventually(() => backupsOf(id), [failed, failed, failed])
    const { epoch } = await house.sync(id)
    await house.eventually(async () => Number((await house.sync(id)).epoch) > Number(epoch) + 2, true)
    expect(await backupsOf(id)).toHaveLength(3)
  })

  it('is not asked of a lock without end: what it refuses is replaced an hour later', async () => {
    const { id, lock } = await house.door()
    await house.wish(id, { ...stay(), code: '4711' })
    lock.fates.push('refuse for good', 'refuse for good', 'refuse for good', 'refuse for good')
    house.start()
    const refused = { status: 'SETTING', errors: [{ issueCode: 'provider_issue' }, expect.anything()] }
    await house.eventually(() => backupsOf(id), [refused, refused, refused])
    const before = await backupsOf(id)
    await house.wake(id)
    await house.eventually(async () => (await house.sync(id)).due_at > new Date(), true)
    expect(await backupsOf(id)).toEqual(before)
    await pool.query(`update access_code set created_at = created_at - interval '61 minutes' where device_id = $1`, [
      id,
    ])
    await house.wake(id)
    await house.eventually(() => backupsOf(id), set('Backup 4', 'Backup 5', 'Backup 6'))
  })
})

describe('a pulled backup', () => {
  it('stays in its slot and opens the door while a lock that keeps time is told its window', async () => {
    const { id, lock, codeId } = await aPoolDoor()
    const before = (await backupsOf(id)) as unknown as { id: string; slot: string }[]
    const pins = lock.pins
    lock.commands.length = 0
    const backupId = await pullFor(codeId)
    const slot = before.find((spare) => spare.id === backupId)?.slot ?? ''
    await house.eventually(() => house.code(backupId), { status: 'SET', verification: 'READ_BACK', lockSlot: slot })
    await house.eventually(() => backupsOf(id), [{ type: 'TIME_BOUND' }, ...set('Backup 2', 'Backup 3', 'Backup 4')])
    expect(lock.commands.filter((command) => command.startsWith('remove'))).toEqual([])
    expect(lock.commands).toContain(`set ${slot} ${pinIn(pins, slot)}`)
    expect(lock.codes.get(slot)?.window?.endsAt).toEqual((await endsAt(codeId)) ?? 'nothing')
    const claims = await house.claims(backupId)
    expect(claims).toEqual([{ from: expect.any(Date), until: await endsAt(codeId), enforced: true }])
    expect(await house.eventsOf(backupId)).toEqual([
      'ACCESS_CODE_CREATED',
      'ACCESS_CODE_SET_ON_DEVICE',
      'ACCESS_CODE_MUTATIONS_REQUESTED',
      'ACCESS_CODE_CHANGED',
      'ACCESS_CODE_SET_ON_DEVICE',
      'ACCESS_CODE_TIME_FRAME_CHANGED',
    ])
  })

  it.each([
    ['a lock that keeps no time', false, []],
    ['a lock that refuses a start in the past', true, [{ constraintType: 'START_DATE_IN_FUTURE' }]],
  ])('is left alone on %s, and taken off when the time is over', async (_what, keepsTime, codeConstraints) => {
    const { id, lock } = await house.door({ supportsNativeScheduling: keepsTime, codeConstraints })
    if (!keepsTime) lock.capabilities = { ...lock.capabilities, nativeScheduling: false }
    const codeId = await house.wish(id, { ...stay(8_000), startsAt: new Date(Date.now() + 300) })
    house.start()
    await house.eventually(() => backupsOf(id), threeSet)
    await house.eventually(() => house.code(codeId), { status: 'SET' })
    lock.commands.length = 0
    const backupId = await pullFor(codeId)
    const slot = (await house.code(backupId)).lockSlot
    await house.eventually(() => backupsOf(id), [{ type: 'TIME_BOUND' }, ...set('Backup 2', 'Backup 3', 'Backup 4')])
    expect(lock.commands.filter((command) => command.includes(` ${slot} `))).toEqual([])
    await house.eventually(() => house.code(backupId), { isGone: true })
    await house.eventually(() => house.code(codeId), { isGone: true })
    expect(lock.commands).toContain(`remove ${slot}`)
    await house.eventually(() => backupsOf(id), set('Backup 2', 'Backup 3', 'Backup 4'))
  })

  it('is off the lock until the window of its code begins', async () => {
    const { id, lock } = await aPoolDoor()
    const in200Hours = Date.now() + 200 * 3_600_000
    const later = await house.wish(id, { startsAt: new Date(in200Hours), endsAt: new Date(in200Hours + 3_600_000) })
    const backupId = await pullFor(later)
    await house.eventually(() => house.code(backupId), { status: 'UNSET', lockSlot: null })
    await house.eventually(() => backupsOf(id), [{ status: 'UNSET' }, ...set('Backup 2', 'Backup 3', 'Backup 4')])
    expect(lock.codes.size).toBe(4)
  })

  it('is given and opens the door while the lock is off line, and is told its window when the lock is back', async () => {
    const { lock, codeId } = await aPoolDoor()
    lock.isReachable = false
    const backupId = await pullFor(codeId)
    const { lockSlot } = await house.code(backupId)
    await house.eventually(() => house.code(backupId), { status: 'SETTING', lockSlot })
    expect(lock.codes.get(lockSlot)).toMatchObject({ window: null })
    lock.isReachable = true
    await house.eventually(() => house.code(backupId), { status: 'SET', lockSlot })
    expect(lock.codes.get(lockSlot)?.window?.endsAt).toEqual(await endsAt(codeId))
  })

  it('leaves a warning on its code, which the engine keeps', async () => {
    const { id, codeId } = await aPoolDoor()
    await pullFor(codeId)
    await house.change(codeId, `name = 'Renamed'`)
    await house.eventually(() => house.eventsOf(codeId), expect.arrayContaining(['ACCESS_CODE_NAME_CHANGED']))
    await house.wake(id)
    expect((await house.code(codeId)).warnings).toMatchObject([{ issueCode: 'using_backup_access_code' }])
  })
})

async function endsAt(codeId: string): Promise<Date | null> {
  const { rows } = await pool.query('select ends_at from access_code where id = $1', [codeId])
  return rows[0].ends_at
}
