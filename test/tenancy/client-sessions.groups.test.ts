import { describe, expect, it } from 'vitest'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { inHours, writingNothing } from '../api/codes.ts'
import { createMany, createOne, deleteGroup, rotateGroup, unlinkOne, updateMany, updateOne } from '../api/documents.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const { pool } = gateway.database
const window = { startsAt: inHours(1), endsAt: inHours(2) }

const groupFields = `id commonCodeKey code name startsAt endsAt status devices { id }
  accessCodes { totalCount edges { node { id } } pageInfo { hasNextPage } }`

/** A group on two doors, one of which a session reaches. */
async function aGroupInPart() {
  const [mine, beyond] = [await house.door(), await house.door()]
  const made = await house.createMany({ deviceIds: [mine, beyond], name: 'Family', ...window })
  const [here, there] = made.accessCodes.map(({ id }: { id: string }) => id)
  const session = await aSession(gateway, house, { deviceIds: [mine] })
  return { ...{ mine, beyond, here, there, session }, group: made.linkedCodeGroup }
}

describe('a group that a session reaches in part', () => {
  it('is what its codes in reach say together, everywhere it is shown', async () => {
    const { mine, beyond, here, there, session, group } = await aGroupInPart()
    await pool.query(
      `update access_code set name = 'Nanny', status = 'SET', starts_at = starts_at + interval '1 minute',
        errors = '[{"issueCode": "failed_to_set_on_device", "message": "No."}]' where id = $1`,
      [there],
    )
    const { id, commonCodeKey } = group
    const shown = {
      ...{ id, commonCodeKey, code: group.code, name: 'Family', ...window, status: 'UNSET', devices: [{ id: mine }] },
      accessCodes: { totalCount: 1, edges: [{ node: { id: here } }], pageInfo: { hasNextPage: false } },
    }
    const query = `{
      byId: linkedCodeGroup(by: { id: "${id}" }) { ${groupFields} }
      byKey: linkedCodeGroup(by: { commonCodeKey: "${commonCodeKey}" }) { ${groupFields} }
      node(id: "${id}") { ... on LinkedCodeGroup { ${groupFields} } }
      accessCode(id: "${here}") { commonCodeKey linkedCodeGroup { ${groupFields} } }
      linkedCodeGroups { totalCount nodes { ${groupFields} } }
      onMine: linkedCodeGroups(filter: { deviceId: "${mine}" }) { totalCount nodes { id } }
      onBeyond: linkedCodeGroups(filter: { deviceId: "${beyond}" }) { totalCount nodes { id } }
      codes: accessCodes(filter: { linkedCodeGroupId: "${id}" }) { totalCount nodes { id } }
      codesByKey: accessCodes(filter: { commonCodeKey: "${commonCodeKey}" }) { totalCount nodes { id } }
    }`
    const one = (id: string) => ({ totalCount: 1, nodes: [{ id }] })
    expect(await session.ask(query)).toEqual({
      data: {
        ...{ byId: shown, byKey: shown, node: shown },
        accessCode: { commonCodeKey, linkedCodeGroup: shown },
        linkedCodeGroups: { totalCount: 1, nodes: [shown] },
        ...{ onMine: one(id), onBeyond: { totalCount: 0, nodes: [] } },
        ...{ codes: one(here), codesByKey: one(here) },
      },
    })
    const whole = onlyResult(await house.client.ask(`{ linkedCodeGroup(by: { id: "${id}" }) { ${groupFields} } }`))
    expect(whole).toMatchObject({ name: null, startsAt: null, status: 'FAILED', accessCodes: { totalCount: 2 } })
  })

  it('has the PIN of its codes in reach, and none where they have none', async () => {
    const { here, session, group } = await aGroupInPart()
    await pool.query('update access_code set pin_ciphertext = null, pin_hash = null where id = $1', [here])
    const query = `{ linkedCodeGroup(by: { id: "${group.id}" }) { code } }`
    expect(onlyResult(await session.ask(query))).toEqual({ code: null })
    expect(onlyResult(await house.client.ask(query))).toEqual({ code: group.code })
  })

  it.each([
    ['updateMultipleAccessCodes', updateMany, { name: 'Mine' }],
    ['rotateLinkedCodeGroup', rotateGroup, {}],
    ['rotateLinkedCodeGroup', rotateGroup, { code: '480917' }],
    ['deleteLinkedCodeGroup', deleteGroup, {}],
  ])('is not changed as a whole, as if it were not there: %s', async (field, document, about) => {
    const { session, group } = await aGroupInPart()
    for (const commonCodeKey of [group.commonCodeKey, 'nowhere']) {
      const ask = () => session.ask(document, { input: { commonCodeKey, ...about } })
      expect(await writingNothing(gateway, ask)).toEqual({
        data: {
          [field]: {
            ...{ __typename: 'NotFoundError', code: 'NOT_FOUND', ids: [commonCodeKey] },
            message: `No linked code group of this workspace has the commonCodeKey ${commonCodeKey}.`,
          },
        },
      })
    }
  })

  it('is joined by nobody who reaches it in part', async () => {
    const { mine, session } = await aGroupInPart()
    const beside = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'in part' })
    expect(beside.__typename).toBe('CreateAccessCodePayload')
    await house.createOne({ deviceId: mine, commonCodeKey: 'in part', startsAt: inHours(5), endsAt: inHours(6) })
    const input = { deviceId: mine, commonCodeKey: 'in part', startsAt: inHours(7), endsAt: inHours(8) }
    const refused = onlyResult(await writingNothing(gateway, () => session.ask(createOne, { input })))
    expect(refused).toMatchObject({ __typename: 'InvalidInputError', issues: [{ path: ['input', 'commonCodeKey'] }] })
  })

  it('loses a code to whoever reaches that code', async () => {
    const { here, there, session } = await aGroupInPart()
    expect(onlyResult(await session.ask(updateOne, { input: { id: here, name: 'Anna' } }))).toMatchObject({
      accessCode: { id: here, name: 'Anna', linkedCodeGroup: { id: expect.any(String) } },
    })
    const refused = onlyResult(await session.ask(updateOne, { input: { id: here, code: '480917' } }))
    expect(refused).toMatchObject({ __typename: 'LinkedCodeError', linkedCodeGroup: { id: expect.any(String) } })
    expect(onlyResult(await session.ask(unlinkOne, { input: { id: here } }))).toMatchObject({
      accessCode: { id: here, linkedCodeGroup: null, commonCodeKey: null },
    })
    expect(onlyResult(await session.ask(unlinkOne, { input: { id: there } }))).toMatchObject({ ids: [there] })
    expect(onlyResult(await session.ask('{ linkedCodeGroups(first: 0) { totalCount } }'))).toEqual({ totalCount: 0 })
  })
})

describe('a group that a session reaches as a whole', () => {
  it('is changed, rotated and deleted by it', async () => {
    const doors = [await house.door(), await house.door()]
    const session = await aSession(gateway, house, { deviceIds: doors })
    const { linkedCodeGroup } = onlyResult(await session.ask(createMany, { input: { deviceIds: doors } }))
    const { commonCodeKey } = linkedCodeGroup
    const ask = async (document: string, about: object = {}) =>
      onlyResult(await session.ask(document, { input: { commonCodeKey, ...about } })).linkedCodeGroup
    expect(await ask(updateMany, { name: 'Ours' })).toMatchObject({ name: 'Ours' })
    expect((await ask(rotateGroup)).code).not.toBe(linkedCodeGroup.code)
    const joined = { deviceId: doors[0], commonCodeKey, startsAt: inHours(1), endsAt: inHours(2) }
    expect(onlyResult(await session.ask(createOne, { input: joined })).__typename).toBe('DuplicateAccessCodeError')
    expect(await ask(deleteGroup)).toMatchObject({ status: 'REMOVING' })
  })
})
