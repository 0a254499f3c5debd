import { expect, test } from 'vitest'
import { type Answer, changesAfter } from '../../src/engine/reconcile/answer.ts'
import type { Command } from '../../src/engine/reconcile/decision.ts'
import type { CodeFacts } from '../../src/engine/reconcile/facts.ts'
import type { LockCapabilities } from '../../src/locks/provider.ts'
import { code, codeOnLock, minutes } from './a-lock.ts'

const set: Command = {
  kind: 'SET',
  slot: '1',
  codeId: 'code',
  wishVersion: 1,
  pinKey: '1111',
  name: null,
  window: null,
}
const remove: Command = { kind: 'REMOVE', slot: '1', codeId: 'code' }
const yes: Answer = { kind: 'ok', shownName: null }
const never: Answer = { kind: 'refused', reason: 'CONSTRAINT_VIOLATED', message: 'Too plain.', isPermanent: true }
const sent = { lockSlot: '1', isInDoubt: true }

function after(command: Command, answer: Answer, wish: CodeFacts, readBack: LockCapabilities['readBack'] = 'full') {
  const device = {
    supportsNativeScheduling: true,
    timeZone: null,
    offlineSince: null,
    removedAt: null,
    isAccountDisconnected: false,
  }
  const lock = { readBack, nativeScheduling: true, slots: ['1'], makesPins: false }
  const facts = { device: { ...device, attempts: 0 }, lock, codes: [wish], claims: [], commanded: [] }
  const changes = changesAfter(command, answer, facts, minutes(0))
  return { ...changes, state: changes.codes[0]?.state ?? wish.state }
}

test('a yes of a lock that can be read proves nothing yet', () => {
  expect(after(set, yes, code({ state: sent })).state).toMatchObject({ isInDoubt: true, confirmed: null })
})

test.each(['existence', 'none'] as const)(
  'a yes of a lock whose PINs cannot be read (%s) is all there is',
  (readBack) => {
    const { state } = after(set, yes, code({ state: sent }), readBack)
    expect(state).toMatchObject({ isInDoubt: false, confirmed: { pinKey: '1111' } })
  },
)

test('a removal that a lock of which nothing can be read said yes to is done', () => {
  const { state } = after(remove, yes, codeOnLock({ deletedAt: minutes(-1) }), 'none')
  expect(state).toMatchObject({ lockSlot: null, confirmed: null })
})

test('no answer proves nothing at all', () => {
  expect(after(set, { kind: 'unknown' }, code({ state: sent })).codes).toEqual([])
})

test('a refusal for good is kept with its reason until the wish changes, and ends the action attempts', () => {
  const message = 'The lock takes no code like this one: change it. It said: "Too plain."'
  const { state, attempts } = after({ ...set, wishVersion: 7 }, never, code({ wishVersion: 7, state: sent }))
  expect(state).toMatchObject({
    refusedWishVersion: 7,
    isInDoubt: false,
    errors: [{ issueCode: 'code_constraints_violated', message }],
  })
  expect(attempts).toEqual([{ codeId: 'code', end: 'REFUSED', message }])
})

test('a refusal of a wish that was changed meanwhile says nothing of the new one', () => {
  const { state, attempts } = after(set, never, code({ wishVersion: 2, state: sent }))
  expect(state).toMatchObject({ refusedWishVersion: null, isInDoubt: false, errors: [] })
  expect(attempts).toEqual([])
})

test('a yes is for the window that was sent, not for the one that is wished by now', () => {
  const later = code({ wishVersion: 2, startsAt: minutes(-1), endsAt: minutes(90), state: sent })
  const window = { startsAt: minutes(-1), endsAt: minutes(60) }
  expect(after({ ...set, window }, yes, later, 'existence').state.confirmed).toMatchObject(window)
  const ongoing = { startsAt: null, endsAt: null }
  expect(after(set, yes, later, 'existence').state.confirmed).toMatchObject(ongoing)
})

test('a refusal for now leaves the wish to be tried again', () => {
  const busy: Answer = { kind: 'refused', reason: 'BUSY', message: 'Busy.', isPermanent: false }
  expect(after(set, busy, code({ state: sent })).state).toMatchObject({ refusedWishVersion: null, errors: [] })
})

test('a removal refused for good is told once, and never counts as a wish refused', () => {
  const first = after(remove, never, codeOnLock({ deletedAt: minutes(-1) }))
  expect(first.state).toMatchObject({
    refusedWishVersion: null,
    errors: [
      {
        issueCode: 'failed_to_remove_from_device',
        message: 'The lock does not let go of the code: remove it there. It said: "Too plain."',
      },
    ],
  })
  expect(first.events).toEqual([{ type: 'ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE', codeId: 'code' }])
  expect(after(remove, never, codeOnLock({ deletedAt: minutes(-1), state: first.state })).events).toEqual([])
})
