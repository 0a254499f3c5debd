import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aNewCode, anId, anInstant, aPin, deferred } from './answers.ts'
import { inHours } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const pending = {
  id: anId,
  actionType: 'CREATE_ACCESS_CODE',
  status: 'PENDING',
  error: null,
  result: null,
  createdAt: anInstant,
}
const done = { ...pending, status: 'SUCCESS', result: { accessCodeId: anId } }

const payload = (deviceId: string, about: object = {}, actionAttempt: object = pending) => ({
  __typename: 'CreateAccessCodePayload',
  accessCode: aNewCode(house.workspaceId, deviceId, about),
  actionAttempt,
})

describe('createAccessCode', () => {
  it('records an ongoing code and begins to program it', async () => {
    const deviceId = await house.door()
    const result = await house.createOne({ deviceId })
    expect(result).toEqual(payload(deviceId))
    const { accessCode, actionAttempt } = result
    const found = await house.client.ask(
      `{ accessCode(id: "${accessCode.id}") { code } actionAttempt(id: "${actionAttempt.id}") { status } }`,
    )
    expect(found).toEqual({ data: { accessCode: { code: accessCode.code }, actionAttempt: { status: 'PENDING' } } })
  })

  it('defers a code of a future window: its attempt has succeeded', async () => {
    const deviceId = await house.door()
    const window = { startsAt: inHours(100), endsAt: inHours(148) }
    const result = await house.createOne({ deviceId, ...window })
    expect(result).toEqual(payload(deviceId, deferred(window), done))
    expect(result.actionAttempt.result).toEqual({ accessCodeId: result.accessCode.id })
  })

  it.each([
    ['a lock that does not keep time', { supportsNativeScheduling: false }, {}],
    ['a lock that is not to', {}, { preferNativeScheduling: false }],
  ])('defers it up to its start on %s', async (_case, about, input) => {
    const deviceId = await house.door(about)
    const window = { startsAt: inHours(100), endsAt: inHours(148) }
    expect(await house.createOne({ deviceId, ...window, ...input })).toEqual(
      payload(deviceId, deferred(window, 0), done),
    )
  })

  it('programs a code at once whose window has begun', async () => {
    const deviceId = await house.door()
    const window = { startsAt: inHours(-5), endsAt: inHours(5) }
    expect(await house.createOne({ deviceId, ...window })).toEqual(payload(deviceId, { type: 'TIME_BOUND', ...window }))
  })

  it('takes times of any zone, cut to milliseconds, and answers in UTC', async () => {
    const deviceId = await house.door()
    const given = { startsAt: '2099-01-31T16:00:00.1239+01:00', endsAt: '2099-02-01T00:00:00z' }
    const window = { startsAt: '2099-01-31T15:00:00.123Z', endsAt: '2099-02-01T00:00:00.000Z' }
    expect(await house.createOne({ deviceId, ...given })).toEqual(payload(deviceId, deferred(window), done))
  })

  it.each(['1234', '0000', '0070', '20042004'])('takes the PIN %s as it was given', async (code) => {
    const deviceId = await house.door()
    expect(await house.createOne({ deviceId, code })).toEqual(payload(deviceId, { code }))
  })

  it.each(['Łukasz & Zoë 🔑', ' spaces kept ', 'n'.repeat(200)])('keeps the name "%s"', async (name) => {
    const deviceId = await house.door()
    expect(await house.createOne({ deviceId, name })).toEqual(payload(deviceId, { name }))
  })

  it.each([
    ['the preferred one', [4, 6, 8], 8, 8],
    ['the shortest one where the device lacks the preferred one', [9, 6, 8], 7, 6],
    ['the shortest one', [8, 5], null, 5],
  ])('finds a PIN of %s', async (_case, supportedCodeLengths, preferredCodeLength, expected) => {
    const deviceId = await house.door({ supportedCodeLengths })
    expect(await house.createOne({ deviceId, preferredCodeLength })).toEqual(
      payload(deviceId, { code: aPin(expected) }),
    )
  })

  it('finds a longer PIN where none of the shortest length is left', async () => {
    const deviceId = await house.door({
      supportedCodeLengths: [4, 5],
      codeConstraints: ['CANNOT_CONTAIN_0789', 'UNIQUE_FIRST_FOUR_DIGITS'].map((constraintType) => ({
        constraintType,
      })),
    })
    const digits = ['1', '2', '3', '4', '5', '6']
    const pins = digits.flatMap((a) => digits.flatMap((b) => digits.flatMap((c) => digits.map((d) => a + b + c + d))))
    const usable = pins.filter((pin) => new Set(pin).size === 4)
    await Promise.all(usable.map((pin) => house.code({ deviceId, pin })))
    expect(await house.createOne({ deviceId })).toEqual(
      payload(deviceId, { code: expect.stringMatching(/^[1-6]{5}$/) }),
    )
  })

  it('leaves the PIN to a lock that makes it', async () => {
    const deviceId = await house.door({ codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] })
    expect(await house.createOne({ deviceId })).toEqual(
      payload(deviceId, { code: null, codeVisibility: 'NOT_ASSIGNED', isWaitingForCodeAssignment: true }),
    )
  })

  it('leaves the PIN of an offline code to the lock, which need not be reached', async () => {
    const deviceId = await house.door({ canProgramOfflineAccessCodes: true, offlineSince: new Date() })
    const input = { isOfflineAccessCode: true, isOneTimeUse: true, maxTimeRounding: 'ONE_DAY' }
    const startsAt = inHours(-1)
    expect(await house.createOne({ deviceId, startsAt, ...input, attemptForOfflineDevice: false })).toEqual(
      payload(deviceId, {
        type: 'TIME_BOUND',
        startsAt,
        code: null,
        codeVisibility: 'NOT_ASSIGNED',
        isWaitingForCodeAssignment: true,
        isOfflineAccessCode: true,
        isOneTimeUse: true,
        errors: [{ issueCode: 'device_disconnected', source: 'DEVICE' }],
      }),
    )
  })

  it('waits for a device that is offline', async () => {
    const deviceId = await house.door({ offlineSince: new Date() })
    const errors = [{ issueCode: 'device_disconnected', source: 'DEVICE' }]
    expect(await house.createOne({ deviceId })).toEqual(payload(deviceId, { errors }))
  })

  it('enables the backup pool of the device where backups are asked for', async () => {
    const deviceId = await house.door()
    const window = { startsAt: inHours(-1), endsAt: inHours(5) }
    expect(await house.createOne({ deviceId, ...window, useBackupAccessCodePool: true })).toEqual(
      payload(deviceId, {
        type: 'TIME_BOUND',
        ...window,
        errors: [{ issueCode: 'empty_backup_access_code_pool', source: 'DEVICE' }],
      }),
    )
    expect(await house.client.ask(`{ device(id: "${deviceId}") { backupAccessCodePoolEnabled } }`)).toEqual({
      data: { device: { backupAccessCodePoolEnabled: true } },
    })
  })

  it('finds the device by its id in upper case', async () => {
    const deviceId = await house.door()
    expect(await house.createOne({ deviceId: deviceId.toUpperCase() })).toEqual(payload(deviceId))
  })

  it('keeps a PIN nowhere in clear', async () => {
    const deviceId = await house.door({ supportedCodeLengths: [12] })
    const idempotencyKey = 'in clear'
    await house.createOne({ deviceId, code: '918273645546', idempotencyKey })
    const tables = ['access_code', 'pin_claim', 'linked_code_group', 'action_attempt', 'event', 'idempotency_key']
    for (const table of tables) {
      const { rows } = await gateway.database.pool.query(`select t::text as row from ${table} t`)
      expect(rows.filter(({ row }) => row.includes('918273645546'))).toEqual([])
    }
  })
})
