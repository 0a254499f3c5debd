import { describe, expect, it } from 'vitest'
import { anId } from '../api/answers.ts'
import { confirmBackups } from '../api/backup-codes.ts'
import { inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { invalid, refusal, restHouse } from './rest-house.ts'
import { aNewRestCode, pending, succeeded } from './shapes.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { ask, workspaceId } = house
const { pool } = gateway.database

const get = async (access_code_id: string) => (await ask('/access_codes/get', { access_code_id })).body.access_code
const noSuchCode = (access_code_id: string) =>
  refusal(404, 'access_code_not_found', `No access code of this workspace has the id ${access_code_id}.`, {
    data: { access_code_id },
  })

async function newCode(about: object = {}) {
  const device_id = await house.door()
  const { accessCode } = await house.createOne({ deviceId: device_id, ...about })
  return { device_id, access_code_id: accessCode.id as string }
}

describe('/access_codes/update', () => {
  const update = (given: object, init?: RequestInit) => ask('/access_codes/update', given, init)

  it.each(['POST', 'PATCH', 'PUT'])('changes what is given and leaves the rest: by %s', async (method) => {
    const { device_id, access_code_id } = await newCode({ name: 'Before', code: '0471' })
    expect(await update({ access_code_id, device_id, name: 'After' }, { method })).toEqual({
      status: 200,
      body: { action_attempt: pending('UPDATE_ACCESS_CODE'), ok: true },
    })
    expect(await get(access_code_id)).toEqual(aNewRestCode(workspaceId, device_id, { name: 'After', code: '0471' }))
  })

  it('changes the PIN, the window, and what is allowed at the keypad', async () => {
    const { access_code_id } = await newCode()
    const [starts_at, ends_at] = [inHours(100), inHours(200)]
    const given = { access_code_id, code: '4712', starts_at, ends_at, allow_external_modification: true }
    expect((await update(given)).status).toBe(200)
    const changed = { code: '4712', type: 'time_bound', starts_at, ends_at, is_external_modification_allowed: true }
    expect(await get(access_code_id)).toMatchObject(changed)
    expect((await update({ access_code_id, type: 'ongoing' })).status).toBe(200)
    expect(await get(access_code_id)).toMatchObject({ type: 'ongoing', starts_at: null, ends_at: null })
  })

  it('takes the name away by null', async () => {
    const { access_code_id } = await newCode({ name: 'Before' })
    await update({ access_code_id, name: null })
    expect(await get(access_code_id)).toMatchObject({ name: null })
  })

  it('passes over what counts only when a code is created', async () => {
    const { access_code_id } = await newCode()
    const given = {
      ...{ access_code_id, name: 'After', prefer_native_scheduling: false, preferred_code_length: 4, sync: true },
      ...{ use_backup_access_code_pool: true, is_offline_access_code: false, is_one_time_use: false },
      ...{ use_offline_access_code: false, max_time_rounding: '1h' },
    }
    expect((await update(given)).status).toBe(200)
    expect(await get(access_code_id)).toMatchObject({ name: 'After' })
  })

  it('hands a code over, and nothing else with it', async () => {
    const deviceId = await house.door()
    const confirmed = { verification: 'READ_BACK', lockSlot: '1', confirmedAt: new Date() } as const
    const access_code_id = await house.code({ deviceId, pin: '0471', ...confirmed })
    const sealed = `update access_code set confirmed_pin_hash = pin_hash, confirmed_pin_ciphertext = pin_ciphertext where id = $1`
    await pool.query(sealed, [access_code_id])
    expect(await update({ access_code_id, is_managed: false, name: 'x' })).toEqual(
      invalid({ name: 'Nothing else can change in the request that hands the code over.' }),
    )
    const { status, body } = await update({ access_code_id, is_managed: false })
    const unmanaged = { access_code_id, is_managed: false, status: 'set', code: '0471' }
    expect({ status, body }).toEqual({
      status: 200,
      body: { action_attempt: succeeded('UPDATE_ACCESS_CODE', expect.objectContaining(unmanaged)), ok: true },
    })
    expect((await ask('/access_codes/unmanaged/get', { access_code_id })).body.access_code).toMatchObject(unmanaged)
  })

  it('answers that nothing was to do where the code is like that already', async () => {
    const { access_code_id } = await newCode({ startsAt: inHours(100), endsAt: inHours(200) })
    const { body } = await update({ access_code_id, is_external_modification_allowed: false })
    expect(body.action_attempt).toEqual(succeeded('UPDATE_ACCESS_CODE', await get(access_code_id)))
  })

  it('finds no code that is not there or is on another device', async () => {
    const { access_code_id } = await newCode()
    expect(await writingNothing(gateway, () => update({ access_code_id: 'x', name: 'y' }))).toEqual(noSuchCode('x'))
    const elsewhere = { access_code_id, device_id: await house.door(), name: 'y' }
    expect(await writingNothing(gateway, () => update(elsewhere))).toEqual(noSuchCode(access_code_id))
  })

  it('refuses another PIN for one code of a group, and says how all of them change', async () => {
    const device_ids = [await house.door(), await house.door()]
    const created = await ask('/access_codes/create_multiple', { device_ids })
    const { access_code_id } = created.body.access_codes[0]
    expect(await update({ access_code_id, code: '4712' })).toEqual(
      refusal(
        409,
        'linked_code',
        'The code shares its PIN with its group: rotateLinkedCodeGroup (by GraphQL) changes it for all of them, unlinkAccessCode (by GraphQL) lets this one have a PIN of its own.',
        { data: { linked_code_group_id: anId } },
      ),
    )
  })

  it('refuses what cannot be, in the words of this surface', async () => {
    const { access_code_id } = await newCode()
    expect(await update({ access_code_id, starts_at: inHours(1) })).toEqual(
      invalid({
        ends_at: 'starts_at is there, or stays: give ends_at too, or null for both to have an ongoing code.',
      }),
    )
    expect(await update({ access_code_id, type: 'ongoing', ends_at: inHours(1) })).toEqual(
      invalid({ ends_at: 'An ongoing code has no endsAt: leave it out.'.replace('endsAt', 'ends_at') }),
    )
    expect(await update({ name: 'x', type: 'timebound' })).toEqual(
      invalid({
        access_code_id: 'Is required.',
        type: 'Invalid option: expected one of "ongoing"|"time_bound"',
      }),
    )
    await pool.query(`update access_code set deleted_at = now(), status = 'REMOVING' where id = $1`, [access_code_id])
    expect(await update({ access_code_id, name: 'x' })).toEqual(
      refusal(409, 'not_modifiable', 'The code is being removed: create another one instead.'),
    )
  })
})

describe('/access_codes/update_multiple', () => {
  it.each(['POST', 'PATCH'])('changes the name and the window of all codes of a group: by %s', async (method) => {
    const device_ids = [await house.door(), await house.door()]
    const created = await ask('/access_codes/create_multiple', { device_ids })
    const [{ common_code_key }] = created.body.access_codes
    const change = { name: 'Moved', starts_at: inHours(100), ends_at: inHours(200) }
    expect(await ask('/access_codes/update_multiple', { common_code_key, ...change }, { method })).toEqual({
      status: 200,
      body: { ok: true },
    })
    for (const { access_code_id } of created.body.access_codes) {
      expect(await get(access_code_id)).toMatchObject({ ...change, type: 'time_bound', common_code_key })
    }
  })

  it('refuses a key of no group, a PIN, and no key', async () => {
    const update = (given: object) => ask('/access_codes/update_multiple', given)
    expect(await update({ common_code_key: 'none' })).toEqual(
      refusal(
        404,
        'common_code_key_not_found',
        'No linked code group of this workspace has the common_code_key none.',
        { data: { common_code_key: 'none' } },
      ),
    )
    expect(await update({ common_code_key: 'x', code: '4712' })).toEqual(
      invalid({ code: 'There is no such parameter.' }),
    )
    expect(await update({})).toEqual(invalid({ common_code_key: 'Is required.' }))
  })

  it('changes none where one device cannot', async () => {
    const early = await house.door({ codeConstraints: [{ constraintType: 'START_DATE_IN_FUTURE' }] })
    const created = await ask('/access_codes/create_multiple', { device_ids: [await house.door(), early] })
    const [{ common_code_key }] = created.body.access_codes
    const given = { common_code_key, starts_at: inHours(-1), ends_at: inHours(1) }
    const answer = await writingNothing(gateway, () => ask('/access_codes/update_multiple', given))
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          type: 'code_cannot_be_shared',
          data: { obstacles: [{ device_id: early, constraint: { constraint_type: 'start_date_in_future' } }] },
        },
      },
    })
  })
})

describe('/access_codes/delete', () => {
  it.each(['POST', 'DELETE'])(
    'keeps the code in sight until its lock is read back without it: by %s',
    async (method) => {
      const { device_id, access_code_id } = await newCode()
      const given = { access_code_id, device_id }
      const first = await ask('/access_codes/delete', given, { method })
      expect(first).toEqual({ status: 200, body: { action_attempt: pending('DELETE_ACCESS_CODE'), ok: true } })
      expect(await get(access_code_id)).toMatchObject({
        status: 'removing',
        pending_mutations: [{ mutation_code: 'deleting' }],
        warnings: [{ warning_code: 'being_deleted' }],
      })
      expect(await writingNothing(gateway, () => ask('/access_codes/delete', given, { method }))).toEqual(first)
    },
  )

  it('takes a body by DELETE as well', async () => {
    const { access_code_id } = await newCode()
    const body = JSON.stringify({ access_code_id })
    expect((await ask('/access_codes/delete', undefined, { method: 'DELETE', body })).status).toBe(200)
  })

  it('finds no code that is not there or is on another device', async () => {
    const { access_code_id } = await newCode()
    expect(await ask('/access_codes/delete', { access_code_id: 'x' })).toEqual(noSuchCode('x'))
    const elsewhere = { access_code_id, device_id: await house.door() }
    expect(await writingNothing(gateway, () => ask('/access_codes/delete', elsewhere))).toEqual(
      noSuchCode(access_code_id),
    )
  })
})

describe('/access_codes/pull_backup_access_code', () => {
  const pull = (access_code_id: string) => ask('/access_codes/pull_backup_access_code', { access_code_id })

  it('answers with the backup under both names, and the same again', async () => {
    const device_id = await house.door()
    const stay = { starts_at: inHours(-1), ends_at: inHours(48) }
    const created = await ask('/access_codes/create', { device_id, ...stay, use_backup_access_code_pool: true })
    const { access_code_id } = created.body.access_code
    await confirmBackups(gateway, device_id)
    const { status, body } = await pull(access_code_id)
    const { access_code, backup_access_code } = body
    expect({ status, ok: body.ok }).toEqual({ status: 200, ok: true })
    expect(access_code).toEqual(backup_access_code)
    expect(access_code).toMatchObject({
      device_id,
      is_backup: true,
      common_code_key: null,
      type: 'time_bound',
      ...stay,
    })
    expect(access_code.access_code_id).not.toBe(access_code_id)
    expect(await get(access_code_id)).toMatchObject({
      pulled_backup_access_code_id: access_code.access_code_id,
      is_backup_access_code_available: false,
      warnings: [{ warning_code: 'using_backup_access_code', error_code: 'using_backup_access_code' }],
    })
    expect((await pull(access_code_id)).body.access_code.access_code_id).toBe(access_code.access_code_id)
  })

  it('refuses where there is none, and codes that have none', async () => {
    const { access_code_id } = await newCode({ startsAt: inHours(-1), endsAt: inHours(48) })
    expect(await pull(access_code_id)).toEqual(
      refusal(409, 'no_backup_available', expect.stringContaining('no spare code')),
    )
    const ongoing = await newCode()
    expect(await pull(ongoing.access_code_id)).toEqual(
      refusal(
        409,
        'not_modifiable',
        'Only a code with a start and an end has backups: give it both with /access_codes/update, or create another one.',
      ),
    )
    expect(await pull('x')).toEqual(noSuchCode('x'))
    const without = await house.door({ supportsBackupAccessCodePool: false })
    const created = await house.createOne({ deviceId: without, startsAt: inHours(-1), endsAt: inHours(48) })
    expect(await pull(created.accessCode.id)).toEqual(
      refusal(400, 'unsupported_device', expect.stringContaining('keeps no spare codes'), {
        data: { device_id: without },
      }),
    )
  })
})

describe('/access_codes/report_device_constraints', () => {
  const report = (given: object) => ask('/access_codes/report_device_constraints', given)

  it.each([
    [{ supported_code_lengths: [6, 4] }, [4, 6]],
    [{ min_code_length: 5, max_code_length: 7 }, [5, 6, 7]],
  ])('writes down %j', async (given, lengths) => {
    const device_id = await house.door({ deviceType: 'smartthings_lock' })
    expect(await report({ device_id, ...given })).toEqual({ status: 200, body: { ok: true } })
    const { body } = await ask('/devices/get', { device_id })
    expect(body.device.properties.supported_code_lengths).toEqual(lengths)
  })

  it('refuses both ways at once, half of one, and a device that tells itself', async () => {
    const device_id = await house.door({ deviceType: 'smartthings_lock' })
    expect(await report({ device_id, supported_code_lengths: [4], min_code_length: 4 })).toEqual(
      invalid({ supported_code_lengths: 'Give the lengths, or the shortest and the longest, not both.' }),
    )
    expect(await report({ device_id, min_code_length: 4 })).toEqual(
      invalid({ max_code_length: 'Give max_code_length too.' }),
    )
    const other = await house.door()
    expect(await report({ device_id: other, supported_code_lengths: [4] })).toEqual(
      refusal(400, 'unsupported_device', 'Door tells itself which lengths of PIN it takes.', {
        data: { device_id: other },
      }),
    )
  })
})
