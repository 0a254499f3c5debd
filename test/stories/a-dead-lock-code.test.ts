import { afterAll, expect, test } from 'vitest'
import { startEngine } from '../../src/engine/engine.ts'
import { addFault, loseCode } from '../../src/locks/simulated/faults.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { backupsOf } from '../api/backup-codes.ts'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'

const gateway = await testGateway()
const { database, vault } = gateway
const house = await aSandbox(gateway)
const stack = new AsyncDisposableStack()
const provider = stack.use(simulatedLocks({ pool: database.pool, vault }))
const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
const timing = { pollMs: 100, backoffFirstMs: 100, backoffMaxMs: 300 }
stack.use(startEngine({ database, vault, providers: { SIMULATED: provider }, logger, timing }))
afterAll(() => stack.disposeAsync())

const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 15_000, interval: 20 })
const codeOf = async (id: string) =>
  (await house.client.ask(`{ accessCode(id: "${id}") { status warnings { issueCode } isBackupAccessCodeAvailable } }`))
    .data.accessCode

test('a dead lock code: the guest stands before the door, the host pulls a backup, and both end with the stay', async () => {
  const deviceId = await house.door({ name: 'Cabin' })
  const stay = { startsAt: new Date(Date.now() - 1_000), endsAt: new Date(Date.now() + 9_000) }
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
  await addFault({ pool: database.pool, vault }, lock, {
    kind: 'REFUSES',
    reason: 'BUSY',
    isPermanent: false,
    pin: accessCode.code,
  })
  await loseCode({ pool: database.pool, vault }, lock, rows[0].slot)
  expect(await house.enter({ deviceId, code: accessCode.code })).toMatchObject({ opens: false })

  // One call from the host, and the guest is in.
  const { data } = await house.client.ask(`mutation { pullBackupAccessCode(input: { id: "${accessCode.id}" }) {
    ... on PullBackupAccessCodePayload { backupAccessCode { id code type endsAt } }
  } }`)
  const { backupAccessCode: backup } = data.pullBackupAccessCode
  expect(backup).toMatchObject({ type: 'TIME_BOUND', endsAt: stay.endsAt.toISOString() })
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
  expect(Date.now()).toBeLessThan(stay.endsAt.getTime())

  // The stay is over: neither PIN opens, and neither code is there any more.
  await eventually(() => codeOf(backup.id)).toBeNull()
  await eventually(() => codeOf(accessCode.id)).toBeNull()
  expect(Date.now()).toBeGreaterThanOrEqual(stay.endsAt.getTime())
  for (const code of [backup.code, accessCode.code]) {
    expect(await house.enter({ deviceId, code })).toMatchObject({ opens: false })
  }
  expect(await spares()).toHaveLength(3)
})
