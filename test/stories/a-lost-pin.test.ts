import { expect, test } from 'vitest'
import { aStoryHouse } from './a-story-house.ts'

const house = await aStoryHouse()
const { opens, witnessed } = house

const patience = { timeout: 15_000, interval: 25 }

const groupOf = async (commonCodeKey: string) => {
  const query = `{ linkedCodeGroup(by: { commonCodeKey: "${commonCodeKey}" }) {
    status code accessCodes { nodes {
      device { id } status verification errors { issueCode } warnings { issueCode } pendingMutations { mutationCode }
    } } } }`
  return (await house.client.ask(query)).data.linkedCodeGroup
}
const codeAt = async (commonCodeKey: string, deviceId: string) => {
  const { accessCodes } = await groupOf(commonCodeKey)
  return accessCodes.nodes.find(({ device }: { device: { id: string } }) => device.id === deviceId)
}

test('a guest loses the PIN of three doors: the host rotates it, and each door takes the new one in the place of the old', async () => {
  const deviceIds = [await house.door(), await house.door(), await house.door()]
  const [front, cellar, gate] = deviceIds as [string, string, string]
  const { linkedCodeGroup } = await house.createMany({ deviceIds, name: 'Guests' })
  const { commonCodeKey, code: lost } = linkedCodeGroup
  await expect.poll(() => groupOf(commonCodeKey), patience).toMatchObject({ status: 'SET' })
  for (const door of deviceIds) expect(await opens(door, lost)).toBe(true)

  // The gate is off line that day, and the lock of the cellar takes no new PIN for now.
  await house.simulateDevice({ deviceId: gate, isOnline: false })
  await house.simulateDevice({ deviceId: cellar, faults: [{ kind: 'REFUSES', reason: 'BUSY', calls: ['SET'] }] })
  const { linkedCodeGroup: rotated } = await house.rotateGroup({ commonCodeKey })
  const fresh = rotated.code
  expect(fresh).not.toBe(lost)

  // The front door has it. The others still open with the old one, and say so.
  await expect
    .poll(() => codeAt(commonCodeKey, front), patience)
    .toMatchObject({
      status: 'SET',
      verification: 'READ_BACK',
      pendingMutations: [],
      warnings: [],
    })
  const kept = {
    status: 'SETTING',
    pendingMutations: [{ mutationCode: 'UPDATING_CODE' }],
    warnings: expect.arrayContaining([{ issueCode: 'previous_code_in_use' }]),
  }
  await expect.poll(() => codeAt(commonCodeKey, cellar), patience).toMatchObject(kept)
  await expect.poll(() => codeAt(commonCodeKey, gate), patience).toMatchObject(kept)
  expect([await opens(front, fresh), await opens(front, lost)]).toEqual([true, false])
  expect([await opens(cellar, fresh), await opens(cellar, lost)]).toEqual([false, true])
  expect((await groupOf(commonCodeKey)).status).toBe('PARTIALLY_SET')

  // They come over when they can.
  await house.simulateDevice({ deviceId: cellar, clearFaults: true })
  await house.simulateDevice({ deviceId: gate, isOnline: true })
  await expect.poll(() => groupOf(commonCodeKey), patience).toMatchObject({ status: 'SET' })
  for (const door of deviceIds) {
    expect([await opens(door, fresh), await opens(door, lost)]).toEqual([true, false])
    expect(await codeAt(commonCodeKey, door)).toMatchObject({ errors: [], warnings: [], pendingMutations: [] })
  }

  // Rotated twice in a row, and back to a PIN that was used before: what counts is the last.
  await house.rotateGroup({ commonCodeKey })
  await house.rotateGroup({ commonCodeKey, code: lost })
  await expect.poll(() => groupOf(commonCodeKey), patience).toMatchObject({ status: 'SET', code: lost })
  for (const door of deviceIds) expect([await opens(door, lost), await opens(door, fresh)]).toEqual([true, false])
  expect(await witnessed()).toEqual([])
})
