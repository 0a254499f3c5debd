import { describe, expect, it } from 'vitest'
import type { EventType } from '../../src/data/prisma/enums.ts'
import { eventDescriptions } from '../../src/data/read/event-descriptions.ts'
import { newId } from '../../src/data/uuid.ts'
import { eventTypes } from '../../src/rest/events/event-types.ts'
import { anId, anInstant } from '../api/answers.ts'
import { eventsAreListed, inHours } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { invalid, refusal, restHouse } from './rest-house.ts'
import { pending, succeeded } from './shapes.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { ask, workspaceId } = house
const { prisma } = gateway.database

interface Given {
  readonly type: EventType
  readonly occurredAt?: Date
  readonly deviceId?: string
  readonly accessCodeId?: string | null
  readonly payload?: object
}

async function happened({ payload = {}, ...given }: Given): Promise<string> {
  const id = newId()
  await prisma.event.create({ data: { ...given, id, workspaceId, payload } })
  return id
}

async function list(given: object) {
  await eventsAreListed(gateway)
  return (await ask('/events/list', given)).body.events
}

/** What every event of this code says. */
const ofCode = (type: EventType, device_id: string, access_code_id: string, about: object = {}) => ({
  event_id: anId,
  event_type: eventTypes[type],
  workspace_id: workspaceId,
  created_at: anInstant,
  occurred_at: anInstant,
  event_description: eventDescriptions[type],
  access_code_id,
  device_id,
  connected_account_id: null,
  device_custom_metadata: {},
  ...about,
})

describe('an event', () => {
  it('tells of each thing that happened to a code, and no PIN but the one that it has now', async () => {
    const device_id = await house.door()
    const created = await ask('/access_codes/create', { device_id, code: '0471', name: 'Before' })
    const { access_code_id } = created.body.access_code
    const [starts_at, ends_at] = [inHours(1), inHours(2)]
    await ask('/access_codes/update', { access_code_id, code: '4712', name: 'After', starts_at, ends_at })
    await ask('/access_codes/delete', { access_code_id })
    const event = (type: EventType, about: object = {}) => ofCode(type, device_id, access_code_id, about)
    expect(await list({ access_code_id })).toEqual([
      event('ACCESS_CODE_CREATED'),
      event('ACCESS_CODE_MUTATIONS_REQUESTED', {
        requested_mutations: [
          { mutation_code: 'updating_name', from: { name: 'Before' }, to: { name: 'After' } },
          { mutation_code: 'updating_code' },
          {
            mutation_code: 'updating_time_frame',
            from: { starts_at: null, ends_at: null },
            to: { starts_at, ends_at },
          },
        ],
      }),
      event('ACCESS_CODE_CHANGED', {
        changed_properties: [
          { property: 'name', from: 'Before', to: 'After' },
          { property: 'code', from: null, to: null },
          { property: 'type', from: 'ongoing', to: 'time_bound' },
          { property: 'starts_at', from: null, to: starts_at },
          { property: 'ends_at', from: null, to: ends_at },
        ],
      }),
      event('ACCESS_CODE_MUTATIONS_REQUESTED', { requested_mutations: [{ mutation_code: 'deleting' }] }),
    ])
  })

  it('tells of the rest what Seam’s clients expect', async () => {
    const deviceId = await house.door()
    const accessCodeId = await house.code({ deviceId, pin: '0471' })
    const unmanaged = await house.code({ deviceId, pin: '8642', isManaged: false })
    const backup = newId()
    const [startsAt, endsAt, later] = [inHours(1), inHours(2), inHours(3)]
    const types: [EventType, object?, object?][] = [
      [
        'ACCESS_CODE_NAME_CHANGED',
        { from: 'A', to: null },
        {
          ...{ from: { name: 'A' }, to: { name: null }, description: 'The lock confirmed another name.' },
        },
      ],
      [
        'ACCESS_CODE_CODE_CHANGED',
        {},
        {
          ...{ from: { code: null }, to: { code: null }, description: 'The lock confirmed another PIN.' },
        },
      ],
      [
        'ACCESS_CODE_TIME_FRAME_CHANGED',
        { from: { startsAt, endsAt }, to: { startsAt, endsAt: later } },
        {
          from: { starts_at: startsAt, ends_at: endsAt },
          to: { starts_at: startsAt, ends_at: later },
          description: 'The lock confirmed another window.',
        },
      ],
      ['ACCESS_CODE_SCHEDULED_ON_DEVICE', {}, { code: '0471' }],
      ['ACCESS_CODE_SET_ON_DEVICE', {}, { code: '0471' }],
      ['ACCESS_CODE_REMOVED_FROM_DEVICE'],
      ['ACCESS_CODE_DELETED', {}, { code: '0471' }],
      ['ACCESS_CODE_MODIFIED_EXTERNALLY', { changes: ['code'] }],
      ['ACCESS_CODE_DELETED_EXTERNALLY', { changes: ['removed'] }],
      ['ACCESS_CODE_BACKUP_PULLED', { backupAccessCodeId: backup }, { backup_access_code_id: backup }],
      ['ACCESS_CODE_USED', { slot: '1' }, { method: 'keycode', access_code_is_managed: true, code: '0471' }],
      ['UNMANAGED_ACCESS_CODE_CONVERTED'],
    ]
    for (const [type, payload] of types) await happened({ type, deviceId, accessCodeId, ...(payload && { payload }) })
    await happened({ type: 'UNMANAGED_ACCESS_CODE_CREATED', deviceId, accessCodeId: unmanaged })
    await happened({ type: 'ACCESS_CODE_USED', deviceId, accessCodeId: unmanaged })
    await happened({ type: 'ACCESS_DENIED', deviceId })
    await happened({ type: 'DEVICE_CONNECTED', deviceId })
    const { access_code_id: _, ...ofDevice } = ofCode('DEVICE_CONNECTED', deviceId, '')
    expect(await list({ device_id: deviceId })).toEqual([
      ...types.map(([type, _payload, about]) => ofCode(type, deviceId, accessCodeId, about)),
      ofCode('UNMANAGED_ACCESS_CODE_CREATED', deviceId, unmanaged),
      ofCode('ACCESS_CODE_USED', deviceId, unmanaged, {
        method: 'keycode',
        access_code_is_managed: false,
        code: '8642',
      }),
      { ...ofDevice, event_type: 'lock.access_denied', event_description: eventDescriptions.ACCESS_DENIED },
      ofDevice,
    ])
  })

  it('of trouble tells what was wrong then and still is', async () => {
    const [before, then, after] = ['2026-01-01', '2026-01-02', '2026-01-03'].map(
      (day) => new Date(`${day}T00:00:00.000Z`),
    )
    const account = await house.account({ disconnectedAt: before ?? null })
    const deviceId = await house.door({
      connectedAccountId: account,
      offlineSince: after ?? null,
      createdAt: before ?? then ?? '',
    })
    const issue = (issueCode: string, createdAt: Date | undefined) => ({
      issueCode,
      message: issueCode,
      createdAt: createdAt?.toISOString() ?? '',
    })
    const accessCodeId = await house.code({
      deviceId,
      errors: [issue('failed_to_set_on_device', then), issue('provider_issue', after)],
      warnings: [issue('delay_in_setting_on_device', before)],
    })
    for (const type of [
      'ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE',
      'ACCESS_CODE_FAILED_TO_SET_ON_DEVICE',
      'ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE',
      'UNMANAGED_ACCESS_CODE_CONVERSION_FAILED',
    ] as const) {
      await happened({ type, deviceId, accessCodeId, ...(then && { occurredAt: then }) })
    }
    const six = {
      access_code_errors: [
        { error_code: 'failed_to_set_on_device', message: 'failed_to_set_on_device', created_at: then?.toISOString() },
      ],
      access_code_warnings: [
        {
          warning_code: 'delay_in_setting_on_device',
          message: 'delay_in_setting_on_device',
          created_at: before?.toISOString(),
        },
      ],
      device_errors: [],
      device_warnings: [],
      connected_account_errors: [
        { error_code: 'account_disconnected', message: expect.any(String), created_at: before?.toISOString() },
      ],
      connected_account_warnings: [],
    }
    const events = await list({ access_code_id: accessCodeId })
    expect(events).toHaveLength(4)
    for (const event of events) expect(event).toMatchObject({ ...six, connected_account_id: account })
    await happened({ type: 'DEVICE_DISCONNECTED', deviceId })
    const [last] = await list({ device_id: deviceId, event_type: 'device.disconnected' })
    expect(last).toMatchObject({
      error_code: 'account_disconnected',
      device_errors: [{ error_code: 'device_disconnected' }],
    })
  })
})

describe('/events/list', async () => {
  const account = await house.account()
  const [deviceId, otherId] = [await house.door({ connectedAccountId: account }), await house.door()]
  const codeId = await house.code({ deviceId })
  const at = (hour: number) => new Date(Date.UTC(2020, 0, 1, hour))
  const first = await happened({ type: 'ACCESS_CODE_CREATED', deviceId, accessCodeId: codeId, occurredAt: at(1) })
  const second = await happened({ type: 'DEVICE_CONNECTED', deviceId: otherId, occurredAt: at(2) })
  const third = await happened({ type: 'DEVICE_DISCONNECTED', deviceId, occurredAt: at(3) })
  const all = { device_ids: [deviceId, otherId] }

  it.each<[string, object, string[]]>([
    ['since an instant', { ...all, since: at(2) }, [second, third]],
    ['between two instants, exclusively', { ...all, between: [at(1), at(3)] }, [second]],
    ['of a type', { ...all, event_type: 'device.connected' }, [second]],
    [
      'of types',
      { ...all, event_types: ['device.connected', 'device.disconnected', 'camera.activated'] },
      [second, third],
    ],
    ['of a type that nothing is of here', { ...all, event_type: 'camera.activated' }, []],
    ['of a device', { device_id: deviceId }, [first, third]],
    ['of devices', all, [first, second, third]],
    ['of a code', { access_code_id: codeId }, [first]],
    ['of codes', { access_code_ids: [codeId, 'x'] }, [first]],
    ['of an account', { connected_account_id: account }, [first, third]],
    ['by their ids', { event_ids: [third, 'x'] }, [third]],
    ['at most so many', { ...all, limit: 2 }, [first, second]],
    ['after passing over some', { ...all, limit: 2, unstable_offset: 2 }, [third]],
  ])('lists events %s', async (_how, given, expected) => {
    const events = await list(given)
    expect(events.map(({ event_id }: { event_id: string }) => event_id)).toEqual(expected)
  })

  it('takes all of it in the address', async () => {
    await eventsAreListed(gateway)
    const query = `between=${at(1).toISOString()}&between=${at(3).toISOString()}&device_ids=${deviceId},${otherId}&_strict=true`
    const { body } = await ask(`/events/list?${query}`, undefined, { method: 'GET' })
    expect(body.events).toMatchObject([{ event_id: second }])
  })

  it('lists none of another workspace', async () => {
    await eventsAreListed(gateway)
    const stranger = await restHouse(gateway)
    for (const given of [all, { event_ids: [first] }, { access_code_id: codeId }, {}]) {
      expect((await stranger.ask('/events/list', given)).body).toEqual({ events: [], ok: true })
    }
  })

  it('refuses both of since and between, one instant, and what is not here', async () => {
    const between = [at(1), at(2)]
    expect(await ask('/events/list', { since: at(1), between })).toEqual(
      invalid({ between: 'Give since or between, not both.' }),
    )
    expect(await ask('/events/list', { between: [at(1)] })).toEqual(invalid({ between: 'Give two instants.' }))
    expect(await ask('/events/list', { acs_user_id: 'x' })).toEqual(
      invalid({ acs_user_id: 'There are no access control systems here.' }),
    )
  })

  describe('/events/get', () => {
    it.each<[string, object, string]>([
      ['an event by its id', { event_id: second }, second],
      ['the last one of a device', { device_id: deviceId }, third],
      ['the last one of a type and a device', { device_id: deviceId, event_type: 'access_code.created' }, first],
    ])('shows %s', async (_what, given, expected) => {
      await eventsAreListed(gateway)
      for (const method of ['GET', 'POST']) {
        const { body } = await ask('/events/get', given, { method })
        expect([body.event.event_id, body.ok]).toEqual([expected, true])
      }
    })

    it('finds none that is not there', async () => {
      const stranger = await restHouse(gateway)
      const missing = refusal(404, 'event_not_found', `No event of this workspace has the id ${first}.`, {
        data: { event_id: first },
      })
      expect(await stranger.ask('/events/get', { event_id: first })).toEqual(missing)
      expect(await stranger.ask('/events/get', { device_id: deviceId })).toEqual(
        refusal(404, 'event_not_found', 'There is no such event.'),
      )
      expect(await ask('/events/get', {})).toEqual(invalid({ event_id: 'Give event_id, device_id or event_type.' }))
    })
  })
})

describe('/access_codes/get_timeline', async () => {
  const deviceId = await house.door()
  const accessCodeId = await house.code({ deviceId, pin: '0471' })
  const at = (hour: number) => new Date(Date.UTC(2020, 0, 1, hour))
  await happened({ type: 'ACCESS_CODE_CREATED', deviceId, accessCodeId, occurredAt: at(1) })
  await happened({ type: 'ACCESS_CODE_SET_ON_DEVICE', deviceId, accessCodeId, occurredAt: at(2) })
  await happened({
    type: 'ACCESS_CODE_MUTATIONS_REQUESTED',
    deviceId,
    accessCodeId,
    occurredAt: at(3),
    payload: { requestedMutations: [] },
  })
  await happened({
    type: 'ACCESS_CODE_CHANGED',
    deviceId,
    accessCodeId,
    occurredAt: at(3),
    payload: { changedProperties: [] },
  })
  await happened({ type: 'ACCESS_CODE_MODIFIED_EXTERNALLY', deviceId, accessCodeId, occurredAt: at(4) })

  async function timeline(given: object) {
    await eventsAreListed(gateway)
    return (await ask('/access_codes/get_timeline', { access_code_id: accessCodeId, ...given })).body
  }
  const item = (event_type: string, hour: number, actor: string, details: object = {}) => ({
    timeline_event_id: anId,
    event_type,
    occurred_at: at(hour).toISOString(),
    actor: { type: actor },
    description: expect.any(String),
    details,
    related_resource_ids: { event_id: anId, device_id: deviceId },
  })
  const modified = item('access_code.modified_external_to_seam', 4, 'external')
  const changed = item('access_code.changed', 3, 'api_key', { changed_properties: [] })
  const requested = item('access_code.mutations_requested', 3, 'api_key', { requested_mutations: [] })
  const set = item('access_code.set_on_device', 2, 'system', { code: '0471' })
  const created = item('access_code.created', 1, 'api_key')

  it('tells all of it, newest first', async () => {
    expect(await timeline({})).toEqual({
      timeline_events: [modified, changed, requested, set, created],
      pagination: { has_more: false, next_cursor: null, prev_cursor: at(4).toISOString() },
      ok: true,
    })
  })

  it('goes on from a cursor, and never cuts apart what happened at one instant', async () => {
    const first = await timeline({ limit: 2 })
    expect(first).toEqual({
      timeline_events: [modified, changed, requested],
      pagination: { has_more: true, next_cursor: at(3).toISOString(), prev_cursor: at(4).toISOString() },
      ok: true,
    })
    const second = await timeline({ limit: 2, before: first.pagination.next_cursor })
    expect(second.timeline_events).toEqual([set, created])
    expect(second.pagination.has_more).toBe(false)
    const since = await timeline({ after: second.pagination.prev_cursor })
    expect(since.timeline_events).toEqual([modified, changed, requested])
  })

  it('tells of some types only', async () => {
    const { timeline_events } = await timeline({ event_types: ['access_code.created', 'access_code.set_on_device'] })
    expect(timeline_events).toEqual([set, created])
    expect((await timeline({ event_types: ['internal.access_code.programming_started'] })).timeline_events).toEqual([])
  })

  it('tells of a code that is gone, and of none that never was', async () => {
    await prisma.accessCode.update({ where: { id: accessCodeId }, data: { deletedAt: at(5), removedAt: at(5) } })
    expect((await timeline({})).timeline_events).toHaveLength(5)
    expect(await ask('/access_codes/get_timeline', { access_code_id: 'x' })).toEqual(
      refusal(404, 'access_code_not_found', 'No access code of this workspace has the id x.', {
        data: { access_code_id: 'x' },
      }),
    )
  })
})

describe('/action_attempts', async () => {
  const device_id = await house.door()
  const created = await ask('/access_codes/create', { device_id, name: 'Ada' })
  const { access_code, action_attempt } = created.body
  const { action_attempt_id } = action_attempt

  it.each(['GET', 'POST'])('shows an attempt under way: by %s', async (method) => {
    expect(await ask('/action_attempts/get', { action_attempt_id }, { method })).toEqual({
      status: 200,
      body: { action_attempt: pending('CREATE_ACCESS_CODE'), ok: true },
    })
  })

  it('shows one that failed, and one that succeeded with the code as it is now', async () => {
    const failed = await ask('/access_codes/create', { device_id })
    const error = { type: 'failed_to_set_on_device', message: 'No.' }
    const id = failed.body.action_attempt.action_attempt_id
    await prisma.actionAttempt.update({ where: { id }, data: { status: 'ERROR', error } })
    await prisma.actionAttempt.update({ where: { id: action_attempt_id }, data: { status: 'SUCCESS', result: {} } })
    const { body } = await ask('/action_attempts/list', { action_attempt_ids: [id, action_attempt_id, 'x'] })
    expect(body).toEqual({
      action_attempts: [
        { action_attempt_id: id, action_type: 'CREATE_ACCESS_CODE', status: 'error', result: null, error },
        { ...succeeded('CREATE_ACCESS_CODE', access_code), action_attempt_id },
      ],
      pagination: { next_page_cursor: null, has_next_page: false, next_page_url: null },
      ok: true,
    })
  })

  it('says of a deletion that succeeded only that', async () => {
    const one = await ask('/access_codes/create', { device_id })
    const { body } = await ask('/access_codes/delete', { access_code_id: one.body.access_code.access_code_id })
    const id = body.action_attempt.action_attempt_id
    await prisma.actionAttempt.update({ where: { id }, data: { status: 'SUCCESS', result: {} } })
    const answer = await ask('/action_attempts/get', { action_attempt_id: id })
    expect(answer.body.action_attempt).toEqual(succeeded('DELETE_ACCESS_CODE'))
  })

  it('lists those on a device in pages, newest first', async () => {
    const door = await house.door()
    const ids: string[] = []
    for (let count = 0; count < 3; count++) {
      ids.unshift((await ask('/access_codes/create', { device_id: door })).body.action_attempt.action_attempt_id)
    }
    const first = await ask('/action_attempts/list', { device_id: door, limit: 2 })
    const { next_page_cursor: page_cursor } = first.body.pagination
    const second = await ask('/action_attempts/list', { device_id: door, limit: 2, page_cursor })
    const found = [first, second].map(({ body }) =>
      body.action_attempts.map((attempt: { action_attempt_id: string }) => attempt.action_attempt_id),
    )
    expect(found).toEqual([ids.slice(0, 2), ids.slice(2)])
  })

  it('finds none of another workspace', async () => {
    const stranger = await restHouse(gateway)
    expect(await stranger.ask('/action_attempts/get', { action_attempt_id })).toEqual(
      refusal(404, 'action_attempt_not_found', `No action attempt of this workspace has the id ${action_attempt_id}.`, {
        data: { action_attempt_id },
      }),
    )
    for (const given of [{ action_attempt_ids: [action_attempt_id] }, { device_id }, {}]) {
      expect((await stranger.ask('/action_attempts/list', given)).body.action_attempts).toEqual([])
    }
  })
})
