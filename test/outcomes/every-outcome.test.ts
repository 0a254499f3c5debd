import { type GraphQLEnumType, type GraphQLInterfaceType, type GraphQLObjectType, isObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'
import { fingerprints } from '../support/rows.ts'
import { outcomes } from './outcomes.ts'
import { results, wholeAnswerOf } from './whole-answer.ts'

/** Which code each refusal has. */
const codes: Readonly<Record<string, string>> = {
  InvalidInputError: 'INVALID_INPUT',
  NotFoundError: 'NOT_FOUND',
  CodeCannotBeSharedError: 'CODE_CANNOT_BE_SHARED',
  DuplicateAccessCodeError: 'DUPLICATE_ACCESS_CODE',
  ConstraintViolationError: 'CONSTRAINT_VIOLATED',
  UnsupportedDeviceError: 'UNSUPPORTED_DEVICE',
  DeviceFullError: 'DEVICE_FULL',
  DeviceOfflineError: 'DEVICE_OFFLINE',
  UnsupportedCodeLengthError: 'UNSUPPORTED_CODE_LENGTH',
  TimeFrameUnsupportedError: 'TIME_FRAME_UNSUPPORTED',
  LinkedCodeError: 'LINKED_CODE',
  NoBackupAvailableError: 'NO_BACKUP_AVAILABLE',
  NotModifiableError: 'NOT_MODIFIABLE',
  IdempotencyConflictError: 'IDEMPOTENCY_CONFLICT',
}

// Everything that can be answered is more than anybody may ask for at once.
const gateway = await testGateway({ queryCostMax: Number.POSITIVE_INFINITY })
const userError = schema.getType('UserError') as GraphQLInterfaceType
const isRefusal = (member: GraphQLObjectType) => schema.isSubType(userError, member)

describe.each([...results].map(([mutation, result]) => ({ mutation, members: result.getTypes() })))(
  '$mutation',
  ({ mutation, members }) => {
    it.each(members.map((member) => ({ name: member.name, member })))('answers $name', async ({ name, member }) => {
      const scene = { ...(await aSandbox(gateway)), gateway }
      const lead = outcomes[mutation]?.[name]
      if (!lead) throw new Error(`Nothing here leads ${mutation} to ${name}: add it.`)
      const { input, answer, client = scene.client } = await lead(scene)
      const before = await fingerprints(gateway.database)
      expect(await client.ask(wholeAnswerOf(mutation), { input })).toEqual({
        data: { [mutation]: { __typename: name, ...(isRefusal(member) && { code: codes[name] }), ...answer } },
      })
      const after = await fingerprints(gateway.database)
      if (isRefusal(member)) expect(after).toEqual(before)
      else expect(after).not.toEqual(before)
    })

    it('has no other answer', () => {
      expect(Object.keys(outcomes[mutation] ?? {}).sort()).toEqual(members.map(({ name }) => name).sort())
    })
  },
)

describe('refusals', () => {
  it('are all a member of some result, and have each code that there is', () => {
    const refusals = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && isRefusal(type))
    const members = new Set([...results.values()].flatMap((result) => result.getTypes()).filter(isRefusal))
    expect(new Set(refusals)).toEqual(members)
    const errorCode = schema.getType('ErrorCode') as GraphQLEnumType
    const given = refusals.map(({ name }) => codes[name])
    expect(new Set(given)).toEqual(new Set(errorCode.getValues().map(({ name }) => name)))
  })
})
