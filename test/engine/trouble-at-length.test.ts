import { describe, expect, test } from 'vitest'
import type { CodeFacts } from '../../src/engine/reconcile/facts.ts'
import { backoffMs } from '../../src/engine/reconcile/wake-up.ts'
import { engineTiming } from '../../src/engine/timing.ts'
import { type Step, workOnDevice } from '../../src/engine/work.ts'
import { engineHouse } from '../support/engine-house.ts'
import { claim, code, codeOnLock, decide, held, hours, minutes } from './a-lock.ts'

describe('a lock that is off line for a week', () => {
  const week = 168
  const guest = codeOnLock({ id: 'guest', pinKey: '1111', updatedAt: hours(-1) })
  const stay = { startsAt: hours(-2), endsAt: hours(24) }
  const over = codeOnLock({ id: 'over', pinKey: '2222', ...stay, state: { lockSlot: '2' } })
  const deleted = codeOnLock({ id: 'deleted', pinKey: '3333', deletedAt: hours(1), state: { lockSlot: '3' } })
  const missed = code({ id: 'missed', pinKey: '4444', startsAt: hours(48), endsAt: hours(72), updatedAt: hours(-1) })
  const changed = {
    ...codeOnLock({ id: 'changed', pinKey: '5555', state: { lockSlot: '4' } }),
    pinKey: '6666',
    wishVersion: 2,
  }
  const wished = code({ id: 'wished', pinKey: '7777', updatedAt: hours(2) })
  const lock = { slots: ['1', '2', '3', '4', '5'] }

  test('keeps every code waiting and visible, is asked for nothing, and is called on at least every half hour', () => {
    let codes: CodeFacts[] = [guest, over, deleted, missed, changed, wished]
    let attempts = 0
    for (let hour = 3; hour <= week; hour++) {
      const now = hours(hour)
      attempts++
      const device = { offlineSince: hours(2), attempts }
      const decision = decide({ now, codes, on: 'unreachable', device, lock })
      expect(decision.commands).toEqual([])
      codes = codes.flatMap((one) => {
        const state = decision.stateOf(one.id) ?? one.state
        return state.removedAt === null ? [{ ...one, state }] : []
      })
      expect(backoffMs(attempts, engineTiming, () => 1)).toBeLessThanOrEqual(30 * 60_000)
    }
    expect(
      codes.map(({ id, state }) => `${id} ${state.status} ${state.warnings.map(({ issueCode }) => issueCode)}`),
    ).toEqual([
      'guest SET ',
      'over REMOVING delay_in_removing_from_device',
      'deleted REMOVING delay_in_removing_from_device',
      'changed SETTING delay_in_setting_on_device,previous_code_in_use',
      'wished SETTING delay_in_setting_on_device',
    ])
  })

  test('is cleared first when it is back, then given what is wished now, and nothing of what passed it by', () => {
    const on = [held('1', '1111'), held('2', '2222', { window: stay }), held('3', '3333'), held('4', '5555')]
    const codes = [guest, over, deleted, changed, wished]
    const claims = codes.map(({ id, pinKey }) => claim(`of ${id}`, { codeId: id, pinKey: pinKey ?? '' }))
    const back = decide({
      now: hours(week),
      codes,
      on,
      claims,
      device: { offlineSince: hours(2), attempts: 300 },
      lock,
    })
    expect(back.commands).toEqual(['remove 2', 'remove 3', 'set 4 6666', 'set 5 7777'])
    expect(back.events[0]).toBe('DEVICE_CONNECTED')
  })
})

describe('an account that is disconnected', () => {
  const device = { isAccountDisconnected: true }

  test('makes the state of an open code unknown, and nothing is asked of its lock until it is back', () => {
    const wished = code({ id: 'wished', pinKey: '2222' })
    const away = decide({ codes: [codeOnLock(), wished], on: [held('1', '1111')], device })
    expect(away.commands).toEqual([])
    expect(away.stateOf()).toMatchObject({ status: 'UNKNOWN' })
    expect(away.stateOf('wished')).toMatchObject({ status: 'UNKNOWN' })
    const unknown = codeOnLock({ state: { status: 'UNKNOWN' } })
    const back = decide({ codes: [unknown, wished], on: [held('1', '1111')] })
    expect(back.commands).toEqual(['set 2 2222'])
    expect(back.stateOf()).toMatchObject({ status: 'SET' })
    // It was set all the while: that is no news.
    expect(back.events).toEqual([])
  })

  test('keeps a code that is over REMOVING, however long it takes', () => {
    const over = codeOnLock({ deletedAt: minutes(-60) })
    const away = decide({ codes: [over], on: 'unreachable', device: { ...device, attempts: 3 } })
    expect(away.commands).toEqual([])
    expect(away.stateOf()).toMatchObject({ status: 'REMOVING', removedAt: null })
  })
})

describe('how long a lock is left alone after it was called on in vain', () => {
  test('from a minute to half an hour, the bound doubling, at random, and never at once', () => {
    const bounds = Array.from({ length: 8 }, (_, index) => backoffMs(index + 1, engineTiming, () => 1) / 60_000)
    expect(bounds).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
    expect(backoffMs(10_000, engineTiming, () => 1)).toBe(30 * 60_000)
    expect(backoffMs(1, engineTiming, () => 0)).toBe(6_000)
  })

  test('it counts runs in a row, and begins anew when nothing is left to do', () => {
    const run = (attempts: number, kind: 'read' | 'failed') => {
      const work = workOnDevice<{ kind: string }>({ attempts, timing: engineTiming, random: () => 1 })
      const steps: Step<{ kind: string }>[] = []
      let result: unknown
      for (;;) {
        const { value, done } = work.next(result)
        if (done) return steps.at(-1)
        steps.push(value)
        result = value.kind === 'READ' ? { kind } : { decision: { commands: [], wakeAt: minutes(15) }, generation: '7' }
      }
    }
    expect(run(2, 'failed')).toMatchObject({ kind: 'RELEASE', next: { attempts: 3, withinMs: 4 * 60_000 } })
    expect(run(2, 'read')).toMatchObject({ kind: 'RELEASE', next: { attempts: 0, withinMs: null, dueAt: minutes(15) } })
  })
})

test('one bad code among fifty good ones keeps none of them waiting, and is asked for once', async () => {
  const house = await engineHouse()
  const door = await house.door()
  const slots = Array.from({ length: 60 }, (_, index) => String(index + 1))
  door.lock.capabilities = { ...door.lock.capabilities, slots }
  door.lock.refusedPin = '5025'
  const ids: string[] = []
  for (let number = 0; number <= 50; number++) ids.push(await house.wish(door.id, { code: String(5000 + number) }))
  house.start()
  const states = async () => {
    const text = 'select status, count(*)::int from access_code where device_id = $1 group by status order by status'
    return (await house.database.pool.query(text, [door.id])).rows
  }
  await house.eventually(states, [
    { status: 'SETTING', count: 1 },
    { status: 'SET', count: 50 },
  ])
  await house.eventually(() => house.code(ids[25] as string), {
    errors: [{ issueCode: 'code_constraints_violated' }, { issueCode: 'failed_to_set_on_device' }],
  })
  expect(door.lock.commands.filter((command) => command.endsWith('5025'))).toHaveLength(1)
  expect(door.lock.codes.size).toBe(50)
})
