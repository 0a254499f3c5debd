import { describe, expect, it } from 'vitest'
import { inHours } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { invalid, refusal, restHouse } from './rest-house.ts'
import { aNewRestCode } from './shapes.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { ask, workspaceId } = house
const { pool } = gateway.database

const idsOf = ({ body }: { body: { access_codes: { access_code_id: string }[] } }) =>
  body.access_codes.map(({ access_code_id }) => access_code_id)

describe('/access_codes/get', () => {
  it.each(['GET', 'POST'])('shows a code by its id: by %s', async (method) => {
    const device_id = await house.door()
    const { accessCode } = await house.createOne({ deviceId: device_id, name: 'Ada', code: '0471' })
    const access_code = aNewRestCode(workspaceId, device_id, { name: 'Ada', code: '0471' })
    for (const given of [
      { access_code_id: accessCode.id },
      { access_code_id: accessCode.id.toUpperCase(), device_id },
    ]) {
      expect(await ask('/access_codes/get', given, { method })).toEqual({
        status: 200,
        body: { access_code, ok: true },
      })
    }
  })

  it('shows a code by its device and its PIN', async () => {
    const device_id = await house.door()
    const { accessCode } = await house.createOne({ deviceId: device_id, code: '0471' })
    for (const method of ['GET', 'POST']) {
      const { body } = await ask('/access_codes/get', { device_id, code: '0471' }, { method })
      expect(body.access_code.access_code_id).toBe(accessCode.id)
    }
  })

  it('shows of several codes with one PIN the one whose time is now, else the next, and what is going only at last', async () => {
    const deviceId = await house.door()
    const get = async () => (await ask('/access_codes/get', { device_id: deviceId, code: '0471' })).body.access_code
    const booking = (startsIn: number, endsIn: number) =>
      house.code({ deviceId, pin: '0471', startsAt: new Date(inHours(startsIn)), endsAt: new Date(inHours(endsIn)) })
    const over = await booking(-9, -8)
    const later = await booking(30, 40)
    const next = await booking(10, 20)
    expect((await get()).access_code_id).toBe(next)
    const now = await booking(-1, 1)
    expect((await get()).access_code_id).toBe(now)
    const goes = `update access_code set deleted_at = now(), status = 'REMOVING' where id = any($1)`
    await pool.query(goes, [[now, next]])
    expect((await get()).access_code_id).toBe(later)
    await pool.query(goes, [[later]])
    expect((await get()).access_code_id).toBe(over)
  })

  it('finds nothing that is gone, another workspace’s, unmanaged, on another device, or not there', async () => {
    const stranger = await restHouse(gateway)
    const deviceId = await house.door()
    const gone = await house.code({ deviceId, deletedAt: new Date(), removedAt: new Date() })
    const unmanaged = await house.code({ deviceId, pin: '0472', isManaged: false })
    const foreign = await stranger.code({ deviceId: await stranger.door(), pin: '0471' })
    const missing = (access_code_id: string) =>
      refusal(404, 'access_code_not_found', `No access code of this workspace has the id ${access_code_id}.`, {
        data: { access_code_id },
      })
    for (const id of [gone, unmanaged, foreign, 'x']) {
      expect(await ask('/access_codes/get', { access_code_id: id })).toEqual(missing(id))
    }
    const here = await house.code({ deviceId, pin: '0473' })
    const elsewhere = { access_code_id: here, device_id: await house.door() }
    expect(await ask('/access_codes/get', elsewhere)).toEqual(missing(here))
    for (const code of ['0471', '0472', '', 'x'.repeat(300)]) {
      expect(await ask('/access_codes/get', { device_id: deviceId, code })).toEqual(
        refusal(
          404,
          'access_code_not_found',
          `No access code of this workspace has the PIN on the device ${deviceId}.`,
          {
            data: { device_id: deviceId },
          },
        ),
      )
    }
  })

  it.each([
    [{}, { access_code_id: 'Give access_code_id, or device_id and code.' }],
    [{ device_id: 'x' }, { code: 'Give code too, or access_code_id alone.' }],
    [{ code: '0471' }, { device_id: 'Give device_id too: a PIN names a code on one device.' }],
    [{ access_code_id: 'x', code: '0471' }, { code: 'Give access_code_id, or device_id and code, not both.' }],
  ])('refuses %j, which names no code', async (given, issues) => {
    expect(await ask('/access_codes/get', given)).toEqual(invalid(issues))
  })
})

describe('a code as it is shown', () => {
  const get = async (access_code_id: string) => (await ask('/access_codes/get', { access_code_id })).body.access_code

  it('tells what is pending, the PINs too', async () => {
    const deviceId = await house.door()
    const { vault } = gateway
    const [startsAt, endsAt, later] = [inHours(1), inHours(2), inHours(3)]
    const id = await house.code({
      ...{
        deviceId,
        pin: '0471',
        name: 'After',
        startsAt: new Date(startsAt),
        endsAt: new Date(later),
        status: 'SETTING',
      },
      ...{ lockSlot: '1', confirmedAt: new Date(), confirmedName: 'Before' },
      ...{ confirmedStartsAt: new Date(startsAt), confirmedEndsAt: new Date(endsAt) },
    })
    await pool.query('update access_code set confirmed_pin_ciphertext = $2, confirmed_pin_hash = $3 where id = $1', [
      id,
      vault.seal('9999', id),
      vault.hash(workspaceId, '9999'),
    ])
    const created_at = expect.any(String)
    expect((await get(id)).pending_mutations).toEqual([
      {
        ...{ mutation_code: 'updating_code', created_at, message: 'The PIN is being changed on the device.' },
        ...{ from: { code: '9999' }, to: { code: '0471' } },
      },
      {
        ...{ mutation_code: 'updating_name', created_at, message: 'The name is being changed on the device.' },
        ...{ from: { name: 'Before' }, to: { name: 'After' } },
      },
      {
        ...{ mutation_code: 'updating_time_frame', created_at },
        message: 'The time frame is being changed on the device.',
        ...{ from: { starts_at: startsAt, ends_at: endsAt }, to: { starts_at: startsAt, ends_at: later } },
      },
    ])
  })

  it('carries its own errors and those of its device and account, each as Seam has it', async () => {
    const connectedAccountId = await house.account({ disconnectedAt: new Date('2026-01-02T03:04:05.678Z') })
    const deviceId = await house.door({
      name: 'Gate',
      connectedAccountId,
      offlineSince: new Date('2026-02-03T04:05:06.789Z'),
    })
    const [managed, unmanaged] = [
      await house.code({ deviceId, pin: '1111' }),
      await house.code({ deviceId, pin: '2222', isManaged: false }),
    ]
    const createdAt = '2026-03-04T05:06:07.890Z'
    const id = await house.code({
      deviceId,
      errors: [
        { issueCode: 'duplicate_code_on_device', message: 'Twice.', createdAt, conflictingAccessCodeId: managed },
        { issueCode: 'duplicate_code_on_device', message: 'Twice.', conflictingAccessCodeId: unmanaged },
        {
          issueCode: 'conflicting_external_modification',
          message: 'Changed.',
          createdAt,
          details: { changeType: 'modified', modifiedFields: ['code', 'time_frame'] },
        },
        { issueCode: 'jammed', message: 'The bolt is stuck.', createdAt },
      ],
      warnings: [
        { issueCode: 'delay_in_setting_on_device', message: 'Slow.', createdAt },
        { issueCode: 'previous_code_in_use', message: 'Old PIN.', createdAt },
      ],
      deletedAt: new Date(createdAt),
    })
    const code = await get(id)
    expect(code.errors).toEqual([
      {
        ...{
          error_code: 'duplicate_code_on_device',
          is_access_code_error: true,
          message: 'Twice.',
          created_at: createdAt,
        },
        managed_access_code_id: managed,
      },
      {
        ...{ error_code: 'duplicate_code_on_device', is_access_code_error: true, message: 'Twice.' },
        unmanaged_access_code_id: unmanaged,
      },
      {
        ...{ error_code: 'conflicting_external_modification', is_access_code_error: true, message: 'Changed.' },
        ...{ created_at: createdAt, change_type: 'modified' },
        modified_fields: [
          { field: 'code', from: null, to: null },
          { field: 'time_frame', from: null, to: null },
        ],
      },
      {
        ...{ error_code: 'provider_issue', issue_code: 'jammed', is_access_code_error: true },
        ...{ message: 'The bolt is stuck.', created_at: createdAt },
      },
      {
        ...{
          error_code: 'device_disconnected',
          is_device_error: true,
          message: expect.stringContaining('Gate is offline'),
        },
        created_at: '2026-02-03T04:05:06.789Z',
      },
      {
        ...{ error_code: 'account_disconnected', is_device_error: false, is_connected_account_error: true },
        ...{ message: expect.stringContaining('The account of Gate'), created_at: '2026-01-02T03:04:05.678Z' },
      },
    ])
    const warning = (code: string, message: unknown, more: object = {}) => ({
      ...{ warning_code: code, error_code: code, message, created_at: createdAt },
      ...more,
    })
    expect(code.warnings).toEqual([
      warning('delay_in_setting_on_device', 'Slow.'),
      warning('unknown_issue_with_access_code', 'Old PIN.', { issue_code: 'previous_code_in_use' }),
      warning('being_deleted', expect.any(String)),
    ])
  })

  it('tells its name on the lock, and what Oracode says of it', async () => {
    const dormakabaOracodeMetadata = { stayId: 7, userLevelName: 'Guest', isCancellable: true }
    const id = await house.code({ deviceId: await house.door(), appearanceName: 'ADA', dormakabaOracodeMetadata })
    expect(await get(id)).toMatchObject({
      appearance: { name: 'ADA' },
      dormakaba_oracode_metadata: { stay_id: 7, user_level_name: 'Guest', is_cancellable: true },
    })
  })
})

describe('/access_codes/list', () => {
  const list = (given: object, init?: RequestInit) => ask('/access_codes/list', given, init)

  it.each(['GET', 'POST'])('lists the managed codes of a device, newest first: by %s', async (method) => {
    const deviceId = await house.door()
    const first = (await house.createOne({ deviceId })).accessCode.id
    const second = (await house.createOne({ deviceId, name: 'Ada' })).accessCode.id
    await house.code({ deviceId, isManaged: false, pin: '1234' })
    await house.code({ deviceId, isBackup: true, pin: '2345' })
    expect(await list({ device_id: deviceId }, { method })).toEqual({
      status: 200,
      body: {
        access_codes: [
          aNewRestCode(workspaceId, deviceId, { access_code_id: second, name: 'Ada' }),
          aNewRestCode(workspaceId, deviceId, { access_code_id: first }),
        ],
        pagination: { next_page_cursor: null, has_next_page: false, next_page_url: null },
        ok: true,
      },
    })
  })

  it.each([
    ['repeated', (ids: string[]) => ids.map((id) => `access_code_ids=${id}`).join('&')],
    ['with brackets', (ids: string[]) => ids.map((id) => `access_code_ids[]=${id}`).join('&')],
    ['with numbered brackets', (ids: string[]) => ids.map((id, index) => `access_code_ids[${index}]=${id}`).join('&')],
    ['with commas', (ids: string[]) => `access_code_ids=${ids.join(',')}`],
  ])('takes ids in the address: %s', async (_how, write) => {
    const deviceId = await house.door()
    const ids = [await house.code({ deviceId }), await house.code({ deviceId })]
    await house.code({ deviceId })
    expect(idsOf(await ask(`/access_codes/list?${write(ids)}&_strict=true`, undefined, { method: 'GET' }))).toEqual(
      expect.arrayContaining(ids),
    )
    expect(idsOf(await ask(`/access_codes/list?${write(ids)}`, undefined, { method: 'GET' }))).toHaveLength(2)
  })

  it('lists exactly those of the ids that are there, backups too, and nothing for no ids', async () => {
    const deviceId = await house.door()
    const [code, backup] = [await house.code({ deviceId }), await house.code({ deviceId, isBackup: true })]
    const found = idsOf(await list({ access_code_ids: [code, backup, 'x'] }))
    expect(found.toSorted()).toEqual([code, backup].toSorted())
    expect(idsOf(await list({ access_code_ids: [] }))).toEqual([])
    expect(idsOf(await ask('/access_codes/list?access_code_ids=', undefined, { method: 'GET' }))).toEqual([])
  })

  it('searches by a part of the name, the beginning of the id, and the whole PIN', async () => {
    const deviceId = await house.door()
    const id = await house.code({ deviceId, name: 'Summer guests', pin: '73519' })
    await house.code({ deviceId, name: 'Winter', pin: '735190' })
    for (const search of ['mer GUE', id.slice(0, 20), '73519']) {
      expect(idsOf(await list({ device_id: deviceId, search }))).toEqual([id])
    }
    expect(idsOf(await list({ device_id: deviceId, search: '7351' }))).toEqual([])
  })

  it.each(Object.entries({ access_grant_id: 'grants', access_method_id: 'methods', customer_key: 'customers' }))(
    'refuses %s, which it could only ignore',
    async (name, what) => {
      const { status, body } = await list({ [name]: 'x' })
      expect([status, body.error.validation_errors[name]._errors[0]]).toEqual([400, expect.stringContaining(what)])
      expect((await list({ device_id: 'x', [name]: null })).status).toBe(200)
    },
  )

  describe('in pages', async () => {
    const deviceId = await house.door()
    const ids: string[] = []
    for (let count = 0; count < 5; count++) ids.unshift((await house.createOne({ deviceId })).accessCode.id)
    const given = { device_id: deviceId, limit: 2 }

    it.each(['GET', 'POST'])('goes on from a cursor until there is no more: by %s', async (method) => {
      const pages: string[][] = []
      let page_cursor: string | null = ''
      while (page_cursor !== null) {
        const answer = await list({ ...given, ...(page_cursor && { page_cursor }) }, { method })
        pages.push(idsOf(answer))
        const { next_page_cursor, has_next_page } = answer.body.pagination
        expect(has_next_page).toBe(next_page_cursor !== null)
        page_cursor = next_page_cursor
      }
      expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
    })

    it('tells the address of the next page', async () => {
      const { body } = await list(given)
      const { next_page_url, next_page_cursor } = body.pagination
      expect(next_page_url.startsWith(`${gateway.url}/access_codes/list?`)).toBe(true)
      expect(Object.fromEntries(new URL(next_page_url).searchParams)).toEqual({
        device_id: deviceId,
        limit: '2',
        page_cursor: next_page_cursor,
      })
      const { pathname, search } = new URL(next_page_url)
      expect(idsOf(await ask(`${pathname}${search}`, undefined, { method: 'GET' }))).toEqual(ids.slice(2, 4))
    })

    it('tells it with https where what stands before the gateway took TLS off', async () => {
      const { body } = await list(given, { headers: { 'x-forwarded-proto': 'https' } })
      expect(body.pagination.next_page_url).toMatch(/^https:\/\/127\.0\.0\.1/)
    })

    it('has a cursor in plain base64, as clients check', async () => {
      const { body } = await list(given)
      expect(body.pagination.next_page_cursor).toMatch(/^([\w+/]{4})*([\w+/]{2}==|[\w+/]{3}=)?$/)
    })

    it.each([{ limit: 3 }, { device_id: undefined }, { search: 'x' }])(
      'refuses a cursor of a request that differed by %j',
      async (other) => {
        const { body } = await list(given)
        const { next_page_cursor: page_cursor } = body.pagination
        expect(await list({ ...given, ...other, page_cursor })).toEqual(
          refusal(
            400,
            'mismatched_page_parameters',
            'With page_cursor, all other parameters must be those of the request that it came from.',
          ),
        )
      },
    )

    it('refuses a cursor of another list', async () => {
      const { body } = await list(given)
      const { next_page_cursor: page_cursor } = body.pagination
      const { status, body: answer } = await ask('/access_codes/unmanaged/list', { ...given, page_cursor })
      expect([status, answer.error.type]).toEqual([400, 'mismatched_page_parameters'])
    })

    it.each(['x', 'bnVsbA==', Buffer.from('["a"]').toString('base64'), Buffer.from('[1,2]').toString('base64')])(
      'refuses %j, which is no cursor',
      async (page_cursor) => {
        expect(await list({ ...given, page_cursor })).toEqual(
          invalid({ page_cursor: 'Is none: send a next_page_cursor as it came.' }),
        )
      },
    )

    it('refuses a cursor that was tampered with', async () => {
      const { body } = await list(given)
      const [digest] = JSON.parse(Buffer.from(body.pagination.next_page_cursor, 'base64').toString())
      const page_cursor = Buffer.from(JSON.stringify([digest, 'x'])).toString('base64')
      expect(await list({ ...given, page_cursor })).toEqual(
        invalid({ page_cursor: 'Is none: send a next_page_cursor as it came.' }),
      )
    })

    it.each([
      [0, 'Must be at least 1.'],
      [5001, 'At most 5000.'],
      [1.5, 'Invalid input: expected int, received number'],
    ])('refuses a limit of %d', async (limit, message) => {
      expect(await list({ limit })).toEqual(invalid({ limit: message }))
      expect(await list({ limit }, { method: 'GET' })).toEqual(invalid({ limit: message }))
    })
  })
})

describe('/access_codes/generate_code', () => {
  it.each(['GET', 'POST'])('proposes a PIN that the device takes, and reserves nothing: by %s', async (method) => {
    const device_id = await house.door({ supportedCodeLengths: [7] })
    const { status, body } = await ask('/access_codes/generate_code', { device_id }, { method })
    expect({ status, body }).toEqual({
      status: 200,
      body: { generated_code: { device_id, code: expect.stringMatching(/^\d{7}$/) }, ok: true },
    })
    expect((await ask('/access_codes/create', { device_id, code: body.generated_code.code })).status).toBe(200)
  })

  it('proposes none that another code has', async () => {
    const only = { supportedCodeLengths: [4], codeConstraints: [{ constraintType: 'CANNOT_CONTAIN_0789' }] }
    const device_id = await house.door(only)
    const { body } = await ask('/access_codes/generate_code', { device_id })
    const digits = '123456'
    const all = [...digits].flatMap((a) =>
      [...digits].flatMap((b) => [...digits].flatMap((c) => [...digits].map((d) => a + b + c + d))),
    )
    const spared = body.generated_code.code
    await Promise.all(all.filter((pin) => pin !== spared).map((pin) => house.code({ deviceId: device_id, pin })))
    expect((await ask('/access_codes/generate_code', { device_id })).body.generated_code.code).toBe(spared)
  })

  it('refuses a device that is not there, one that takes no codes, and one that makes its PINs itself', async () => {
    expect(await ask('/access_codes/generate_code', { device_id: 'x' })).toEqual(
      refusal(404, 'device_not_found', 'No device of this workspace has the id x.', { data: { device_id: 'x' } }),
    )
    const thermostat = await house.door({ canProgramOnlineAccessCodes: null, supportedCodeLengths: [] })
    expect(await ask('/access_codes/generate_code', { device_id: thermostat })).toMatchObject({
      status: 400,
      body: { error: { type: 'unsupported_device', data: { device_id: thermostat } } },
    })
    const salto = await house.door({ codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] })
    expect(await ask('/access_codes/generate_code', { device_id: salto })).toMatchObject({
      status: 400,
      body: {
        error: { type: 'invalid_input', data: { violations: [{ constraint_type: 'cannot_specify_pin_code' }] } },
      },
    })
  })
})
