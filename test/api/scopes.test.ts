import { getNamedType, getNullableType, isInputObjectType, isListType, isRequiredInputField } from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aNewCode, anId, failure } from './answers.ts'
import { writingNothing } from './codes.ts'
import { createMany, createOne, plan } from './documents.ts'
import { everyQuery } from './every-query.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const deviceId = await house.door()

const forbidden = (field: string, message = 'This credential lacks the scope that this field needs.') => ({
  ...failure(field, 'FORBIDDEN', message),
  data: nullable.has(field) ? { [field]: null } : null,
})
const nullable = new Set(['node', 'accessCode', 'unmanagedAccessCode', 'device', 'linkedCodeGroup', 'actionAttempt'])

describe('a key without SEE_PINS', async () => {
  const blind = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'WRITE_CODES'])
  const needsPins = (field: string, toDoWhat: string) =>
    forbidden(field, `This credential needs the scope SEE_PINS ${toDoWhat}.`)

  it('may create codes, and sees no PIN of theirs', async () => {
    expect(await blind.ask(createOne, { input: { deviceId, commonCodeKey: 'blind' } })).toEqual({
      data: {
        createAccessCode: {
          __typename: 'CreateAccessCodePayload',
          accessCode: aNewCode(house.workspaceId, deviceId, {
            code: null,
            codeVisibility: 'HIDDEN',
            commonCodeKey: 'blind',
            linkedCodeGroup: { id: anId },
          }),
          actionAttempt: expect.anything(),
        },
      },
    })
  })

  it('may not join a group, since what a door says to its PIN tells something of it', async () => {
    await house.createOne({ deviceId: await house.door(), commonCodeKey: 'joined', code: '480917' })
    const strict = await house.door({ codeConstraints: [{ constraintType: 'NO_ZEROS' }] })
    for (const door of [strict, await house.door()]) {
      const join = () => blind.ask(createOne, { input: { deviceId: door, commonCodeKey: 'joined' } })
      expect(await writingNothing(gateway, join)).toEqual(needsPins('createAccessCode', 'to join a group'))
    }
  })

  it('sees no PIN anywhere', async () => {
    const door = await house.door()
    await house.createOne({ deviceId: door, commonCodeKey: 'hidden', code: '4711' })
    const { accessCodes } = await house.createMany({ deviceIds: [door] })
    const unmanaged = await house.code({ deviceId: door, pin: '8642', isManaged: false })
    const salto = await house.door({ codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] })
    const waiting = await house.createOne({ deviceId: salto })
    const query = `{
      accessCode(id: "${accessCodes[0].id}") { code codeVisibility linkedCodeGroup { code } }
      waiting: accessCode(id: "${waiting.accessCode.id}") { code codeVisibility }
      accessCodes(filter: { commonCodeKey: "hidden" }) { nodes { code codeVisibility } }
      linkedCodeGroup(by: { commonCodeKey: "hidden" }) { code }
      unmanagedAccessCode(id: "${unmanaged}") { code }
      node(id: "${unmanaged}") { ... on UnmanagedAccessCode { code } }
      device(id: "${door}") { accessCodes { nodes { code } } unmanagedAccessCodes { nodes { code } } }
      codeSharingPlan(input: { deviceIds: ["${door}"] }) { canShare codeLength suggestedCode }
    }`
    const hidden = { code: null, codeVisibility: 'HIDDEN' }
    expect(await blind.ask(query)).toEqual({
      data: {
        accessCode: { ...hidden, linkedCodeGroup: { code: null } },
        waiting: hidden,
        accessCodes: { nodes: [hidden] },
        linkedCodeGroup: { code: null },
        unmanagedAccessCode: { code: null },
        node: { code: null },
        device: {
          accessCodes: { nodes: [{ code: null }, { code: null }] },
          unmanagedAccessCodes: { nodes: [{ code: null }] },
        },
        codeSharingPlan: { canShare: true, codeLength: 4, suggestedCode: null },
      },
    })
    const { data } = await house.client.ask(query)
    expect(JSON.stringify(data).match(/"(code|suggestedCode)":"\d+"/g)).toHaveLength(10)
  })

  it.each([
    ['createAccessCode', createOne, { deviceId, code: '4711' }, 'to choose a PIN'],
    ['createMultipleAccessCodes', createMany, { deviceIds: [deviceId], code: '4711' }, 'to choose a PIN'],
    ['codeSharingPlan', plan, { deviceIds: [deviceId], code: '4711' }, 'to plan with a PIN'],
  ])('may not name a PIN in %s, whatever the devices', async (field, document, input, toDoWhat) => {
    const refused = needsPins(field, toDoWhat)
    expect(await writingNothing(gateway, () => blind.ask(document, { input }))).toEqual(refused)
    const unknown = { ...input, ...('deviceId' in input ? { deviceId: 'x' } : { deviceIds: ['x'] }) }
    expect(await writingNothing(gateway, () => blind.ask(document, { input: unknown }))).toEqual(refused)
  })

  it('may not ask for the first answer to a request that named a PIN', async () => {
    const input = { deviceId: await house.door(), code: '4711', idempotencyKey: 'with a PIN' }
    await house.createOne(input)
    expect(await blind.ask(createOne, { input })).toEqual(needsPins('createAccessCode', 'to choose a PIN'))
  })

  it.each(['4711', '0000'])('may not look for the PIN %s, whether there is one or not', async (code) => {
    await house.code({ deviceId: await house.door(), pin: '4711' })
    expect(await blind.ask(`{ accessCodes(filter: { code: "${code}" }) { totalCount } }`)).toEqual(
      needsPins('accessCodes', 'to look for a PIN'),
    )
    const onDevice = `{ device(id: "${deviceId}") { accessCodes(filter: { code: "${code}" }) { totalCount } } }`
    const refused = needsPins('device', 'to look for a PIN')
    expect(await blind.ask(onDevice)).toEqual({
      ...refused,
      errors: refused.errors.map((error) => ({ ...error, path: ['device', 'accessCodes'] })),
    })
  })
})

describe('a key without the scope that a mutation needs', async () => {
  const reader = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'SEE_PINS', 'MANAGE_DEVICES'])
  const onlooker = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'SEE_PINS', 'READ_AUDIT_LOG'])

  it.each([
    ['createAccessCode', createOne, { deviceId }],
    ['createMultipleAccessCodes', createMany, { deviceIds: [deviceId] }],
  ])('may not use %s, and is not told what is wrong with the input', async (field, document, input) => {
    for (const given of [input, { ...input, code: 'x', name: '' }, { ...input, deviceId: 'x', deviceIds: [] }]) {
      // Each mutation knows but one of the two fields.
      const { deviceId: one, deviceIds: many, ...rest } = given as { deviceId?: string; deviceIds?: string[] }
      const known = { ...rest, ...(field === 'createAccessCode' ? { deviceId: one } : { deviceIds: many }) }
      expect(await writingNothing(gateway, () => reader.ask(document, { input: known }))).toEqual(forbidden(field))
    }
  })

  it.each(Object.keys(schema.getMutationType()?.getFields() ?? {}))(
    'is refused %s before anything else',
    async (name) => {
      const [argument] = schema.getMutationType()?.getFields()[name]?.args ?? []
      const type = argument && getNamedType(argument.type)
      if (!isInputObjectType(type)) throw new Error(`${name} takes no input`)
      const required = Object.values(type.getFields()).filter(isRequiredInputField)
      const input = Object.fromEntries(
        required.map((field) => [field.name, isListType(getNullableType(field.type)) ? [] : 'x']),
      )
      const document = `mutation ($input: ${type.name}!) { ${name}(input: $input) { __typename } }`
      expect(await writingNothing(gateway, () => onlooker.ask(document, { input }))).toEqual(forbidden(name))
    },
  )
})

describe('a key without READ_CODES', async () => {
  const writer = await gateway.clientOf(house.workspaceId, ['WRITE_CODES', 'SEE_PINS'])

  it('is asked about every field of Query here', () => {
    expect(everyQuery.map(([field]) => field).sort()).toEqual(
      Object.keys(schema.getQueryType()?.getFields() ?? {}).sort(),
    )
  })

  it.each(everyQuery.filter(([field]) => field !== 'workspace' && field !== 'viewer'))(
    'may not ask for %s',
    async (field, query) => {
      expect(await writer.ask(query)).toEqual(forbidden(field))
    },
  )

  it.each([
    ['accessCodes', '{ accessCodes(first: 101, filter: { search: "" }) { totalCount } }'],
    ['devices', '{ devices(after: "x", filter: { search: "\\u0000" }) { totalCount } }'],
    ['linkedCodeGroup', '{ linkedCodeGroup(by: { commonCodeKey: "" }) { id } }'],
    ['codeSharingPlan', '{ codeSharingPlan(input: { deviceIds: [], code: "x" }) { canShare } }'],
  ])('is not told what is wrong with the input of %s', async (field, query) => {
    expect(await writer.ask(query)).toEqual(forbidden(field))
  })

  it('learns its workspace, and who it is', async () => {
    expect(await writer.ask('{ viewer { kind scopes workspace { id } } }')).toEqual({
      data: {
        viewer: { kind: 'API_KEY', scopes: ['WRITE_CODES', 'SEE_PINS'], workspace: { id: house.workspaceId } },
      },
    })
    expect(await writer.ask('{ workspace { id } }')).toEqual({ data: { workspace: { id: house.workspaceId } } })
  })

  it.each([
    ['linkedCodeGroup { accessCodes { totalCount } }', ['linkedCodeGroup', 'accessCodes']],
    ['device { accessCodes { totalCount } }', ['device', 'accessCodes']],
    ['device { unmanagedAccessCodes { nodes { id } } }', ['device', 'unmanagedAccessCodes']],
    ['device { connectedAccount { devices { totalCount } } }', ['device', 'connectedAccount', 'devices']],
    ['events { nodes { id } }', ['events']],
  ])('gets no list by way of a code that it made: %s', async (selection, path) => {
    const connectedAccount = await gateway.database.prisma.connectedAccount.create({
      data: { id: crypto.randomUUID(), workspaceId: house.workspaceId, provider: 'SIMULATED', displayName: 'Hub' },
    })
    const door = await house.door({ connectedAccountId: connectedAccount.id })
    const query = `mutation { createAccessCode(input: { deviceId: "${door}", commonCodeKey: "${door}" }) {
      ... on CreateAccessCodePayload { accessCode { ${selection} } }
    } }`
    const { errors } = await writer.ask(query)
    expect(errors).toEqual([
      expect.objectContaining({ path: ['createAccessCode', 'accessCode', ...path], extensions: { code: 'FORBIDDEN' } }),
    ])
  })
})
