import { expect, it } from 'vitest'
import { aHouse } from '../api/a-house.ts'
import { invalidInput, notFound } from '../api/answers.ts'
import { writingNothing } from '../api/codes.ts'
import { createMany, createOne } from '../api/documents.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const [mine, beyond] = [await house.door(), await house.door()]
const session = await aSession(gateway, house, { deviceIds: [mine] })

/** Answers while somebody else is at work on the rows: who waited for them would be refused in the end. */
async function whileHeld<Result>(text: string, values: unknown[], ask: () => Promise<Result>): Promise<Result> {
  const tx = await gateway.database.pool.connect()
  try {
    await tx.query('begin')
    await tx.query(text, values)
    return await ask()
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}

const deviceText = 'select from device_sync where device_id = $1 for update'
const groupText = 'select from linked_code_group where common_code_key = $1 for update'

it('does not wait for a door that it does not reach, nor keep anybody from it', async () => {
  const one = () => session.ask(createOne, { input: { deviceId: beyond } })
  expect(await whileHeld(deviceText, [beyond], () => writingNothing(gateway, one))).toEqual({
    data: { createAccessCode: notFound(beyond) },
  })
  const many = () => session.ask(createMany, { input: { deviceIds: [mine, beyond] } })
  expect(await whileHeld(deviceText, [beyond], () => writingNothing(gateway, many))).toEqual({
    data: { createMultipleAccessCodes: notFound(beyond) },
  })
})

it('hears of a group that it does not reach that its key is taken, without waiting for it', async () => {
  await house.createOne({ deviceId: beyond, commonCodeKey: 'beyond' })
  const join = () => session.ask(createOne, { input: { deviceId: mine, commonCodeKey: 'beyond' } })
  const commonCodeKey = 'This key is in use where this credential does not reach: choose another.'
  expect(await whileHeld(groupText, ['beyond'], () => writingNothing(gateway, join))).toEqual({
    data: { createAccessCode: invalidInput({ commonCodeKey }) },
  })
})

it('hears nothing of a group whose key the gateway gave, since nobody could take such a key', async () => {
  const { linkedCodeGroup } = await house.createMany({ deviceIds: [beyond] })
  const absent = linkedCodeGroup.commonCodeKey.replace(/.{4}$/, '0000')
  for (const key of [linkedCodeGroup.commonCodeKey, absent]) {
    const join = () => session.ask(createOne, { input: { deviceId: mine, commonCodeKey: key } })
    const commonCodeKey = 'There is no such group, and keys beginning like this are the gateway’s own.'
    expect(await whileHeld(groupText, [key], () => writingNothing(gateway, join))).toEqual({
      data: { createAccessCode: invalidInput({ commonCodeKey }) },
    })
  }
})
