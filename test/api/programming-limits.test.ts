import { beforeEach, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/data/transaction.ts'
import { newId } from '../../src/data/uuid.ts'
import { programmingLimits, programmingPerMinute } from '../../src/domain/programming-limits.ts'
import { somebodyWaitsFor } from '../races/waiting.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, type House } from './a-house.ts'
import { confirmBackups, switchPool } from './backup-codes.ts'
import { inHours, writingNothing } from './codes.ts'

const gateway = await testGateway({ programmingLimits: programmingLimits() })
let house: House
beforeEach(async () => {
  house = await aHouse(gateway, undefined, { isSandbox: false })
})

type What = keyof typeof programmingPerMinute

/** Has the device have had as many as it may, but for some. */
async function tire(what: What, deviceId: string, { butFor = 0 } = {}): Promise<void> {
  for (let count = 0; count < programmingPerMinute[what] - butFor; count++) {
    await inTransaction(gateway.services.writers, (tx) =>
      gateway.services.programmingLimits.take(tx, { isSandbox: false }, what, [deviceId]),
    )
  }
}

/** One mutation with `input`: what HTTP says of its answer, and the answer. */
async function change(field: string, input: object) {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.client.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  })
  const retryAfter = response.headers.get('retry-after')
  return { status: response.status, retryAfter: retryAfter && Number(retryAfter), body: await response.json() }
}

const done = (field: string) => ({
  status: 200,
  retryAfter: null,
  body: { data: { [field]: { __typename: `${field[0]?.toUpperCase()}${field.slice(1)}Payload` } } },
})

/** `Retry-After` is within what is left of a minute. */
const refused = (field: string, deviceId: string, hadEnough: string) => ({
  status: 429,
  retryAfter: expect.toSatisfy((seconds: number) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 60),
  body: {
    data: null,
    errors: [
      {
        message: `The device ${deviceId} has had ${hadEnough} within a minute, and takes no more: wait.`,
        path: [field],
        locations: [{ line: 1, column: expect.any(Number) }],
        extensions: { code: 'RATE_LIMITED' },
      },
    ],
  },
})

const stay = { startsAt: inHours(1), endsAt: inHours(48) }
const named = (index: number) => ({ name: `Guest ${index}` })

describe('within a minute', () => {
  it('ten codes are created on one device and the next is refused, while another device takes its own', async () => {
    const [door, other] = [await house.door(), await house.door()]
    for (let index = 0; index < 10; index++) {
      expect(await change('createAccessCode', { deviceId: door, ...named(index) })).toEqual(done('createAccessCode'))
    }
    expect(await writingNothing(gateway, () => change('createAccessCode', { deviceId: door }))).toEqual(
      refused('createAccessCode', door, '10 codes created'),
    )
    expect(await change('createAccessCode', { deviceId: other })).toEqual(done('createAccessCode'))
  })

  it('one code is changed ten times and no more', async () => {
    const id = await house.code({ deviceId: await house.door(), pin: '4711' })
    const { deviceId } = await gateway.database.prisma.accessCode.findUniqueOrThrow({ where: { id } })
    for (let index = 0; index < 10; index++) {
      expect(await change('updateAccessCode', { id, ...named(index) })).toEqual(done('updateAccessCode'))
    }
    expect(await writingNothing(gateway, () => change('updateAccessCode', { id, name: 'Another' }))).toEqual(
      refused('updateAccessCode', deviceId, '10 codes changed'),
    )
  })

  it('twenty codes of one device are deleted and no more', async () => {
    const door = await house.door()
    const codes = await Promise.all(
      Array.from({ length: 21 }, (_, index) => house.code({ deviceId: door, pin: `${5100 + index}` })),
    )
    const last = codes.pop()
    for (const id of codes) expect(await change('deleteAccessCode', { id })).toEqual(done('deleteAccessCode'))
    expect(await writingNothing(gateway, () => change('deleteAccessCode', { id: last }))).toEqual(
      refused('deleteAccessCode', door, '20 codes deleted'),
    )
  })
})

describe('a device that has had enough refuses, and nothing is written:', () => {
  it('createMultipleAccessCodes on it and on others, which are not counted', async () => {
    const [door, other] = [await house.door(), await house.door()]
    await tire('CREATE', door)
    await tire('CREATE', other, { butFor: 1 })
    expect(
      await writingNothing(gateway, () => change('createMultipleAccessCodes', { deviceIds: [other, door] })),
    ).toEqual(refused('createMultipleAccessCodes', door, '10 codes created'))
    expect(await change('createMultipleAccessCodes', { deviceIds: [other] })).toEqual(done('createMultipleAccessCodes'))
    expect(await change('createMultipleAccessCodes', { deviceIds: [other] })).toEqual(
      refused('createMultipleAccessCodes', other, '10 codes created'),
    )
  })

  it.each(['updateMultipleAccessCodes', 'rotateLinkedCodeGroup'])('%s of a group that is on it', async (field) => {
    const [door, other] = [await house.door(), await house.door()]
    const { linkedCodeGroup } = await house.createMany({ deviceIds: [other, door] })
    const input = { commonCodeKey: linkedCodeGroup.commonCodeKey, ...(field.startsWith('update') && named(1)) }
    await tire('UPDATE', door)
    expect(await writingNothing(gateway, () => change(field, input))).toEqual(refused(field, door, '10 codes changed'))
  })

  it('deleteLinkedCodeGroup of a group that is on it', async () => {
    const [door, other] = [await house.door(), await house.door()]
    const { linkedCodeGroup } = await house.createMany({ deviceIds: [other, door] })
    await tire('DELETE', door)
    const { commonCodeKey } = linkedCodeGroup
    expect(await writingNothing(gateway, () => change('deleteLinkedCodeGroup', { commonCodeKey }))).toEqual(
      refused('deleteLinkedCodeGroup', door, '20 codes deleted'),
    )
  })

  it('deleteUnmanagedAccessCode', async () => {
    const door = await house.door()
    const id = await house.code({ deviceId: door, pin: '4711', isManaged: false, isOnLock: true })
    await tire('DELETE', door)
    expect(await writingNothing(gateway, () => change('deleteUnmanagedAccessCode', { id }))).toEqual(
      refused('deleteUnmanagedAccessCode', door, '20 codes deleted'),
    )
  })

  it('pullBackupAccessCode', async () => {
    const door = await house.door()
    await switchPool(gateway, house, door, true)
    await confirmBackups(gateway, door)
    const { accessCode } = await house.createOne({ deviceId: door, ...stay })
    await tire('UPDATE', door)
    expect(await writingNothing(gateway, () => change('pullBackupAccessCode', { id: accessCode.id }))).toEqual(
      refused('pullBackupAccessCode', door, '10 codes changed'),
    )
  })

  it('updateDevice, where it switches the pool of spare codes', async () => {
    const id = await house.door()
    await tire('UPDATE', id)
    const input = { id, backupAccessCodePoolEnabled: true }
    expect(await writingNothing(gateway, () => change('updateDevice', input))).toEqual(
      refused('updateDevice', id, '10 codes changed'),
    )
    expect(await change('updateDevice', { id, name: 'Door', backupAccessCodePoolEnabled: false })).toEqual(
      done('updateDevice'),
    )
  })
})

describe('what is not brought about is not counted:', () => {
  it('refusals', async () => {
    const door = await house.door({ codeConstraints: [{ constraintType: 'NO_ZEROS' }] })
    const { linkedCodeGroup } = await house.createMany({ deviceIds: [door] })
    // The group was one.
    await tire('CREATE', door, { butFor: 2 })
    await tire('UPDATE', door, { butFor: 1 })
    const { commonCodeKey } = linkedCodeGroup
    for (let time = 0; time < 3; time++) {
      const [created, rotated] = [
        await change('createAccessCode', { deviceId: door, code: '1010' }),
        await change('rotateLinkedCodeGroup', { commonCodeKey, code: '1010' }),
      ]
      expect(created.body.data.createAccessCode.__typename).toBe('ConstraintViolationError')
      expect(rotated.body.data.rotateLinkedCodeGroup.__typename).toBe('CodeCannotBeSharedError')
    }
    expect(await change('rotateLinkedCodeGroup', { commonCodeKey })).toEqual(done('rotateLinkedCodeGroup'))
    expect(await change('createAccessCode', { deviceId: door })).toEqual(done('createAccessCode'))
    expect(await change('createAccessCode', { deviceId: door })).toEqual(
      refused('createAccessCode', door, '10 codes created'),
    )
  })

  it('replays of an idempotency key, which are answered even by a device that has had enough', async () => {
    const door = await house.door()
    await tire('CREATE', door, { butFor: 1 })
    const input = { deviceId: door, idempotencyKey: 'booking 7' }
    for (let time = 0; time < 3; time++)
      expect(await change('createAccessCode', input)).toEqual(done('createAccessCode'))
  })

  it('changes to what is so already, and deleting again', async () => {
    const door = await house.door()
    const id = await house.code({ deviceId: door, pin: '4711', name: 'Ada' })
    await tire('UPDATE', door)
    await tire('DELETE', door, { butFor: 1 })
    expect(await change('updateAccessCode', { id, name: 'Ada' })).toEqual(done('updateAccessCode'))
    for (let time = 0; time < 3; time++) {
      expect(await change('deleteAccessCode', { id })).toEqual(done('deleteAccessCode'))
    }
  })

  it('a race that was lost, before the change that was made at the second attempt', async () => {
    const door = await house.door()
    const rival = await house.code({ deviceId: door })
    await tire('CREATE', door, { butFor: 2 })
    // A writer that does not queue for the door takes the PIN between the look and the write.
    const outsider = await gateway.database.pool.connect()
    await outsider.query('begin')
    await outsider.query(
      `insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during, enforced)
       values ($1, $2, $3, $4, $5, tstzrange(now(), null), true)`,
      [newId(), house.workspaceId, door, rival, gateway.vault.hash(house.workspaceId, '4711')],
    )
    const input = { deviceIds: [door], code: '4711', behaviorWhenCodeCannotBeShared: 'CREATE_RANDOM_CODE' }
    const changed = change('createMultipleAccessCodes', input)
    await somebodyWaitsFor(gateway.database.pool, outsider)
    await outsider.query('commit')
    outsider.release()
    expect(await changed).toEqual(done('createMultipleAccessCodes'))
    expect(await change('createAccessCode', { deviceId: door })).toEqual(done('createAccessCode'))
    expect(await change('createAccessCode', { deviceId: door })).toEqual(
      refused('createAccessCode', door, '10 codes created'),
    )
  })

  it('anything in a sandbox', async () => {
    house = await aHouse(gateway, undefined, { isSandbox: true })
    const door = await house.door()
    await tire('CREATE', door)
    expect(await change('createAccessCode', { deviceId: door })).toEqual(done('createAccessCode'))
  })
})

it('counts those at the same moment, so that no more than ten get through', async () => {
  const doors = await Promise.all(Array.from({ length: 12 }, () => house.door()))
  const limits = gateway.services.programmingLimits
  const taken = await Promise.allSettled(
    doors.map((door) =>
      inTransaction(gateway.services.writers, (tx) =>
        limits.take(tx, { isSandbox: false }, 'CREATE', [doors[0] as string, door]),
      ),
    ),
  )
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
})
