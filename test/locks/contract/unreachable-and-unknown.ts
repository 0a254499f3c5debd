import { expect, it } from 'vitest'
import { type ContractHouse, code, inTime, patiently, plain, put, read, slotsOf } from './house.ts'
import { able, lockFor } from './lock-for.ts'

export function unreachableAndUnknown(house: ContractHouse): void {
  it('changes nothing on a lock that it cannot reach', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot, other] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711'))
    const before = await read(house, lock)

    await able(context, house, 'goOffline')(lock)
    expect(await house.provider.list(lock, inTime())).toMatchObject({ kind: 'unreachable' })
    expect(await house.provider.set(lock, code(other, '9053'), inTime())).toMatchObject({ kind: 'unreachable' })
    expect(await house.provider.remove(lock, slot, inTime())).toMatchObject({ kind: 'unreachable' })

    await able(context, house, 'goOnline')(lock)
    expect(await read(house, lock)).toEqual(before)
  })

  it('answers unknown when the answer is lost, and a reading tells what happened', async (context) => {
    const lock = await lockFor(context, house, plain)
    const loseNextAnswer = able(context, house, 'loseNextAnswer')
    const [slot] = await slotsOf(house, lock)

    await loseNextAnswer(lock)
    expect(await house.provider.set(lock, code(slot, '4711'), inTime())).toMatchObject({ kind: 'unknown' })
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711' }])

    await loseNextAnswer(lock)
    expect(await house.provider.remove(lock, slot, inTime())).toMatchObject({ kind: 'unknown' })
    expect(await read(house, lock)).toEqual([])
  })

  it('may be asked again after an unknown answer', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)
    await able(context, house, 'loseNextAnswer')(lock)
    await house.provider.set(lock, code(slot, '4711'), inTime())

    await put(house, lock, code(slot, '4711'))
    expect(await read(house, lock)).toMatchObject([{ slot, pin: '4711' }])
  })

  it('may carry out a command after it answered unknown', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)
    await able(context, house, 'delayNextCommand')(lock, 1_000)

    expect(await house.provider.set(lock, code(slot, '4711'), inTime())).toMatchObject({ kind: 'unknown' })
    expect(await read(house, lock)).toEqual([])
    await expect.poll(() => read(house, lock), patiently).toMatchObject([{ slot, pin: '4711' }])
  })

  it('answers unknown at the deadline, whatever the lock does', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)
    await able(context, house, 'slowDown')(lock, 60_000)

    const startMs = performance.now()
    const atDeadline = { signal: AbortSignal.timeout(50) }
    const answers = await Promise.all([
      house.provider.list(lock, atDeadline),
      house.provider.set(lock, code(slot, '4711'), atDeadline),
      house.provider.remove(lock, slot, atDeadline),
    ])
    expect(answers.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(performance.now() - startMs).toBeLessThan(2_000)
  })

  it('answers unknown when the deadline was over before it began', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)

    const over = { signal: AbortSignal.abort() }
    expect(await house.provider.set(lock, code(slot, '4711'), over)).toMatchObject({ kind: 'unknown' })
    expect(await house.provider.list(lock, over)).toMatchObject({ kind: 'unknown' })
  })

  it('leaves a whole code, the old or the new, when the deadline cuts a command short', async (context) => {
    const lock = await lockFor(context, house, plain)
    const [slot] = await slotsOf(house, lock)
    await put(house, lock, code(slot, '4711', { name: 'Ada' }))

    for (const deadline of [0, 1, 2, 3, 5]) {
      await house.provider.set(lock, code(slot, '9053', { name: 'Grace' }), { signal: AbortSignal.timeout(deadline) })
      const [found] = await read(house, lock)
      expect([`4711 Ada`, `9053 Grace`]).toContain(`${found?.pin} ${found?.name}`)
    }
  })
}
