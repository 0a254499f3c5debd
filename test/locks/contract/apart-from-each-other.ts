import { expect, it } from 'vitest'
import { type ContractHouse, code, granted, inTime, plain, put, read, slotsOf } from './house.ts'
import { able, lockFor } from './lock-for.ts'

export function apartFromEachOther(house: ContractHouse): void {
  it('lets two calls at one slot happen one after the other', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)

    const guests = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara'].map((name, index) => ({ name, pin: `471${index}` }))
    const answers = await Promise.all(guests.map(({ pin, name }) => put(house, lock, code(slot, pin, { name }))))
    expect(answers).toMatchObject(guests)
    const found = await read(house, lock)
    expect(found).toHaveLength(1)
    expect(guests).toContainEqual({ name: found[0]?.name, pin: found[0]?.pin })
  })

  it('lets only one of two calls at once have a PIN', async (context) => {
    const lock = await lockFor(context, house, { ...plain, checksDuplicates: true })
    const slots = (await house.provider.capabilities(lock)).slots.slice(0, 5)

    // Several rounds, since two calls that could overlap need not.
    for (let round = 0; round < 6; round++) {
      const answers = await Promise.all(slots.map((slot) => house.provider.set(lock, code(slot, '4711'), inTime())))
      expect(answers.map(({ kind }) => kind).sort()).toEqual(['ok', ...Array(4).fill('refused')])
      const [held, ...others] = await read(house, lock)
      expect(others).toEqual([])
      granted(await house.provider.remove(lock, held?.slot ?? '', inTime()))
    }
  })

  it('mixes up no two locks', async (context) => {
    const one = await lockFor(context, house, plain)
    const other = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, one)

    await Promise.all([put(house, one, code(slot, '4711')), put(house, other, code(slot, '9053'))])
    granted(await house.provider.remove(one, slot, inTime()))
    expect([await read(house, one), await read(house, other)]).toMatchObject([[], [{ slot, pin: '9053' }]])
  })

  it('serves twenty slow locks in little more than the time of one', async (context) => {
    const slowDown = able(context, house, 'slowDown')
    const locks = await Promise.all(Array.from({ length: 20 }, () => lockFor(context, house, plain)))
    const slots = await slotsOf(house, await lockFor(context, house, plain))
    for (const lock of locks) await slowDown(lock, 250)

    const startMs = performance.now()
    await Promise.all(locks.map((lock) => put(house, lock, code(slots[0], '4711'))))
    // One after the other they would take 5 s.
    expect(performance.now() - startMs).toBeLessThan(2_500)
  })
}
