import { expect, it } from 'vitest'
import { type ContractHouse, code, inTime, plain, put, read, slotsOf } from './house.ts'
import { lockFor } from './lock-for.ts'

export function refusals(house: ContractHouse): void {
  it('refuses a PIN that another slot holds, and changes nothing', async (context) => {
    const lock = await lockFor(context, house, { ...plain, checksDuplicates: true })
    const [slot, other] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711', { name: 'Ada' }))
    await put(house, lock, code(other, '9053', { name: 'Grace' }))
    const before = await read(house, lock)

    const answer = await house.provider.set(lock, code(other, '4711', { name: 'Alan' }), inTime())
    expect(answer).toMatchObject({
      kind: 'refused',
      reason: 'DUPLICATE_PIN',
      message: expect.not.stringContaining('4711'),
    })
    expect(await read(house, lock)).toEqual(before)
  })

  it('takes one PIN in two slots where the lock does not look', async (context) => {
    const lock = await lockFor(context, house, { ...plain, checksDuplicates: false })
    const [slot, other] = await slotsOf(house, lock)

    await put(house, lock, code(slot, '4711'))
    await put(house, lock, code(other, '4711'))
    expect(await read(house, lock)).toMatchObject([{ pin: '4711' }, { pin: '4711' }])
  })

  it.each(['0', '4', '-1', '01', '1.5', 'attic', '', '99999999999'])('has no slot %j', async (slot) => {
    const lock = await house.newLock({ ...plain, slotCount: 3 })
    if (!lock) return

    const answer = await house.provider.set(lock, code(slot, '4711'), inTime())
    expect(answer).toMatchObject({ kind: 'refused', reason: 'NO_SPACE', isPermanent: true })
    expect(await read(house, lock)).toEqual([])
  })

  it('refuses for good a PIN that the lock does not take, and changes nothing', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711'))

    for (const pin of ['47', '12ab', '4711471147114711', '']) {
      const answer = await house.provider.set(lock, code(slot, pin), inTime())
      expect(answer).toMatchObject({ kind: 'refused', reason: 'CONSTRAINT_VIOLATED', isPermanent: true })
    }
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711' }])
  })

  it('refuses to make a PIN where the lock makes none', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)

    const answer = await house.provider.set(lock, code(slot, null), inTime())
    expect(answer).toMatchObject({ kind: 'refused', reason: 'CONSTRAINT_VIOLATED', isPermanent: true })
    expect(await read(house, lock)).toEqual([])
  })

  it('refuses to be given a PIN where the lock makes them', async (context) => {
    const lock = await lockFor(context, house, { makesPins: true, readBack: 'full' })
    const [slot] = await slotsOf(house, lock)

    const answer = await house.provider.set(lock, code(slot, '471147'), inTime())
    expect(answer).toMatchObject({ kind: 'refused', reason: 'CONSTRAINT_VIOLATED', isPermanent: true })
    expect(await read(house, lock)).toEqual([])
  })
}
