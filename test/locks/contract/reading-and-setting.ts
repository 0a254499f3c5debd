import { expect, it } from 'vitest'
import { type ContractHouse, code, granted, inTime, patiently, plain, put, read, slotsOf } from './house.ts'
import { able, lockFor } from './lock-for.ts'

export function readingAndSetting(house: ContractHouse): void {
  it('says what a lock can do without calling it', async (context) => {
    const lock = await lockFor(context, house, { ...plain, slotCount: 5 })
    await able(context, house, 'goOffline')(lock)

    const { slots, ...rest } = await house.provider.capabilities(lock)
    expect(new Set(slots).size).toBe(slots.length)
    expect(slots).toHaveLength(5)
    expect(rest).toMatchObject({ readBack: 'full', makesPins: false, nativeScheduling: expect.any(Boolean) })
  })

  it('lists nothing on an empty lock', async (context) => {
    const lock = await lockFor(context, house, plain)
    expect(await read(house, lock)).toEqual([])
  })

  it('lists a code as it answered the setting of it', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)

    const answer = await put(house, lock, code(slot, '4711', { name: 'Ada' }))
    expect(answer).toEqual({ slot, pin: '4711', name: 'Ada', window: null })
    expect(await read(house, lock)).toEqual([answer])
  })

  it('takes a code without a name', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)

    await put(house, lock, code(slot, '4711'))
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711' }])
  })

  it.each(['0421', '0000', '0007'])('keeps the leading zeros of %s', async (pin) => {
    const lock = await house.newLock(plain)
    if (!lock) return
    const [slot] = await slotsOf(house, lock)

    expect(await put(house, lock, code(slot, pin))).toMatchObject({ pin })
    expect(await read(house, lock)).toMatchObject([{ pin }])
  })

  it('puts a code in place of the one that is there', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot, other] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711', { name: 'Ada' }))
    await put(house, lock, code(other, '9053', { name: 'Grace' }))

    await put(house, lock, code(slot, '2864', { name: 'Alan' }))
    expect(await read(house, lock)).toMatchObject([
      { slot, pin: '2864', name: 'Alan' },
      { slot: other, pin: '9053', name: 'Grace' },
    ])
  })

  it('takes the same code again, and with another name', async (context) => {
    const lock = await lockFor(context, house, { ...plain, checksDuplicates: true })
    const [slot] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711', { name: 'Ada' }))
    await put(house, lock, code(slot, '4711', { name: 'Ada' }))

    await put(house, lock, code(slot, '4711', { name: 'Grace' }))
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711', name: 'Grace' }])
  })

  it('fills every slot that it says it has', async (context) => {
    const lock = await lockFor(context, house, { ...plain, slotCount: 3 })
    const { slots } = await house.provider.capabilities(lock)

    for (const [index, slot] of slots.entries()) await put(house, lock, code(slot, `471${index}`))
    expect((await read(house, lock)).map(({ slot }) => slot).sort()).toEqual([...slots].sort())
  })

  it('shows a name that is too long as the lock cut it', async (context) => {
    const lock = await lockFor(context, house, { ...plain, nameLengthMax: 8 })
    const [slot] = await slotsOf(house, lock)

    const { name } = await put(house, lock, code(slot, '4711', { name: 'Ada Lovelace 🔑' }))
    expect(name).toBe('Ada Love')
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711', name }])
  })

  it('leaves alone what others have set', async (context) => {
    const lock = await lockFor(context, house, plain)
    const theirs = await able(context, house, 'setByHand')(lock, '1379')
    const ours = (await slotsOf(house, lock)).find((slot) => slot !== theirs) ?? ''

    await put(house, lock, code(ours, '4711'))
    expect(await read(house, lock)).toContainEqual(expect.objectContaining({ slot: theirs, pin: '1379' }))
    granted(await house.provider.remove(lock, ours, inTime()))
    expect(await read(house, lock)).toMatchObject([{ slot: theirs, pin: '1379' }])
  })

  it('tells only that a slot is taken where the lock tells no more', async (context) => {
    const lock = await lockFor(context, house, { readBack: 'existence', makesPins: false })
    const [slot] = await slotsOf(house, lock)

    expect(await put(house, lock, code(slot, '4711', { name: 'Ada' }))).toMatchObject({ slot, pin: null })
    expect(await read(house, lock)).toMatchObject([{ slot, pin: null }])
  })

  it('does not call a lock empty that cannot be read', async (context) => {
    const lock = await lockFor(context, house, { readBack: 'none', makesPins: false })
    const [slot] = await slotsOf(house, lock)

    await put(house, lock, code(slot, '4711'))
    const reading = await house.provider.list(lock, inTime())
    expect(reading).toMatchObject({ kind: 'refused', isPermanent: true })
  })

  it('tells the PIN that the lock made, at once or when it is there', async (context) => {
    const lock = await lockFor(context, house, { readBack: 'full', makesPins: true })
    const [slot, other] = await slotsOf(house, lock)

    const { pin } = await put(house, lock, code(slot, null, { name: 'Ada' }))
    await put(house, lock, code(other, null))
    const made = () => read(house, lock)
    await expect
      .poll(made, patiently)
      .toMatchObject([{ pin: expect.stringMatching(/^\d{4,}$/) }, { pin: expect.anything() }])
    const [first, second] = await made()
    expect(first?.pin).not.toBe(second?.pin)
    expect([null, first?.pin]).toContain(pin)
  })

  it('keeps the PIN that the lock made when the name is edited', async (context) => {
    const lock = await lockFor(context, house, { readBack: 'full', makesPins: true })
    const [slot] = await slotsOf(house, lock)
    await put(house, lock, code(slot, null, { name: 'Ada' }))
    await expect.poll(() => read(house, lock), patiently).toMatchObject([{ pin: expect.anything() }])
    const pin = (await read(house, lock))[0]?.pin ?? null

    await put(house, lock, code(slot, pin, { name: 'Grace' }))
    expect(await read(house, lock)).toMatchObject([{ slot, pin, name: 'Grace' }])
  })
}
