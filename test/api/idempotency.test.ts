import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { countRows } from '../support/rows.ts'
import { aHouse, type House } from './a-house.ts'
import { inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const conflict = {
  __typename: 'IdempotencyConflictError',
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'This idempotencyKey was used with another input: repeat that input, or take a new key.',
}

interface Operation {
  readonly name: string
  readonly input: (deviceId: string) => object
  readonly ask: (house: House, input: object) => Promise<{ __typename: string }>
}

const operations: Operation[] = [
  { name: 'createAccessCode', input: (deviceId) => ({ deviceId }), ask: (house, input) => house.createOne(input) },
  {
    name: 'createMultipleAccessCodes',
    input: (deviceId) => ({ deviceIds: [deviceId] }),
    ask: (house, input) => house.createMany(input),
  },
]

describe.each(operations)('$name with an idempotencyKey', ({ input, ask }) => {
  it('gives the first answer again and makes nothing', async () => {
    const house = await aHouse(gateway)
    const window = { startsAt: '2099-01-01T00:00:00Z', endsAt: '2099-01-02T00:00:00Z' }
    const request = { ...input(await house.door()), ...window, code: '4711', name: 'Family', idempotencyKey: 'again' }
    const first = await ask(house, request)
    // The same instants, written otherwise, and a field that is null instead of absent.
    const repeated = { ...request, startsAt: '2099-01-01T01:00:00.000+01:00', preferredCodeLength: null }
    expect(await writingNothing(gateway, () => ask(house, repeated))).toEqual(first)
    expect(first).toHaveProperty('__typename', expect.stringMatching(/Payload$/))
  })

  it.each([
    ['another name', { name: 'Guests' }],
    ['another PIN', { code: '4712' }],
    ['a PIN of its own', { code: null }],
    ['another window', { startsAt: inHours(1), endsAt: inHours(2) }],
    ['another device', null],
  ])('refuses %s under the same key', async (_what, change) => {
    const house = await aHouse(gateway)
    const request = { ...input(await house.door()), code: '4711', name: 'Family', idempotencyKey: 'conflict' }
    await ask(house, request)
    const changed = { ...request, ...(change ?? input(await house.door())) }
    expect(await writingNothing(gateway, () => ask(house, changed))).toEqual(conflict)
  })

  it('makes one, however many ask at once', async () => {
    const house = await aHouse(gateway)
    const request = { ...input(await house.door()), idempotencyKey: 'at once' }
    const before = await countRows(gateway.database)
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(house, request)))
    expect(answers).toEqual(answers.map(() => answers[0]))
    const after = await countRows(gateway.database)
    expect(after.access_code).toBe((before.access_code ?? 0) + 1)
    expect(after.idempotency_key).toBe((before.idempotency_key ?? 0) + 1)
  })

  it('means nothing to another workspace', async () => {
    const [one, other] = [await aHouse(gateway), await aHouse(gateway)]
    const answers = [
      await ask(one, { ...input(await one.door()), idempotencyKey: 'shared' }),
      await ask(other, { ...input(await other.door()), name: 'Other', idempotencyKey: 'shared' }),
    ]
    expect(answers.map(({ __typename }) => __typename)).toEqual(answers.map(() => expect.stringMatching(/Payload$/)))
  })

  it('forgets a refusal: the same request succeeds once nothing stands in the way', async () => {
    const house = await aHouse(gateway)
    const deviceId = await house.door({ canProgramOnlineAccessCodes: false })
    const request = { ...input(deviceId), idempotencyKey: 'refused' }
    expect(await writingNothing(gateway, () => ask(house, request))).toMatchObject({ message: expect.any(String) })
    await gateway.database.prisma.device.update({
      where: { id: deviceId },
      data: { canProgramOnlineAccessCodes: true },
    })
    expect(await ask(house, request)).toHaveProperty('__typename', expect.stringMatching(/Payload$/))
  })

  it('forgets after 24 hours, not before', async () => {
    const house = await aHouse(gateway)
    const request = { ...input(await house.door()), idempotencyKey: 'old' }
    const first = await ask(house, request)
    const age = (interval: string) =>
      gateway.database.pool.query(
        `update idempotency_key set created_at = now() - interval '${interval}' where workspace_id = $1`,
        [house.workspaceId],
      )
    await age('23 hours 59 minutes')
    expect(await ask(house, request)).toEqual(first)
    await age('24 hours 1 second')
    const anew = await ask(house, request)
    expect(anew).not.toEqual(first)
    expect(await ask(house, request)).toEqual(anew)
  })

  it('shows what it made as it is now, or as it was last', async () => {
    const house = await aHouse(gateway)
    const request = { ...input(await house.door()), name: 'Before', code: '4711', idempotencyKey: 'now' }
    await ask(house, request)
    const gone = "set name = 'After', deleted_at = now(), removed_at = now(), status = 'REMOVING'"
    await gateway.database.pool.query(`update access_code ${gone} where workspace_id = $1`, [house.workspaceId])
    expect(JSON.stringify(await ask(house, request))).toMatch(/"name":"After".*"status":"REMOVING"/)
  })
})

describe('an idempotencyKey', () => {
  it('of one mutation is a conflict in the other', async () => {
    const house = await aHouse(gateway)
    const deviceId = await house.door()
    await house.createOne({ deviceId, idempotencyKey: 'both' })
    const request = { deviceIds: [deviceId], idempotencyKey: 'both' }
    expect(await writingNothing(gateway, () => house.createMany(request))).toEqual(conflict)
  })

  it('gives the answer again under the rights of whoever asks then', async () => {
    const house = await aHouse(gateway)
    const request = { deviceIds: [await house.door()], idempotencyKey: 'rights' }
    const { accessCodes, linkedCodeGroup } = await house.createMany(request)
    const blind = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'WRITE_CODES'])
    const query = `mutation ($input: CreateMultipleAccessCodesInput!) {
      createMultipleAccessCodes(input: $input) {
        ... on CreateMultipleAccessCodesPayload { accessCodes { id code codeVisibility } linkedCodeGroup { id code } }
      }
    }`
    expect(await blind.ask(query, { input: request })).toEqual({
      data: {
        createMultipleAccessCodes: {
          accessCodes: [{ id: accessCodes[0].id, code: null, codeVisibility: 'HIDDEN' }],
          linkedCodeGroup: { id: linkedCodeGroup.id, code: null },
        },
      },
    })
  })
})
