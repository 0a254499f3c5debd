import { expect, test } from 'vitest'
import { addFault, loseCode } from '../../src/locks/simulated/faults.ts'
import { backupsOf } from '../api/backup-codes.ts'
import { inHours } from '../api/codes.ts'
import { aStoryHouse } from './a-story-house.ts'

const house = await aStoryHouse()
const { database, eventually, stack } = house

const codeOf = async (id: string) =>
  (await house.client.ask(`{ accessCode(id: "${id}") { status warnings { issueCode } isBackupAccessCodeAvailable } }`))
    .data.accessCode

test('a dead lock code: the guest stands before the door, the host pulls a backup, and both end with the stay', async () => {
  const deviceId = await house.door({ name: 'Cabin' })
  const stay = { startsAt: inHours(-1), endsAt: inHours(1) }
  const { accessCode } = await house.createOne({ deviceId, name: 'Guest', ...stay, useBackupAccessCodePool: true })
  await eventually(() => codeOf(accessCode.id)).toEqual({
    status: 'SET',
    warnings: [],
    isBackupAccessCodeAvailable: true,
  })
  const spares = () => backupsOf(house, deviceId)
  await eventually(spares).toMatchObject([{ status: 'SET' }, { status: 'SET' }, { status: 'SET' }])

  // The lock forgets the guest's code, tells nobody, and takes it no more.
  const lock = { workspaceId: house.workspaceId, deviceId }
  const { rows } = await database.pool.query('select lock_slot as slot from access_code where id = $1', [accessCode.id])
  await addFault(stack, lock, {
    kind: 'REFUSES',
    reason: 'BUSY',
    isPermanent: false,
    pin: accessCode.code,
  })
  await loseCode(stack, lock, rows[0].slot)
  expect(await house.enter({ deviceId, code: accessCode.code })).toMatchObject({ opens: false })

  // One call from the host, and the guest is in.
  const { data } = await house.client.ask(`mutation { pullBackupAccessCode(input: { id: "${accessCode.id}" }) {
    ... on PullBackupAccessCodePayload { backupAccessCode { id code type endsAt } }
  } }`)
  const { backupAccessCode: backup } = data.pullBackupAccessCode
  expect(backup).toMatchObject({ type: 'TIME_BOUND', endsAt: stay.endsAt })
  const entry = () => house.enter({ deviceId, code: backup.code })
  expect(await entry()).toMatchObject({ opens: true, accessCode: { id: backup.id } })

  // It opens at every moment while the lock is told when it ends, and the pool is full again.
  let isTold = false
  while (!isTold) {
    expect(await entry()).toMatchObject({ opens: true })
    isTold = (await codeOf(backup.id)).status === 'SET'
  }
  expect((await codeOf(accessCode.id)).warnings).toContainEqual({ issueCode: 'using_backup_access_code' })
  await eventually(async () =>
    (await spares()).filter(({ type, status }: Record<string, string>) => type === 'ONGOING' && status === 'SET'),
  ).toHaveLength(3)
  expect(await entry()).toMatchObject({ opens: true })

  // The stay is cut short, for both, and over: neither PIN opens, and neither code is there any more.
  const endsAt = await house.endSoon((endsAt) => house.updateOne({ id: accessCode.id, endsAt }))
  await eventually(() => codeOf(backup.id)).toBeNull()
  await eventually(() => codeOf(accessCode.id)).toBeNull()
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(endsAt))
  for (const code of [backup.code, accessCode.code]) {
    expect(await house.enter({ deviceId, code })).toMatchObject({ opens: false })
  }
  expect(await spares()).toHaveLength(3)
})
