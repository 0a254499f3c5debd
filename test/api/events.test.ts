import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, type House, onlyResult } from './a-house.ts'
import { anId, anInstant, failure } from './answers.ts'
import { eventsAreListed } from './codes.ts'

const gateway = await testGateway()
const { prisma, pool } = gateway.database
const day = (n: number) => new Date(Date.UTC(2030, 0, n))

interface Happened {
  readonly type?: 'ACCESS_CODE_CREATED' | 'ACCESS_CODE_SET_ON_DEVICE' | 'DEVICE_CONNECTED'
  readonly deviceId?: string
  readonly accessCodeId?: string
  readonly linkedCodeGroupId?: string
  readonly occurredAt?: Date
  readonly payload?: object
}

async function happens({ workspaceId }: House, about: Happened = {}): Promise<string> {
  const id = newId()
  await prisma.event.create({ data: { type: 'DEVICE_CONNECTED', ...about, id, workspaceId } })
  return id
}

async function listed(house: House, args = ''): Promise<string[]> {
  await eventsAreListed(gateway)
  const { nodes } = onlyResult(await house.client.ask(`{ events${args && `(${args})`} { nodes { id } } }`))
  return nodes.map(({ id }: { id: string }) => id)
}

describe('events', () => {
  it('tell of a code that was created, whole', async () => {
    const house = await aHouse(gateway)
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, commonCodeKey: 'family' })
    await eventsAreListed(gateway)
    const fields = `id type occurredAt accessCodeId accessCode { id } deviceId device { id }
      linkedCodeGroupId linkedCodeGroup { id } payload`
    const events = `events { edges { cursor } nodes { ${fields} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`
    const page = {
      edges: [{ cursor: expect.any(String) }],
      nodes: [
        {
          id: anId,
          type: 'ACCESS_CODE_CREATED',
          occurredAt: anInstant,
          accessCodeId: accessCode.id,
          accessCode: { id: accessCode.id },
          deviceId,
          device: { id: deviceId },
          linkedCodeGroupId: accessCode.linkedCodeGroup.id,
          linkedCodeGroup: accessCode.linkedCodeGroup,
          payload: {},
        },
      ],
      pageInfo: {
        hasNextPage: false,
        hasPreviousPage: false,
        startCursor: expect.any(String),
        endCursor: expect.any(String),
      },
    }
    expect(await house.client.ask(`{ ${events} accessCode(id: "${accessCode.id}") { ${events} } }`)).toEqual({
      data: { events: page, accessCode: { events: page } },
    })
  })

  it('are oldest first, and walked each once, whatever they say of their time', async () => {
    const house = await aHouse(gateway)
    const ids: string[] = []
    for (let n = 0; n < 25; n++) ids.push(await happens(house, { occurredAt: day(30 - n) }))
    expect(await listed(house, 'first: 100')).toEqual(ids)
    expect(await listed(house)).toEqual(ids.slice(0, 20))
    const walked: string[] = []
    let after = ''
    for (;;) {
      const query = `{ events(first: 7 ${after}) { nodes { id } pageInfo { hasNextPage endCursor } } }`
      const { nodes, pageInfo } = onlyResult(await house.client.ask(query))
      walked.push(...nodes.map(({ id }: { id: string }) => id))
      if (!pageInfo.hasNextPage) break
      after = `after: "${pageInfo.endCursor}"`
    }
    expect(walked).toEqual(ids)
  })

  it('are those that meet all of a filter', async () => {
    const house = await aHouse(gateway)
    const [one, other] = [await house.door(), await house.door()]
    const { accessCode } = await house.createOne({ deviceId: one, commonCodeKey: 'family' })
    const [accessCodeId, linkedCodeGroupId] = [accessCode.id, accessCode.linkedCodeGroup.id]
    const [created = ''] = await listed(house)
    const set = await happens(house, {
      type: 'ACCESS_CODE_SET_ON_DEVICE',
      deviceId: one,
      accessCodeId,
      linkedCodeGroupId,
      occurredAt: day(5),
    })
    const online = await happens(house, { deviceId: other, occurredAt: day(6) })
    const by = async (filter: string) => listed(house, `filter: { ${filter} }`)
    const questions: [filter: string, ids: string[]][] = [
      ['', [created, set, online]],
      ['types: [DEVICE_CONNECTED, ACCESS_CODE_CREATED]', [created, online]],
      ['types: []', []],
      [`deviceId: "${one}"`, [created, set]],
      [`deviceId: "${one.toUpperCase()}"`, [created, set]],
      [`deviceId: "${newId()}"`, []],
      ['deviceId: "nothing"', []],
      ['deviceId: ""', []],
      [`accessCodeId: "${accessCodeId}"`, [created, set]],
      ['accessCodeId: ""', []],
      [`linkedCodeGroupId: "${linkedCodeGroupId}"`, [created, set]],
      ['linkedCodeGroupId: "nothing"', []],
      ['since: "2030-01-05T00:00:00Z"', [set, online]],
      ['since: "2030-01-05T00:00:00.001Z"', [online]],
      [`deviceId: "${one}", types: [ACCESS_CODE_SET_ON_DEVICE], since: "2030-01-01T00:00:00Z"`, [set]],
      ['types: null, deviceId: null, accessCodeId: null, linkedCodeGroupId: null, since: null', [created, set, online]],
    ]
    const answers: [string, string[]][] = []
    for (const [filter] of questions) answers.push([filter, await by(filter)])
    expect(answers).toEqual(questions)

    const ofCode = `{ accessCode(id: "${accessCodeId}") { events(types: [ACCESS_CODE_SET_ON_DEVICE]) { nodes { id } } } }`
    expect(await house.client.ask(ofCode)).toEqual({ data: { accessCode: { events: { nodes: [{ id: set }] } } } })
  })

  it.each([
    ['first: 101', 'first: Must be from 0 to 100.'],
    ['first: -1', 'first: Must be from 0 to 100.'],
    ...['', 'x', 'MTIz', 'LTEuLTE', Buffer.from('1e3.4').toString('base64url')].map((cursor) => [
      `after: "${cursor}"`,
      'cursor: This is not a cursor of this list in this order: pass an endCursor or startCursor that it returned.',
    ]),
  ])('are refused with %s', async (args = '', text = '') => {
    const { client } = await aHouse(gateway)
    const [path = '', message = ''] = text.split(/: (.*)/)
    expect(await client.ask(`{ events(${args}) { nodes { id } } }`)).toEqual(
      failure('events', 'BAD_USER_INPUT', text, { issues: [{ path: [path], message }] }),
    )
  })
})

describe('an event that is committed while an older transaction is open', () => {
  it('is listed only when nothing can come before it any more, so that no reader misses one', async () => {
    const house = await aHouse(gateway)
    const before = await happens(house)
    expect(await listed(house)).toEqual([before])

    const older = await pool.connect()
    try {
      await older.query('begin')
      await older.query('select pg_current_xact_id()')
      const after = await happens(house)
      const ids = async () =>
        onlyResult(await house.client.ask('{ events { nodes { id } } }')).nodes.map(({ id }: { id: string }) => id)
      expect(await ids()).toEqual([before])

      const late = newId()
      const text = `insert into event (id, workspace_id, type) values ($1, $2, 'DEVICE_CONNECTED')`
      await older.query(text, [late, house.workspaceId])
      await older.query('commit')
      // The one that was committed last is of the older transaction, and so comes first.
      expect(await listed(house)).toEqual([before, late, after])
    } finally {
      older.release(true)
    }
  })
})
