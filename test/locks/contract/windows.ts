import { expect, it } from 'vitest'
import { type ContractHouse, code, hoursFromNow, inTime, plain, put, read, slotsOf } from './house.ts'
import { able, lockFor } from './lock-for.ts'

export function windows(house: ContractHouse): void {
  it('keeps a window to the millisecond', async (context) => {
    const lock = await lockFor(context, house, { ...plain, nativeScheduling: true })
    const [slot] = await slotsOf(house, lock)
    const window = hoursFromNow(1, 5)

    expect(await put(house, lock, code(slot, '4711', { window }))).toMatchObject({ window })
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711', window }])
  })

  it('moves a window, and takes it away again', async (context) => {
    const lock = await lockFor(context, house, { ...plain, nativeScheduling: true })
    const [slot] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711', { window: hoursFromNow(1, 5) }))

    const later = hoursFromNow(3, 7)
    await put(house, lock, code(slot, '4711', { window: later }))
    expect(await read(house, lock)).toMatchObject([{ window: later }])
    await put(house, lock, code(slot, '4711'))
    expect(await read(house, lock)).toMatchObject([{ window: null }])
  })

  it('keeps the window that its name is changed with', async (context) => {
    const lock = await lockFor(context, house, { ...plain, nativeScheduling: true })
    const [slot] = await slotsOf(house, lock)
    const window = hoursFromNow(1, 5)
    await put(house, lock, code(slot, '4711', { name: 'Ada', window }))

    await put(house, lock, code(slot, '4711', { name: 'Grace', window }))
    expect(await read(house, lock)).toMatchObject([{ name: 'Grace', window }])
  })

  it('opens inside the window only', async (context) => {
    const lock = await lockFor(context, house, { ...plain, nativeScheduling: true })
    const enter = able(context, house, 'enter')
    const [now, soon, over] = await slotsOf(house, lock)
    await put(house, lock, code(now, '4711', { window: hoursFromNow(-1, 1) }))
    await put(house, lock, code(soon, '9053', { window: hoursFromNow(1, 2) }))
    await put(house, lock, code(over, '2864', { window: hoursFromNow(-2, -1) }))

    expect([await enter(lock, '4711'), await enter(lock, '9053'), await enter(lock, '2864')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('still lists a code whose window is over: it takes its slot until it is removed', async (context) => {
    const lock = await lockFor(context, house, { ...plain, nativeScheduling: true })
    const [slot] = await slotsOf(house, lock)
    const window = hoursFromNow(-2, -1)

    await put(house, lock, code(slot, '4711', { window }))
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711', window }])
  })

  it('never has a lock without windows seem to keep one', async (context) => {
    const lock = await lockFor(context, house, { ...plain, nativeScheduling: false })
    const [slot] = await slotsOf(house, lock)

    const answer = await house.provider.set(lock, code(slot, '4711', { window: hoursFromNow(1, 5) }), inTime())
    if (answer.kind === 'refused') return expect(await read(house, lock)).toEqual([])
    expect(answer).toMatchObject({ kind: 'ok', value: { window: null } })
    expect(await read(house, lock)).toMatchObject([{ slot, window: null }])
  })
}
