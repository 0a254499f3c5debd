import { expect, it } from 'vitest'
import { type ContractHouse, code, granted, inTime, plain, put, read, slotsOf } from './house.ts'
import { able, lockFor } from './lock-for.ts'

export function removing(house: ContractHouse): void {
  it('empties one slot and no other', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot, other] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711'))
    await put(house, lock, code(other, '9053'))

    expect(await house.provider.remove(lock, slot, inTime())).toEqual({ kind: 'ok', value: null })
    expect(await read(house, lock)).toMatchObject([{ slot: other, pin: '9053' }])
  })

  it('finds nothing wrong with emptying an empty slot', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)

    expect(await house.provider.remove(lock, slot, inTime())).toEqual({ kind: 'ok', value: null })
    await put(house, lock, code(slot, '4711'))
    await house.provider.remove(lock, slot, inTime())
    expect(await house.provider.remove(lock, slot, inTime())).toEqual({ kind: 'ok', value: null })
  })

  it('gives the PIN free for another slot', async (context) => {
    const lock = await lockFor(context, house, { ...plain, checksDuplicates: true })
    const [slot, other] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711'))

    granted(await house.provider.remove(lock, slot, inTime()))
    await put(house, lock, code(other, '4711'))
    expect(await read(house, lock)).toMatchObject([{ slot: other, pin: '4711' }])
  })

  it('closes the door to a removed code', async (context) => {
    const lock = await lockFor(context, house, plain)
    const enter = able(context, house, 'enter')
    const [slot] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711'))

    expect(await enter(lock, '4711')).toBe(true)
    granted(await house.provider.remove(lock, slot, inTime()))
    expect(await enter(lock, '4711')).toBe(false)
  })
}
