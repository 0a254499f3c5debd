import { expect, test } from 'vitest'
import { pendingMutations, pendingUpdates } from '../../../src/domain/access-codes/lifecycle.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour))
const pin = (digit: number) => Buffer.alloc(32, digit)

/** On its lock exactly as wished. */
const settled = {
  ...{ name: 'Anna', confirmedName: 'Anna' },
  ...{ pinHash: pin(1), confirmedPinHash: pin(1), pinCiphertext: pin(11), confirmedPinCiphertext: pin(12) },
  ...{ startsAt: at(1), endsAt: at(2), confirmedStartsAt: at(1), confirmedEndsAt: at(2) },
  ...{ deletedAt: null, createdAt: at(0), updatedAt: at(0), confirmedAt: at(0) },
  ...{ wishVersion: 3, overriddenWishVersion: null, status: 'SETTING' as const },
  ...{ prefersNativeScheduling: true, isScheduledOnDevice: false },
}

test.each([
  ['the PIN', { pinHash: pin(2), pinCiphertext: pin(13) }, 'UPDATING_CODE', pin(12), pin(13)],
  ['the name', { name: 'Bea' }, 'UPDATING_NAME', 'Anna', 'Bea'],
  ['the end', { endsAt: at(5) }, 'UPDATING_TIME_FRAME', at(2), at(5)],
])('a change of %s is pending from what the lock has to what is wished', (_what, wish, mutationCode, from, to) => {
  const [update, ...others] = pendingUpdates({ ...settled, ...wish, updatedAt: at(4) })
  expect(others).toEqual([])
  expect(update).toMatchObject({ mutationCode, createdAt: at(4) })
  expect(Object.values(update?.from ?? {})).toContainEqual(from)
  expect(Object.values(update?.to ?? {})).toContainEqual(to)
})

test.each([
  ['as wished', {}],
  ['not on the lock', { confirmedAt: null, name: 'Bea' }],
  ['deleted', { deletedAt: at(3), name: 'Bea' }],
  ['changed at the keypad, and accepted', { overriddenWishVersion: 3, pinHash: pin(2) }],
])('nothing is being updated of a code that is %s', (_how, given) => {
  expect(pendingUpdates({ ...settled, ...given })).toEqual([])
})

test('a code that the lock has is not being created, whatever is being changed of it', () => {
  const device = { supportsNativeScheduling: true }
  expect(pendingMutations(settled, device)).toEqual([])
  expect(pendingMutations({ ...settled, confirmedAt: null }, device)).toMatchObject([{ mutationCode: 'CREATING' }])
})
