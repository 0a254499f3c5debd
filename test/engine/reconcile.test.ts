import { describe, expect, test } from 'vitest'
import type { ClaimFacts, CodeFacts } from '../../src/engine/reconcile/facts.ts'
import { claim, code, codeOnLock, decide, held, hours, minutes } from './a-lock.ts'

describe('what the lock is asked for', () => {
  test('a code that should open the door goes into the first free slot', () => {
    const { commands, stateOf } = decide({ codes: [code()], on: [held('1', '9999')] })
    expect(commands).toEqual(['set 2 1111'])
    expect(stateOf()).toMatchObject({ status: 'SETTING', verification: 'NONE' })
  })

  test('a code that is there as wished asks for nothing, and is SET', () => {
    const { commands, stateOf, events } = decide({
      codes: [code({ state: { lockSlot: '1', isInDoubt: true } })],
      on: [held('1', '1111')],
      commanded: [{ slot: '1', pinKey: '1111', codeId: 'code' }],
    })
    expect(commands).toEqual([])
    expect(stateOf()).toMatchObject({ status: 'SET', verification: 'READ_BACK', isInDoubt: false })
    expect(events).toEqual(['ACCESS_CODE_SET_ON_DEVICE'])
  })

  test.each(['unreachable', 'silent'] as const)('nothing, while the lock cannot be read: %s', (on) => {
    const gone = codeOnLock({ id: 'gone', deletedAt: minutes(-1) })
    expect(decide({ codes: [code(), gone], on }).commands).toEqual([])
  })

  test('never anything that touches what is not ours, not even for the want of room', () => {
    const on = [held('1', '7001'), held('2', '7002'), held('3', '7003')]
    const { commands, errors } = decide({ codes: [code()], on })
    expect(commands).toEqual([])
    expect(errors()).toEqual(['no_space_for_access_code_on_device'])
  })

  test('a changed PIN is set in the slot of the old one: a live code never moves', () => {
    const changed = { ...codeOnLock({ state: { lockSlot: '3' } }), pinKey: '2222' }
    expect(decide({ codes: [changed], on: [held('3', '1111')] }).commands).toEqual(['set 3 2222'])
  })

  test('removals come before additions', () => {
    const codes = [code({ id: 'a', pinKey: '2222' }), codeOnLock({ id: 'b', deletedAt: minutes(-1) })]
    expect(decide({ codes, on: [held('1', '1111')] }).commands).toEqual(['remove 1', 'set 2 2222'])
  })

  test('guests come before spare codes, which nobody waits for', () => {
    const spare = code({ id: 'a', pinKey: '7777', isSpare: true })
    const guest = code({ id: 'b', startsAt: minutes(-1), endsAt: hours(5) })
    expect(decide({ codes: [spare, guest], on: [] }).commands).toEqual(['set 1 1111', 'set 2 7777'])
  })

  test('a PIN that passes to the next guest is set only once it was read to be gone', () => {
    const before = codeOnLock({ id: 'before', endsAt: minutes(0), startsAt: hours(-5) })
    const after = code({ id: 'after', startsAt: minutes(0), endsAt: hours(5), updatedAt: hours(-9) })
    const window = { startsAt: hours(-5), endsAt: minutes(0) }
    const codes = [before, after]
    expect(decide({ codes, on: [held('1', '1111', { window })] }).commands).toEqual(['remove 1'])
    expect(decide({ codes, on: [] }).commands).toEqual(['set 1 1111'])
  })

  test('a guest who comes before another of the same PIN goes first, though the other is on the lock already', () => {
    const later = codeOnLock({
      id: 'later',
      startsAt: hours(8),
      endsAt: hours(9),
      state: { status: 'UNSET', isScheduledOnDevice: true },
    })
    const sooner = code({ id: 'sooner', startsAt: hours(1), endsAt: hours(2) })
    const window = { startsAt: hours(8), endsAt: hours(9) }
    expect(decide({ codes: [later, sooner], on: [held('1', '1111', { window })] }).commands).toEqual(['remove 1'])
    expect(decide({ codes: [later, sooner], on: [] }).commands).toEqual(['set 1 1111'])
  })

  test('a command of ours that landed late is undone, though its code is long gone', () => {
    const { commands, changes } = decide({
      on: [held('2', '1111')],
      commanded: [{ slot: '2', pinKey: '1111', codeId: 'gone' }],
    })
    expect(commands).toEqual(['remove 2'])
    expect(changes.found).toEqual([])
  })

  test('a PIN of ours in a slot where nobody commanded it is somebody else’s', () => {
    const { commands, changes } = decide({
      on: [held('3', '1111')],
      commanded: [{ slot: '2', pinKey: '1111', codeId: 'gone' }],
    })
    expect(commands).toEqual([])
    expect(changes.found).toMatchObject([{ slot: '3', pinKey: '1111' }])
  })

  test('what the lock refused for good is not asked again until the wish changes; the code beside it is set', () => {
    const refused = code({ id: 'a', state: { status: 'SETTING', refusedWishVersion: 1 } })
    const beside = code({ id: 'b', pinKey: '2222' })
    expect(decide({ codes: [refused, beside] }).commands).toEqual(['set 1 2222'])
    expect(decide({ codes: [{ ...refused, wishVersion: 2 }, beside] }).commands).toEqual(['set 1 1111', 'set 2 2222'])
  })

  test('a PIN that somebody else has on the lock is not set a second time, and the error names the other code', () => {
    const other = code({ id: 'other', isManaged: false, state: { lockSlot: '1', status: 'SET' } })
    const { commands, stateOf } = decide({ codes: [code(), other], on: [held('1', '1111')] })
    expect(commands).toEqual([])
    expect(stateOf()?.errors).toMatchObject([
      { issueCode: 'duplicate_code_on_device', conflictingAccessCodeId: 'other' },
    ])
  })
})

describe('a change that cannot be made', () => {
  const [now, tomorrow] = [
    { startsAt: hours(-1), endsAt: hours(1) },
    { startsAt: hours(24), endsAt: hours(48) },
  ]
  const over = { startsAt: hours(-9), endsAt: hours(-5) }
  const forGood = { startsAt: null, endsAt: null }
  const windowOf = ({ startsAt, endsAt }: typeof now | typeof forGood) => startsAt && endsAt && { startsAt, endsAt }

  test.each([
    // on the lock, wished → what is asked
    ['the guest is inside', now, now, []],
    ['the guest is inside, and stays for good', now, forGood, []],
    ['the guest is inside, and leaves at some time', forGood, now, []],
    ['the guest comes tomorrow', tomorrow, tomorrow, []],
    ['the guest comes tomorrow, and not now', now, tomorrow, ['remove 1']],
    ['the guest comes tomorrow, and not at any time', forGood, tomorrow, ['remove 1']],
    ['the time before is over', over, now, ['remove 1']],
  ])('leaves the PIN before on the lock as long as it serves: %s', (_what, before, wish, asked) => {
    const changed = { ...codeOnLock(before), ...wish, pinKey: '2222', wishVersion: 2 }
    const copy = held('1', '1111', { window: windowOf(before) })
    const taken = decide({ codes: [changed], on: [copy, held('2', '2222')] })
    expect(taken.commands).toEqual(asked)
    expect(taken.errors()).toContain('duplicate_code_on_device')
    const refused = { ...changed, state: { ...changed.state, refusedWishVersion: 2 } }
    expect(decide({ codes: [refused], on: [copy] }).commands).toEqual(asked)
  })

  test('does not keep what somebody made of it at the keypad', () => {
    const changed = { ...codeOnLock(), pinKey: '2222', wishVersion: 2 }
    expect(decide({ codes: [changed], on: [held('1', '7777'), held('2', '2222')] }).commands).toEqual(['remove 1'])
  })

  test('keeps nobody else from the PIN before once its time is over', () => {
    const changed = { ...codeOnLock({ id: 'changed', ...over }), ...now, pinKey: '2222', wishVersion: 2 }
    const next = code({ id: 'next', ...now })
    const stranger = held('2', '2222')
    const codes = [changed, next]
    const window = windowOf(over)
    expect(decide({ codes, on: [held('1', '1111', { window }), stranger] }).commands).toEqual(['remove 1'])
    expect(decide({ codes, on: [stranger] }).commands).toEqual(['set 1 1111'])
  })
})

describe('windows', () => {
  const stay = { startsAt: hours(100), endsAt: hours(110), updatedAt: hours(-1) }

  test.each([
    // lock keeps time, code prefers it, hours until the start → what is asked, status, woken in hours
    [true, true, 73, [], 'UNSET'],
    [true, true, 72, ['set 1 1111'], 'UNSET'],
    [true, false, 1, [], 'UNSET'],
    [false, true, 1, [], 'UNSET'],
    [false, true, 0, ['set 1 1111'], 'SETTING'],
    [true, true, 0, ['set 1 1111'], 'SETTING'],
  ])(
    'native %s, preferred %s, %s hours ahead: %j, %s',
    (nativeScheduling, prefersNativeScheduling, ahead, asked, status) => {
      const now = hours(100 - ahead)
      const wish = code({ ...stay, prefersNativeScheduling })
      const { commands, stateOf } = decide({ now, codes: [wish], lock: { nativeScheduling } })
      expect(commands).toEqual(asked)
      expect(stateOf()).toMatchObject({ status })
    },
  )

  test('ahead of its time a code is scheduled, not set; at its start it is set without a command', () => {
    const wish = code({ ...stay, state: { lockSlot: '1', isInDoubt: true } })
    const window = { startsAt: hours(100), endsAt: hours(110) }
    const given = {
      codes: [wish],
      on: [held('1', '1111', { window })],
      commanded: [{ slot: '1', pinKey: '1111', codeId: 'code' }],
    }
    const before = decide({ ...given, now: hours(50) })
    expect(before.stateOf()).toMatchObject({ status: 'UNSET', isScheduledOnDevice: true })
    expect(before.events).toEqual(['ACCESS_CODE_SCHEDULED_ON_DEVICE'])
    const after = decide({ ...given, now: hours(100) })
    expect(after.stateOf()).toMatchObject({ status: 'SET', isScheduledOnDevice: false })
    expect(after.commands).toEqual([])
  })

  test('the lock keeps the window only where it is to', () => {
    const ask = (nativeScheduling: boolean) =>
      decide({ now: hours(100), codes: [code(stay)], lock: { nativeScheduling } }).sets
    expect(ask(true)).toMatchObject([{ window: { startsAt: hours(100), endsAt: hours(110) } }])
    expect(ask(false)).toMatchObject([{ window: null }])
  })

  test('a code that is over comes down, is REMOVING until it is read to be gone, and then is gone', () => {
    const over = codeOnLock({ startsAt: hours(-9), endsAt: hours(-1) })
    const window = { startsAt: hours(-9), endsAt: hours(-1) }
    const there = decide({ codes: [over], on: [held('1', '1111', { window })] })
    expect(there.commands).toEqual(['remove 1'])
    expect(there.stateOf()).toMatchObject({ status: 'REMOVING', removedAt: null })
    const gone = decide({ codes: [over], claims: [claim('1')] })
    expect(gone.stateOf()).toMatchObject({ removedAt: minutes(0) })
    expect(gone.changes.releasedClaimIds).toEqual(['1'])
    expect(gone.events).toEqual(['ACCESS_CODE_REMOVED_FROM_DEVICE', 'ACCESS_CODE_DELETED'])
  })

  test('a code that is over stays REMOVING while its lock is away, unless it was never sent there', () => {
    const over = { startsAt: hours(-9), endsAt: hours(-1) }
    expect(decide({ codes: [codeOnLock(over)], on: 'unreachable' }).stateOf()).toMatchObject({ removedAt: null })
    expect(decide({ codes: [code(over)], on: 'unreachable' }).stateOf()).toMatchObject({ removedAt: minutes(0) })
    const sent = code({ ...over, state: { lockSlot: '1', isInDoubt: true } })
    expect(decide({ codes: [sent], on: 'unreachable' }).stateOf()).toMatchObject({ removedAt: null })
  })

  test('a code that is over is not gone while a command for it that landed late has it in another slot', () => {
    const over = codeOnLock({ startsAt: hours(-9), endsAt: hours(-1) })
    const commanded = ['1', '2'].map((slot) => ({ slot, pinKey: '1111', codeId: 'code' }))
    const { commands, stateOf } = decide({ codes: [over], on: [held('2', '1111')], commanded })
    expect(commands).toEqual(['remove 2'])
    expect(stateOf()).toMatchObject({ status: 'REMOVING', removedAt: null })
  })

  test.each([
    // the lock says an hour later; what day it is there → whether that is let pass
    ['a day without a clock change', Date.UTC(2026, 6, 10, 12), false],
    ['the day on which clocks go back', Date.UTC(2026, 9, 25, 12), true],
    ['the day on which clocks go forward', Date.UTC(2026, 2, 29, 12), true],
    ['two days later', Date.UTC(2026, 9, 27, 12), false],
  ])('an hour off on %s', (_day, startMs, isLetPass) => {
    const startsAt = new Date(startMs)
    const endsAt = new Date(startMs + 3 * 86_400_000)
    const window = { startsAt: new Date(startMs + 3_600_000), endsAt }
    const wish = codeOnLock({ startsAt, endsAt, state: { status: 'UNSET' } })
    const now = new Date(startMs - 10 * 3_600_000)
    const { commands } = decide({ now, codes: [wish], on: [held('1', '1111', { window })] })
    expect(commands).toEqual(isLetPass ? [] : ['set 1 1111'])
  })
})

describe('changes at the keypad', () => {
  test.each([
    ['changed', [held('1', '7777')], 'ACCESS_CODE_MODIFIED_EXTERNALLY', ['set 1 1111']],
    ['deleted', [], 'ACCESS_CODE_DELETED_EXTERNALLY', ['set 1 1111']],
  ])('a code that was %s is set again, with an error and an event', (_what, on, event, asked) => {
    const { commands, events, errors } = decide({ codes: [codeOnLock()], on })
    expect(commands).toEqual(asked)
    expect(events).toEqual([event])
    expect(errors()).toEqual(['conflicting_external_modification'])
  })

  test('a code that may be changed at the keypad is left as it is, with a warning, until it is over', () => {
    const allowed = codeOnLock({ isExternalModificationAllowed: true })
    const { commands, stateOf, warnings, changes } = decide({ codes: [allowed], on: [held('1', '7777')] })
    expect(commands).toEqual([])
    expect(stateOf()).toMatchObject({ status: 'SET', overriddenWishVersion: 1 })
    expect(warnings()).toEqual(['external_modification_in_effect'])
    expect(changes.adopted).toEqual([{ slot: '1', pinKey: '7777', codeId: 'code' }])
    expect(changes.newClaims).toMatchObject([{ codeId: 'code', pinKey: '7777' }])
    const over = { ...allowed, deletedAt: minutes(-1), state: stateOf() ?? allowed.state }
    expect(decide({ codes: [over], on: [held('1', '7777')] }).commands).toEqual(['remove 1'])
  })

  test.each([
    ['PIN', { pinKey: '2222' }, 'set 1 2222'],
    ['name', { name: 'Berta' }, 'set 1 1111'],
    ['window', { startsAt: hours(-1), endsAt: hours(9) }, 'set 1 1111'],
  ])(
    'another %s is on its way: it is brought to the lock, whatever was done there before it came',
    (_what, wish, set) => {
      const waiting = { ...codeOnLock({ isExternalModificationAllowed: true }), ...wish, wishVersion: 2 }
      for (const on of [[held('1', '7777')], []]) {
        const { commands, stateOf } = decide({ codes: [waiting], on })
        expect(commands).toEqual([set])
        expect(stateOf()).toMatchObject({ status: 'SETTING', overriddenWishVersion: null })
      }
    },
  )

  test('nobody is blamed for what our own unanswered command may have done', () => {
    const doubtful = codeOnLock({ state: { isInDoubt: true } })
    expect(decide({ codes: [doubtful], on: [] }).events).toEqual([])
  })

  test('a code of somebody else is found, changed and gone, each told once', () => {
    const found = decide({ on: [held('2', '9999', { name: 'Cleaner' })] })
    expect(found.changes.found).toMatchObject([{ slot: '2', pinKey: '9999', name: 'Cleaner' }])
    expect(found.changes.newClaims).toMatchObject([{ pinKey: '9999', until: null }])
    expect(found.events).toEqual(['UNMANAGED_ACCESS_CODE_CREATED'])
    const known = codeOnLock({ isManaged: false, pinKey: '9999', state: { lockSlot: '2' } })
    expect(decide({ codes: [known], on: [held('2', '9999')] }).changes.codes).toEqual([])
    expect(decide({ codes: [known], on: [held('2', '8888')] }).changes.assignedPins).toEqual([
      { codeId: 'code', pinKey: '8888' },
    ])
    const gone = decide({ codes: [known], on: [] })
    expect(gone.stateOf()).toMatchObject({ removedAt: minutes(0) })
    expect(gone.events).toEqual(['UNMANAGED_ACCESS_CODE_REMOVED'])
  })

  test('a code of somebody else is on record as it is on the lock: its name, its window, its claim', () => {
    const window = { startsAt: hours(-1), endsAt: hours(5) }
    const known = codeOnLock({ isManaged: false, name: 'Cleaner' })
    const on = [held('1', '1111', { name: 'Plumber', window })]
    const { changes, stateOf } = decide({ codes: [known], on, claims: [claim('before', { isEnforced: false })] })
    expect(changes.renewed).toEqual([{ id: 'code', name: 'Plumber', ...window }])
    expect(stateOf()).toMatchObject({ status: 'SET', confirmed: { pinKey: '1111', name: 'Plumber', ...window } })
    expect(changes.releasedClaimIds).toEqual(['before'])
    expect(changes.newClaims).toMatchObject([{ codeId: 'code', pinKey: '1111', until: window.endsAt }])
  })

  test.each([
    ['before', { startsAt: hours(1), endsAt: hours(2) }, 'UNSET', 60],
    ['in', { startsAt: hours(-1), endsAt: minutes(10) }, 'SET', 10],
    ['after', { startsAt: hours(-2), endsAt: hours(-1) }, 'UNSET', 15],
  ])('a code of somebody else is usable in its window: %s it', (_when, window, status, inMinutes) => {
    const on = [held('1', '1111', { window })]
    expect(decide({ on }).changes.found).toMatchObject([{ status }])
    const wrongly = status === 'SET' ? 'UNSET' : 'SET'
    const known = codeOnLock({ isManaged: false, ...window, state: { status: wrongly } })
    const seen = decide({ codes: [known], on })
    expect(seen.stateOf()?.status).toBe(status)
    expect(seen.wakeInMinutes).toBeCloseTo(Math.min(inMinutes, 15), 1)
    expect(decide({ on }).wakeInMinutes).toBeCloseTo(Math.min(inMinutes, 15), 1)
    expect(decide({ codes: [known], on: 'unreachable' }).stateOf()?.status).toBe(status)
  })
})

describe('what is told of trouble', () => {
  const late = code({ updatedAt: minutes(-20) })

  test.each([
    // minutes since it was due, runs that failed → warnings, errors
    [4, 1, [], []],
    [5, 1, ['delay_in_setting_on_device'], []],
    [15, 1, ['delay_in_setting_on_device'], ['failed_to_set_on_device']],
    [60, 0, [], []],
  ])('%s minutes late, after %s failed runs: %j %j', (lateBy, attempts, warnings, errors) => {
    const decision = decide({ now: minutes(lateBy - 20), codes: [late], device: { attempts } })
    expect(decision.warnings()).toEqual(warnings)
    expect(decision.errors()).toEqual(errors)
  })

  test('is told once, and forgotten when it is over', () => {
    const first = decide({ codes: [late], device: { attempts: 3 } })
    expect(first.events).toEqual(['ACCESS_CODE_FAILED_TO_SET_ON_DEVICE', 'ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE'])
    const told = { ...late, state: first.stateOf() ?? late.state }
    expect(decide({ codes: [told], device: { attempts: 3 } }).events).toEqual([])
    const commanded = [{ slot: '1', pinKey: '1111', codeId: 'code' }]
    const sent = { ...told, state: { ...told.state, lockSlot: '1' } }
    const after = decide({ codes: [sent], on: [held('1', '1111')], commanded })
    expect([after.errors(), after.warnings()]).toEqual([[], []])
  })

  test('a removal that takes long is a warning for as long as it takes', () => {
    const removing = codeOnLock({ deletedAt: minutes(-6), state: { status: 'REMOVING' } })
    expect(decide({ codes: [removing], on: 'unreachable' }).warnings()).toEqual(['delay_in_removing_from_device'])
  })

  test('a lock that cannot be reached is offline, and back when it is read', () => {
    expect(decide({ on: 'unreachable' }).changes.device).toEqual({ offlineSince: minutes(0) })
    expect(decide({ on: 'silent' }).changes.device).toEqual({})
    const back = decide({ device: { offlineSince: minutes(-5) } })
    expect(back.changes.device).toMatchObject({ offlineSince: null })
    expect(back.events).toEqual(['DEVICE_CONNECTED'])
  })
})

describe('how sure it is that the lock holds a code as wished', () => {
  const verificationOf = (...given: Parameters<typeof decide>) => decide(...given).stateOf()?.verification

  test('what was read of a lock stays so while it cannot be reached, and comes back with the wish', () => {
    const changed = { ...codeOnLock(), pinKey: '2222' }
    const away = decide({ codes: [changed], on: 'unreachable' })
    expect(away.stateOf()?.verification).toBe('NONE')
    const changedBack = { ...changed, pinKey: '1111', state: away.stateOf() ?? changed.state }
    expect(verificationOf({ codes: [changedBack], on: 'unreachable' })).toBe('READ_BACK')
    expect(verificationOf({ codes: [changedBack], on: 'unreachable', lock: { readBack: 'existence' } })).toBe(
      'ACKNOWLEDGED',
    )
  })

  test('a code that is on the lock before its time is not there as wished', () => {
    const moved = codeOnLock({ startsAt: hours(100), endsAt: hours(110), prefersNativeScheduling: false })
    expect(verificationOf({ codes: [moved], on: 'unreachable' })).toBe('NONE')
  })

  test('of a code that is being taken over nothing is known before the lock is read', () => {
    const converting = codeOnLock({ state: { status: 'SETTING', verification: 'NONE', isConverting: true } })
    expect(verificationOf({ codes: [converting], on: 'unreachable' })).toBe('NONE')
    expect(verificationOf({ codes: [converting], on: [held('1', '1111')] })).toBe('READ_BACK')
  })
})

describe('locks that cannot be read', () => {
  const acknowledged = codeOnLock({ state: { verification: 'ACKNOWLEDGED' } })

  test('what they said yes to counts, as acknowledged', () => {
    const { commands, stateOf } = decide({ codes: [acknowledged], on: 'blind', lock: { readBack: 'none' } })
    expect(commands).toEqual([])
    expect(stateOf()).toMatchObject({ status: 'SET', verification: 'ACKNOWLEDGED' })
  })

  test.each([
    ['none', 'blind'],
    ['existence', [held('1', null)]],
  ] as const)('a command that was not answered is sent again into the same slot (%s)', (readBack, on) => {
    const doubtful = code({ state: { lockSlot: '1', isInDoubt: true } })
    expect(decide({ codes: [doubtful], on, lock: { readBack } }).commands).toEqual(['set 1 1111'])
    expect(decide({ codes: [{ ...doubtful, deletedAt: minutes(-1) }], on, lock: { readBack } }).commands).toEqual([
      'remove 1',
    ])
  })

  test('where only taken slots are seen, a slot that is empty has lost its code, and others are not ours', () => {
    const lock = { readBack: 'existence' } as const
    expect(decide({ codes: [acknowledged], on: [], lock }).events).toEqual(['ACCESS_CODE_DELETED_EXTERNALLY'])
    expect(decide({ on: [held('2', null)], lock }).changes.found).toMatchObject([{ slot: '2', pinKey: null }])
  })
})

describe('locks that make their PINs', () => {
  const lock = { makesPins: true }
  const waiting = code({ pinKey: null, state: { lockSlot: '1', isInDoubt: true, isWaitingForCodeAssignment: true } })

  test('are asked for one, waited for, and believed', () => {
    expect(decide({ codes: [code({ pinKey: null })], lock }).sets).toMatchObject([{ pinKey: null }])
    const untold = decide({ codes: [waiting], on: [held('1', null)], lock })
    expect(untold.commands).toEqual([])
    expect(untold.stateOf()).toMatchObject({ status: 'SETTING', isWaitingForCodeAssignment: true })
    expect(untold.wakeInMinutes).toBe(1)
    const told = decide({ codes: [waiting], on: [held('1', '4242')], lock })
    expect(told.stateOf()).toMatchObject({ status: 'SET', isWaitingForCodeAssignment: false })
    expect(told.changes.assignedPins).toEqual([{ codeId: 'code', pinKey: '4242' }])
    expect(told.changes.newClaims).toMatchObject([{ pinKey: '4242' }])
  })

  test('keep the PIN that they made when only the name or the window is changed, and make another one when it is lost', () => {
    const renamed = { ...codeOnLock(), name: 'Bea' }
    expect(decide({ codes: [renamed], on: [held('1', '1111')], lock }).sets).toMatchObject([
      { pinKey: '1111', name: 'Bea' },
    ])
    const lost = decide({ codes: [codeOnLock()], on: [], claims: [claim('old')], lock })
    expect(lost.sets).toMatchObject([{ pinKey: null }])
    expect(lost.stateOf()).toMatchObject({ status: 'SETTING', isWaitingForCodeAssignment: true })
    expect(lost.changes).toMatchObject({ lostPins: ['code'], releasedClaimIds: ['old'] })
    const accepted = code({ ...codeOnLock(), isExternalModificationAllowed: true })
    expect(decide({ codes: [accepted], on: [], lock }).changes.lostPins).toEqual([])
  })

  test('keep the PIN that somebody gave the code at the keypad, also where it is to have another name', () => {
    const renamed = { ...codeOnLock(), name: 'Bea' }
    const before = claim('before', { isEnforced: false })
    const decision = decide({ codes: [renamed], on: [held('1', '7777')], lock, claims: [before] })
    expect(decision.changes.releasedClaimIds).toEqual(['before'])
    expect(decision.changes.newClaims).toMatchObject([{ codeId: 'code', pinKey: '7777' }])
    expect(decision.sets).toMatchObject([{ pinKey: '7777', name: 'Bea' }])
    expect(decision.changes.assignedPins).toEqual([{ codeId: 'code', pinKey: '7777' }])
  })
})

describe('claims', () => {
  const claims = [claim('1'), claim('2', { pinKey: '2222' })]
  const changed = { ...codeOnLock(), pinKey: '2222' }

  test.each([
    ['is kept while the lock has the old PIN', [held('1', '1111')], []],
    ['is released when the lock has the new one', [held('1', '2222')], ['1']],
  ])('of a changed PIN %s', (_what, on, released) => {
    const commanded = ['1111', '2222'].map((pinKey) => ({ slot: '1', pinKey, codeId: 'code' }))
    expect(decide({ codes: [changed], on, claims, commanded }).changes.releasedClaimIds).toEqual(released)
  })
})

describe('of the claims of one PIN is kept, once the lock is as wished,', () => {
  const window = { startsAt: hours(-1), endsAt: hours(9) }
  const kept = claim('kept', { from: minutes(-3), until: window.endsAt })
  const released = (wish: CodeFacts, ...others: ClaimFacts[]) => {
    const on = [held('1', '1111', { window: wish.startsAt && window })]
    const { releasedClaimIds } = decide({ codes: [wish], on, claims: [kept, ...others] }).changes
    return releasedClaimIds
  }

  test('that of the window, whatever gateway made it when', () => {
    const shorter = claim('z', { from: minutes(-2), until: hours(1) })
    expect(released(codeOnLock(window), shorter)).toEqual(['z'])
  })

  test('the one that holds the PIN for all of it', () => {
    expect(released(codeOnLock(window), claim('z', { from: hours(2), until: window.endsAt }))).toEqual(['z'])
    expect(released(codeOnLock(window), claim('a', { from: hours(-2), until: window.endsAt }))).toEqual(['a'])
  })

  test('the one that is enforced', () => {
    const seen = claim('z', { from: minutes(-5), until: window.endsAt, isEnforced: false })
    expect(released(codeOnLock(window), seen)).toEqual(['z'])
  })
})

describe('a code whose window was moved to later', () => {
  const before = { startsAt: hours(-1), endsAt: hours(1) }
  const later = { startsAt: hours(100), endsAt: hours(200) }
  const claims = [
    claim('1', { from: before.startsAt, until: before.endsAt }),
    claim('2', { from: later.startsAt, until: later.endsAt }),
  ]
  const onLock = (prefersNativeScheduling: boolean) =>
    codeOnLock({ ...later, prefersNativeScheduling, state: { confirmed: { pinKey: '1111', name: null, ...before } } })

  test.each([
    ['that keeps time', true, before],
    ['that keeps none', false, null],
  ])('comes off a lock %s; until then it claims its PIN, and its attempts wait', (_what, isNative, window) => {
    const taking = decide({ codes: [onLock(isNative)], on: [held('1', '1111', { window })], claims })
    expect(taking.commands).toEqual(['remove 1'])
    expect(taking.stateOf()).toMatchObject({ status: 'SETTING', confirmed: before })
    expect(taking.changes).toMatchObject({ releasedClaimIds: [], attempts: [], events: [] })
    const wish = onLock(isNative)
    const off = decide({ codes: [{ ...wish, state: { ...wish.state, isInDoubt: true } }], on: [], claims })
    expect(off.commands).toEqual([])
    expect(off.stateOf()).toMatchObject({ status: 'UNSET', lockSlot: null, confirmed: null })
    expect(off.changes).toMatchObject({
      releasedClaimIds: ['1'],
      attempts: [{ codeId: 'code', end: 'ON_LOCK' }],
      events: [{ type: 'ACCESS_CODE_TIME_FRAME_CHANGED', codeId: 'code', payload: { from: before, to: later } }],
    })
  })
})

test('a name that the old one is the beginning of is brought to the lock, and is not taken for a name that was cut', () => {
  const renamed = { ...codeOnLock({ name: 'Anna' }), name: 'Anna and Berta' }
  const on = [held('1', '1111', { name: 'Anna' })]
  const { sets, events, changes } = decide({ codes: [renamed], on })
  expect(sets).toMatchObject([{ slot: '1', pinKey: '1111', name: 'Anna and Berta' }])
  expect([events, changes.attempts]).toEqual([[], []])
  // Once the lock has said yes to it, what it shows is what it made of it.
  const answered = codeOnLock({ name: 'Anna and Berta' })
  expect(decide({ codes: [answered], on })).toMatchObject({ sets: [], events: [] })
})

test('an attempt waits for the name too', () => {
  const renamed = { ...codeOnLock({ name: 'Anna' }), name: 'Berta' }
  const on = (name: string) => [held('1', '1111', { name })]
  expect(decide({ codes: [renamed], on: on('Anna') }).changes.attempts).toEqual([])
  expect(decide({ codes: [renamed], on: on('Berta') }).changes.attempts).toEqual([{ codeId: 'code', end: 'ON_LOCK' }])
})

describe('when to look again', () => {
  const ending = { startsAt: hours(-1), endsAt: minutes(7) }
  const nearly = new Date(hours(72).getTime() + 3 * 60_000)
  const justInTime = { startsAt: minutes(4), endsAt: hours(2), prefersNativeScheduling: false }

  test.each([
    ['at the next drift check', codeOnLock(), [held('1', '1111')], 15],
    ['when a code ends', codeOnLock(ending), [held('1', '1111', { window: ending })], 7],
    ['when a code is to be programmed', code({ startsAt: nearly, endsAt: hours(90) }), [], 3],
    ['when a code begins', code(justInTime), [], 4],
    ['when lateness is to be told', code({ updatedAt: minutes(-1) }), [], 4],
  ])('%s', (_when, wish, on, inMinutes) => {
    expect(decide({ codes: [wish], on }).wakeInMinutes).toBeCloseTo(inMinutes, 1)
  })
})
