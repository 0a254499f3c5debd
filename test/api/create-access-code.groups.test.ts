import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, aNewCode, anId, aPin, invalidInput } from './answers.ts'
import { inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const refusal = (input: object) => writingNothing(gateway, () => house.createOne(input))

const linkedOn = (deviceId: string, commonCodeKey: string, about: object = {}) => ({
  __typename: 'CreateAccessCodePayload',
  accessCode: aNewCode(house.workspaceId, deviceId, { commonCodeKey, linkedCodeGroup: { id: anId }, ...about }),
  actionAttempt: expect.objectContaining({ actionType: 'CREATE_ACCESS_CODE', status: 'PENDING' }),
})

const differs = (id: string) => ({
  __typename: 'LinkedCodeError',
  code: 'LINKED_CODE',
  message:
    'The codes of a group share one PIN: leave out code to join with it, rotate the group to change it for all, or take another commonCodeKey.',
  linkedCodeGroup: { id },
})

describe('createAccessCode with a commonCodeKey', () => {
  it('founds the group of that key', async () => {
    const deviceId = await house.door()
    const result = await house.createOne({ deviceId, commonCodeKey: 'found', name: 'Family' })
    expect(result).toEqual(linkedOn(deviceId, 'found', { name: 'Family' }))
    const { id, code, linkedCodeGroup } = result.accessCode
    const fields = 'id commonCodeKey code name status accessCodes { nodes { id } } devices { id }'
    expect(await house.client.ask(`{ linkedCodeGroup(by: { commonCodeKey: "found" }) { ${fields} } }`)).toEqual({
      data: {
        linkedCodeGroup: {
          ...linkedCodeGroup,
          commonCodeKey: 'found',
          code,
          name: 'Family',
          status: 'SETTING',
          accessCodes: { nodes: [{ id }] },
          devices: [{ id: deviceId }],
        },
      },
    })
  })

  it('founds it with the PIN that was given', async () => {
    const deviceId = await house.door()
    expect(await house.createOne({ deviceId, commonCodeKey: 'given', code: '1234' })).toEqual(
      linkedOn(deviceId, 'given', { code: '1234' }),
    )
  })

  it('joins the group with its PIN, whatever length was preferred', async () => {
    const [one, other] = [await house.door(), await house.door()]
    const { accessCode } = await house.createOne({ deviceId: one, commonCodeKey: 'join' })
    const { code, linkedCodeGroup } = accessCode
    expect(await house.createOne({ deviceId: other, commonCodeKey: 'join', preferredCodeLength: 8 })).toEqual(
      linkedOn(other, 'join', { code, linkedCodeGroup }),
    )
  })

  it('joins a group made for many devices, naming its PIN or not', async () => {
    const { linkedCodeGroup } = await house.createMany({ deviceIds: [await house.door()] })
    const { id, commonCodeKey, code } = linkedCodeGroup
    for (const input of [{ commonCodeKey }, { commonCodeKey, code }]) {
      const deviceId = await house.door()
      expect(await house.createOne({ deviceId, ...input })).toEqual(
        linkedOn(deviceId, commonCodeKey, { code, linkedCodeGroup: { id } }),
      )
    }
  })

  it('refuses another PIN than that of the group', async () => {
    const founded = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'differ', code: '4711' })
    const input = { deviceId: await house.door(), commonCodeKey: 'differ', code: '4712' }
    expect(await refusal(input)).toEqual(differs(founded.accessCode.linkedCodeGroup.id))
  })

  it('refuses to found a group on a lock that makes its PINs itself, since nobody could join it', async () => {
    const deviceId = await house.door({ codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] })
    expect(await refusal({ deviceId, commonCodeKey: 'salto' })).toEqual(
      invalidInput({ commonCodeKey: 'The lock makes its PINs itself, so that its codes cannot be in a group.' }),
    )
  })

  it('refuses to join with a lock that makes its PINs itself', async () => {
    await house.createOne({ deviceId: await house.door(), commonCodeKey: 'chosen' })
    const constraintType = 'CANNOT_SPECIFY_PIN_CODE'
    const deviceId = await house.door({ codeConstraints: [{ constraintType }] })
    expect(await refusal({ deviceId, commonCodeKey: 'chosen' })).toEqual({
      __typename: 'ConstraintViolationError',
      code: 'CONSTRAINT_VIOLATED',
      message: 'Door makes its PINs itself, so it cannot share one. Let it have a code of its own, or leave it out.',
      device: { id: deviceId },
      violations: [aConstraint(constraintType)],
    })
  })

  it('refuses to found a key of the gateway’s own', async () => {
    const input = { deviceId: await house.door(), commonCodeKey: 'auto_set_by_me' }
    expect(await refusal(input)).toEqual(
      invalidInput({
        commonCodeKey: 'There is no such group, and keys beginning like this are the gateway’s own.',
      }),
    )
  })

  it('refuses an offline code, whose PIN the lock makes', async () => {
    const deviceId = await house.door({ canProgramOfflineAccessCodes: true })
    const window = { startsAt: inHours(1), endsAt: inHours(2) }
    expect(await refusal({ deviceId, ...window, isOfflineAccessCode: true, commonCodeKey: 'offline' })).toEqual(
      invalidInput({
        commonCodeKey: 'The lock makes the PIN of an offline code, so that it cannot be in a group.',
      }),
    )
  })

  it('refuses a door that has the PIN of the group already', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, commonCodeKey: 'twice' })
    expect(await refusal({ deviceId, commonCodeKey: 'twice' })).toEqual({
      __typename: 'DuplicateAccessCodeError',
      code: 'DUPLICATE_ACCESS_CODE',
      message:
        'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.',
      device: { id: deviceId },
      conflictingAccessCodeId: accessCode.id,
    })
  })

  it('refuses a door that takes no such PIN as the group has', async () => {
    await house.createOne({ deviceId: await house.door(), commonCodeKey: 'zeros', code: '4070' })
    const deviceId = await house.door({ codeConstraints: [{ constraintType: 'NO_ZEROS' }] })
    expect(await refusal({ deviceId, commonCodeKey: 'zeros' })).toEqual({
      __typename: 'ConstraintViolationError',
      code: 'CONSTRAINT_VIOLATED',
      message: 'Door takes no PIN with a 0 in it. Choose another PIN, or leave Door out.',
      device: { id: deviceId },
      violations: [aConstraint('NO_ZEROS')],
    })
  })

  it('founds a group anew whose last code is gone', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, commonCodeKey: 'again' })
    const { pool } = gateway.database
    await pool.query('update access_code set deleted_at = now(), removed_at = now() where id = $1', [accessCode.id])
    await pool.query('update pin_claim set released_at = now() where access_code_id = $1', [accessCode.id])
    await pool.query('update linked_code_group set ended_at = now() where id = $1', [accessCode.linkedCodeGroup.id])
    const again = await house.createOne({ deviceId, commonCodeKey: 'again' })
    expect(again).toEqual(linkedOn(deviceId, 'again', { code: aPin(4) }))
    expect(again.accessCode.linkedCodeGroup).not.toEqual(accessCode.linkedCodeGroup)
  })

  it('founds one group where many callers ask at once', async () => {
    const doors = await Promise.all(Array.from({ length: 8 }, () => house.door()))
    const results = await Promise.all(doors.map((deviceId) => house.createOne({ deviceId, commonCodeKey: 'at once' })))
    const { code, linkedCodeGroup } = results[0].accessCode
    expect(results).toEqual(doors.map((deviceId) => linkedOn(deviceId, 'at once', { code, linkedCodeGroup })))
  })
})
