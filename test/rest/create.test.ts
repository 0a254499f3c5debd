import { describe, expect, it } from 'vitest'
import { anAutoSetKey, anId } from '../api/answers.ts'
import { inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { invalid, refusal, restHouse } from './rest-house.ts'
import { aNewRestCode, deferredUntil, pending, succeeded } from './shapes.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { ask, workspaceId } = house
const create = (given: object, init?: RequestInit) => ask('/access_codes/create', given, init)

describe('POST /access_codes/create', () => {
  it('records an ongoing code, and an attempt to put it on its lock', async () => {
    const device_id = await house.door()
    expect(await create({ device_id, name: 'Ada' })).toEqual({
      status: 200,
      body: {
        access_code: aNewRestCode(workspaceId, device_id, { name: 'Ada' }),
        action_attempt: pending('CREATE_ACCESS_CODE'),
        ok: true,
      },
    })
  })

  it('takes everything that a code can have', async () => {
    const device_id = await house.door()
    const [starts_at, ends_at] = [inHours(100), inHours(200)]
    const given = {
      device_id,
      code: '004711',
      preferred_code_length: 8,
      name: 'Guest',
      common_code_key: 'stay 1',
      starts_at,
      ends_at,
      prefer_native_scheduling: false,
      use_backup_access_code_pool: true,
      is_external_modification_allowed: true,
      attempt_for_offline_device: false,
      is_offline_access_code: false,
      is_one_time_use: false,
      max_time_rounding: '1h',
    }
    const code = aNewRestCode(workspaceId, device_id, {
      code: '004711',
      name: 'Guest',
      common_code_key: 'stay 1',
      is_external_modification_allowed: true,
      errors: [
        {
          error_code: 'empty_backup_access_code_pool',
          is_device_error: true,
          message: expect.stringContaining('Door has no spare code ready'),
          created_at: expect.any(String),
        },
      ],
      ...deferredUntil(starts_at, ends_at, 0),
    })
    expect(await create(given)).toEqual({
      status: 200,
      body: { access_code: code, action_attempt: succeeded('CREATE_ACCESS_CODE', code), ok: true },
    })
  })

  it.each([
    ['with an offset as the oldest samples write it', (time: string) => time.replace(/\.\d{3}Z$/, '+0000')],
    ['with hours and minutes of an offset', (time: string) => time.replace(/\.\d{3}Z$/, '+00:00')],
    ['with microseconds, which are cut off', (time: string) => time.replace(/\.\d{3}Z$/, '.000999Z')],
    ['without seconds', (time: string) => time.replace(/:\d\d\.\d{3}Z$/, 'Z')],
  ])('takes times %s', async (_how, write) => {
    const [starts_at, ends_at] = [inHours(100), inHours(200)].map((time) => time.replace(/:\d\d\.\d{3}Z$/, ':00.000Z'))
    const times = { starts_at: write(starts_at ?? ''), ends_at: write(ends_at ?? '') }
    const { body } = await create({ device_id: await house.door(), ...times })
    expect(body.access_code).toMatchObject({ starts_at, ends_at })
  })

  it('takes a time in another zone for the same instant', async () => {
    const device_id = await house.door()
    const { body } = await create({
      device_id,
      starts_at: '2099-01-01T01:30:00+0130',
      ends_at: '2099-01-02T00:00:00-05:00',
    })
    expect(body.access_code).toMatchObject({
      starts_at: '2099-01-01T00:00:00.000Z',
      ends_at: '2099-01-02T05:00:00.000Z',
    })
  })

  it.each(['2099-01-01', '2099-01-01T00:00:00', '2099-02-30T00:00:00Z', 'tomorrow', '', 4102444800000])(
    'refuses %j for a time',
    async (starts_at) => {
      const device_id = await house.door()
      const message =
        typeof starts_at === 'string'
          ? 'Must be an ISO 8601 date and time with its offset from UTC.'
          : 'Invalid input: expected string, received number'
      const answer = await writingNothing(gateway, () =>
        create({ device_id, starts_at, ends_at: '2099-02-01T00:00:00Z' }),
      )
      expect(answer).toEqual(invalid({ starts_at: message }))
    },
  )

  it('takes older names of the newest parameters', async () => {
    const device_id = await house.door()
    const { body } = await create({ device_id, allow_external_modification: true, use_offline_access_code: false })
    expect(body.access_code).toMatchObject({ is_external_modification_allowed: true, is_offline_access_code: false })
    const both = { allow_external_modification: true, is_external_modification_allowed: true }
    const again = await create({ device_id, ...both })
    expect(again.body.access_code).toMatchObject({ is_external_modification_allowed: true })
  })

  it('refuses two names of one parameter that disagree', async () => {
    const given = {
      device_id: await house.door(),
      allow_external_modification: true,
      is_external_modification_allowed: false,
    }
    expect(await writingNothing(gateway, () => create(given))).toEqual(
      invalid({
        is_external_modification_allowed:
          'Says otherwise than allow_external_modification, which is another name of it: give one of them.',
      }),
    )
  })

  it('speaks of a parameter by the name that it was given', async () => {
    const given = { device_id: await house.door(), allow_external_modification: 'yes' }
    expect(await create(given)).toEqual(
      invalid({ allow_external_modification: 'Invalid input: expected boolean, received string' }),
    )
  })

  it('names everything that is wrong at once', async () => {
    expect(await writingNothing(gateway, () => create({ code: '12', name: '', start_at: 'x', sync: true }))).toEqual(
      invalid({
        start_at: 'There is no such parameter.',
        device_id: 'Is required.',
        code: 'A PIN is 4 to 12 digits.',
        name: 'Must not be blank.',
      }),
    )
  })

  it('refuses what fields say together in the words of this surface', async () => {
    const device_id = await house.door()
    const [starts_at, ends_at] = [inHours(2), inHours(1)]
    expect(await create({ device_id, starts_at, ends_at })).toEqual(
      invalid({ ends_at: 'ends_at must be after starts_at.' }),
    )
    expect(await create({ device_id, starts_at })).toEqual(
      invalid({ ends_at: 'Give ends_at too, or leave out starts_at.' }),
    )
    expect(await create({ device_id, starts_at: inHours(-2), ends_at: inHours(-1) })).toEqual(
      invalid({ ends_at: 'ends_at must be in the future.' }),
    )
    expect(await create({ device_id, use_backup_access_code_pool: true })).toEqual(
      invalid({ use_backup_access_code_pool: 'Only a code with a start and an end can use the backup pool.' }),
    )
  })

  it('finds no device of another workspace, and none of a malformed id', async () => {
    const other = await restHouse(gateway)
    for (const device_id of [await other.door(), 'zzz']) {
      expect(await writingNothing(gateway, () => create({ device_id }))).toEqual(
        refusal(404, 'device_not_found', `No device of this workspace has the id ${device_id}.`, {
          data: { device_id },
        }),
      )
    }
  })

  it('refuses a PIN that is taken, naming the code that has it', async () => {
    const device_id = await house.door()
    const first = await create({ device_id, code: '480917' })
    expect(await writingNothing(gateway, () => create({ device_id, code: '480917' }))).toEqual(
      refusal(
        409,
        'duplicate_access_code',
        'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.',
        { data: { device_id, conflicting_access_code_id: first.body.access_code.access_code_id } },
      ),
    )
  })

  it('refuses what the lock does not take as bad input, with the constraints', async () => {
    const device_id = await house.door({
      supportedCodeLengths: [6],
      codeConstraints: [{ constraintType: 'NO_ZEROS' }, { constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 4 }],
    })
    const noZeros = 'Door takes no PIN with a 0 in it. Choose another PIN, or leave Door out.'
    expect(await create({ device_id, code: '480917' })).toEqual(
      refusal(400, 'invalid_input', noZeros, {
        validation_errors: { _errors: [], code: { _errors: [noZeros] } },
        data: { device_id, violations: [{ constraint_type: 'no_zeros' }] },
      }),
    )
    const length = 'Door takes PINs of 6 digits, not of 4. Choose another PIN, or leave Door out.'
    expect(await create({ device_id, code: '4819' })).toEqual(
      refusal(400, 'invalid_input', length, {
        validation_errors: { _errors: [], code: { _errors: [length] } },
        data: { device_id },
      }),
    )
    const name = 'Door takes names of 2 to 4 characters. Choose such a name, or give none.'
    expect(await create({ device_id, name: 'Ada Lovelace' })).toEqual(
      refusal(400, 'invalid_input', name, {
        validation_errors: { _errors: [], name: { _errors: [name] } },
        data: { device_id, violations: [{ constraint_type: 'name_length', min_length: 2, max_length: 4 }] },
      }),
    )
  })

  it('leaves the name of a door as it is, whatever words it is made of', async () => {
    const device_id = await house.door({ name: 'startsAt updateDevice', offlineSince: new Date() })
    expect(await create({ device_id, attempt_for_offline_device: false })).toMatchObject({
      status: 409,
      body: { error: { type: 'device_offline', data: { device_id } } },
    })
  })

  it('refuses a device that takes no codes, one that is full, and one that is offline and not waited for', async () => {
    const thermostat = await house.door({ canProgramOnlineAccessCodes: null, supportedCodeLengths: [] })
    expect(await create({ device_id: thermostat })).toEqual(
      refusal(400, 'unsupported_device', expect.any(String), { data: { device_id: thermostat } }),
    )
    const full = await house.door({ maxActiveCodesSupported: 0 })
    expect(await create({ device_id: full })).toEqual(
      refusal(409, 'device_full', expect.any(String), { data: { device_id: full } }),
    )
  })

  it('refuses another PIN for a group, and founds none with a key of the gateway’s own', async () => {
    const first = await create({ device_id: await house.door(), common_code_key: 'flat', code: '480917' })
    expect(first.status).toBe(200)
    expect(await create({ device_id: await house.door(), common_code_key: 'flat', code: '480918' })).toEqual(
      refusal(409, 'linked_code', expect.stringContaining('take another common_code_key'), {
        data: { linked_code_group_id: anId },
      }),
    )
    expect(await create({ device_id: await house.door(), common_code_key: 'auto_set_by_me' })).toEqual(
      invalid({
        common_code_key: 'There is no such group, and keys beginning like this are the gateway’s own.',
      }),
    )
  })
})

describe('the header Idempotency-Key', () => {
  const key = (value: string) => ({ headers: { 'idempotency-key': value } })

  it('gives the first answer again and makes nothing', async () => {
    const given = { device_id: await house.door(), name: 'Once' }
    const first = await create(given, key('k1'))
    const again = await writingNothing(gateway, () => create(given, key('k1')))
    expect(again).toEqual(first)
  })

  it('is one with the idempotencyKey of GraphQL', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, name: 'Once', idempotencyKey: 'k2' })
    const again = await create({ device_id: deviceId, name: 'Once' }, key('k2'))
    expect(again.body.access_code.access_code_id).toBe(accessCode.id)
  })

  it('refuses another input', async () => {
    const device_id = await house.door()
    await create({ device_id, name: 'Once' }, key('k3'))
    expect(await writingNothing(gateway, () => create({ device_id, name: 'Twice' }, key('k3')))).toEqual(
      refusal(
        422,
        'idempotency_conflict',
        'This idempotency_key was used with another input: repeat that input, or take a new key.',
      ),
    )
  })

  it('has at most 255 characters', async () => {
    expect(await create({ device_id: await house.door() }, key('k'.repeat(256)))).toEqual(
      invalid({ idempotency_key: 'At most 255 characters.' }),
    )
  })
})

describe('/access_codes/create_multiple', () => {
  const createMultiple = (given: object, init?: RequestInit) => ask('/access_codes/create_multiple', given, init)

  it.each(['POST', 'PUT'])('puts one PIN on many devices, in their order, as a group: by %s', async (method) => {
    const device_ids = [await house.door(), await house.door()]
    const { status, body } = await createMultiple({ device_ids, preferred_code_length: 5 }, { method })
    const [{ code, common_code_key }] = body.access_codes
    expect(code).toMatch(/^\d{5}$/)
    expect(common_code_key).toEqual(anAutoSetKey)
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        access_codes: device_ids.map((id) => aNewRestCode(workspaceId, id, { code, common_code_key })),
        ok: true,
      },
    })
  })

  it('takes the devices as device_id, as an old sample names them', async () => {
    const device_id = [await house.door(), await house.door()]
    const { body } = await createMultiple({ device_id })
    expect(body.access_codes.map((code: { device_id: string }) => code.device_id)).toEqual(device_id)
    expect(await createMultiple({ device_id: [] })).toEqual(invalid({ device_id: 'Name at least one device.' }))
  })

  it('links nothing when a PIN is given', async () => {
    const device_ids = [await house.door(), await house.door()]
    const { body } = await createMultiple({ device_ids, code: '480917' })
    expect(body.access_codes.map((code: object) => ({ ...code, access_code_id: null }))).toMatchObject(
      device_ids.map((device_id) => ({ device_id, code: '480917', common_code_key: null })),
    )
  })

  it('refuses all of it if any device cannot share, naming every obstacle', async () => {
    const [good, bad] = [await house.door(), await house.door({ codeConstraints: [{ constraintType: 'NO_ZEROS' }] })]
    const device_ids = [good, bad]
    expect(await writingNothing(gateway, () => createMultiple({ device_ids, code: '480917' }))).toEqual(
      refusal(
        400,
        'code_cannot_be_shared',
        expect.stringMatching(/^One code cannot be on all of these devices\. Door/),
        {
          data: {
            obstacles: [
              {
                device_id: bad,
                reason: 'constraint_violated',
                message: 'Door takes no PIN with a 0 in it. Choose another PIN, or leave Door out.',
                constraint: { constraint_type: 'no_zeros' },
              },
            ],
          },
        },
      ),
    )
  })

  it('gives a PIN of its own to a device that cannot share, where that is asked for', async () => {
    const device_ids = [await house.door(), await house.door({ supportedCodeLengths: [9] })]
    const given = { device_ids, behavior_when_code_cannot_be_shared: 'create_random_code' }
    const { body } = await createMultiple(given)
    expect(body.access_codes).toMatchObject([{ common_code_key: anAutoSetKey }, { common_code_key: null }])
  })

  it('names every device that is not there', async () => {
    expect(await createMultiple({ device_ids: ['x', await house.door(), 'y'] })).toEqual(
      refusal(404, 'device_not_found', 'No device of this workspace has the id x, y.', {
        data: { device_ids: ['x', 'y'] },
      }),
    )
  })

  it('refuses a device that is named twice at its place in the list', async () => {
    const id = await house.door()
    const message = `${id} is named twice.`
    expect(await createMultiple({ device_ids: [id, id], behavior_when_code_cannot_be_shared: 'x' })).toEqual(
      refusal(400, 'invalid_input', expect.stringContaining(`device_ids.1: ${message}`), {
        validation_errors: {
          _errors: [],
          device_ids: { _errors: [], 1: { _errors: [message] } },
          behavior_when_code_cannot_be_shared: { _errors: [expect.stringContaining('"throw"|"create_random_code"')] },
        },
      }),
    )
  })
})
