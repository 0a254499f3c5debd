import { describe, expect, it } from 'vitest'
import { ask, type Command, daysPass, settled, together } from './commands.ts'
import { live } from './run.ts'
import { aStage } from './stage.ts'

/** Lives that went wrong once, cut down to what it took. Doors: 0 Front, 1 Back, 2 Box, 3 Salto, 4 Igloo. */

const stage = await aStage()

function goesWell(what: string, ...life: Command[]): void {
  it(what, async () => {
    expect(await live(stage, life)).toBe(life.length)
  })
}

describe('a pool of spare codes', () => {
  goesWell(
    'does not grow while its lock does not answer for long',
    ask('simulateDevice', { door: 4, more: { faults: [{ kind: 'DROPS_ANSWER', calls: ['LIST'], times: 1 }] } }),
    ask('createAccessCode', { door: 4, days: [6, 12], more: { useBackupAccessCodePool: true } }),
    daysPass(1),
    settled(),
  )
})

describe('codes of others', () => {
  goesWell(
    'that were handed over before their time are usable when it has come, and no longer when it is over',
    ask('createAccessCode', { door: 0, days: [1, 6] }),
    settled(),
    ask('updateAccessCode', { more: { isManaged: false } }),
    daysPass(3),
    settled(),
    daysPass(8),
    settled(),
  )
  goesWell(
    'are usable no longer when their time is over, though their lock cannot be read',
    ask('createAccessCode', { door: 0, days: [-2, 3], more: { name: 'Ann', code: '70317' } }),
    settled(),
    ask('updateAccessCode', { more: { isManaged: false } }),
    ask('simulateDevice', { door: 0, more: { isOnline: false } }),
    daysPass(15),
    settled(),
  )
  goesWell(
    'are taken over with a PIN that a code had which is over and not yet off its lock',
    ask('createAccessCode', { door: 0, days: [-2, 3], more: { code: '1357' } }),
    ask('updateAccessCode', { more: { code: '2468' } }),
    ask('simulateUnmanagedAccessCode', { door: 0, more: { code: '2468' } }),
    settled(),
    daysPass(8),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
  )
  goesWell(
    'are not taken over when their time is over, whoever has their PIN by then, and are taken off',
    ask('createMultipleAccessCodes', { doors: [2, 0], days: [-2, 3] }),
    settled(),
    ask('updateAccessCode', { more: { isManaged: false } }),
    daysPass(8),
    ask('createAccessCode', { door: 2, key: 'group 0', days: [-2, 3] }),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    ask('deleteUnmanagedAccessCode', { kind: 'FOREIGN' }),
    settled(),
  )
  goesWell(
    'are SETTING while they are taken over, whatever else is wished of them, on a lock that cannot be reached too',
    ask('simulateUnmanagedAccessCode', { door: 4, more: { code: '7272', name: 'Plumber' } }),
    settled(),
    ask('simulateDevice', { door: 4, more: { isOnline: false } }),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    ask('updateAccessCode', { more: { name: 'Anna' } }),
    settled(),
  )
})

describe('a name', () => {
  goesWell(
    'that has not reached the lock is not that of the code when it is handed over',
    ask('createAccessCode', { door: 0 }),
    settled(),
    ask('updateAccessCode', { more: { name: 'Ann' } }),
    ask('updateAccessCode', { more: { isManaged: false } }),
    settled(),
  )
  goesWell(
    'that its lock takes once is kept from others until the lock shows another',
    ask('createAccessCode', { door: 2, more: { name: 'Bo' } }),
    settled(),
    ask('updateAccessCode', { more: { name: null } }),
    ask('createMultipleAccessCodes', { doors: [2, 0], more: { name: 'Bo' } }),
    settled(),
    ask('createMultipleAccessCodes', { doors: [2, 0], more: { name: 'Bo' } }),
    settled(),
  )
  goesWell(
    'that its lock takes once is kept from a code by its own backup too',
    ask('createAccessCode', { door: 2, days: [-2, 3], more: { useBackupAccessCodePool: true } }),
    settled(),
    ask('pullBackupAccessCode'),
    ask('updateAccessCode', { kind: 'BACKUP', more: { name: 'Bo' } }),
    settled(),
    ask('updateAccessCode', { kind: 'BACKUP', more: { name: 'Ann' } }),
    ask('updateAccessCode', { days: [-2, 40], more: { name: 'Bo' } }),
    settled(),
  )
  goesWell(
    'that its lock takes once is not taken over twice',
    ask('simulateUnmanagedAccessCode', { door: 2, more: { code: '6161', name: 'Aunt' } }),
    ask('simulateUnmanagedAccessCode', { door: 2, more: { code: '7272', name: 'Aunt' } }),
    settled(),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    settled(),
  )
  goesWell(
    'reaches a lock that says that it has it and has none',
    ask('createAccessCode', { door: 0 }),
    settled(),
    ask('simulateDevice', { door: 0, more: { faults: [{ kind: 'STORES_NOTHING', times: 1 }] } }),
    settled(),
    ask('updateAccessCode', { more: { name: 'Ann' } }),
    settled(),
  )
  goesWell(
    'that begins like the one before reaches the lock',
    ask('createAccessCode', { door: 1, more: { name: 'Ann' } }),
    settled(),
    ask('updateAccessCode', { more: { name: 'Anna' } }),
    settled(),
  )
})

describe('a lock whose lengths people report', () => {
  goesWell(
    'takes those that it always took, whatever was reported of it before anything was put there',
    ask('reportDeviceConstraints', { door: 1, more: { supportedCodeLengths: [5] } }),
    settled(),
    ask('reportDeviceConstraints', { door: 1, more: { supportedCodeLengths: [6, 4] } }),
    ask('createAccessCode', { door: 1, more: { code: '1357' } }),
    settled(),
  )
})

describe('a lock that makes its PINs', () => {
  goesWell(
    'keeps one that was changed at its keypad when the code is renamed',
    ask('createAccessCode', { door: 3 }),
    settled(),
    ask('simulateExternalModification', { more: { code: '838384' } }),
    ask('updateAccessCode', { more: { name: 'Bo' } }),
    settled(),
  )
})

describe('what a lock holds of a code whose new wish it does not take', () => {
  goesWell(
    'is taken off where it would open the door before its time, and the PIN that the lock made with it is no more',
    ask('simulateUnmanagedAccessCode', { door: 3, more: { code: '6161' } }),
    settled(),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    ask('updateAccessCode', { days: [1, 25] }),
    settled(),
    ask('updateAccessCode', { days: [1, 6] }),
    settled(),
  )
  goesWell(
    'is taken off too where somebody else has the new PIN there',
    ask('createAccessCode', { door: 0, days: [-2, 3], more: { code: '1357' } }),
    settled(),
    ask('simulateUnmanagedAccessCode', { door: 0, more: { code: '6161' } }),
    ask('updateAccessCode', { days: [1, 6], more: { code: '6161' } }),
    settled(),
  )
  goesWell(
    'stays where it lets the guest in, in time',
    ask('createAccessCode', { door: 0, days: [-2, 3], more: { code: '1357' } }),
    settled(),
    ask('simulateUnmanagedAccessCode', { door: 0, more: { code: '6161' } }),
    ask('updateAccessCode', { days: [-2, 40], more: { code: '6161' } }),
    settled(),
  )
})

describe('a PIN that was changed at the keypad of such a lock', () => {
  goesWell(
    'is claimed, and the one before is not',
    ask('createAccessCode', { door: 3 }),
    settled(),
    ask('simulateExternalModification', { more: { code: '838384' } }),
    settled(),
  )
  goesWell(
    'stays although another code came to have it too',
    ask('createAccessCode', { door: 3, more: { name: 'Bo' } }),
    ask('simulateUnmanagedAccessCode', { door: 3, more: { code: '1357' } }),
    settled(),
    ask('simulateUnmanagedAccessCode', { door: 3, more: { code: '7272' } }),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    settled(),
    ask('simulateExternalModification', { code: 1, kind: 'OWN', more: { code: '7272' } }),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    // Has the lock looked at once more.
    ask('deleteAccessCode', { kind: 'OWN' }),
    settled(),
  )
  goesWell(
    'is replaced when its lock loses it, whoever else has it',
    ask('createAccessCode', { door: 3, more: { name: 'Ann' } }),
    ask('createAccessCode', { door: 3, more: { name: 'Bo' } }),
    settled(),
    ask('simulateExternalModification', { code: 0, kind: 'OWN', more: { code: '7272' } }),
    ask('simulateExternalModification', { code: 1, kind: 'OWN', more: { code: '7272' } }),
    settled(),
    ask('simulateDevice', { door: 3, code: 1, kind: 'OWN', loses: true }),
    ask('updateAccessCode', { code: 0, kind: 'OWN', more: { name: 'Anna' } }),
    settled(),
  )
})

describe('a PIN that was asked of a lock before', () => {
  goesWell(
    'is undone without a word when it is back there, since a command may have come late',
    ask('createAccessCode', { door: 0, more: { code: '1357' } }),
    settled(),
    ask('updateAccessCode', { more: { code: '2468' } }),
    settled(),
    ask('simulateExternalModification', { more: { code: '1357' } }),
    settled(),
  )
})

describe('a changed code', () => {
  goesWell(
    'is not verified to be on its lock before it is, and again when it is changed back',
    ask('createAccessCode', { door: 0, more: { code: '1357' } }),
    settled(),
    ask('updateAccessCode', { days: [-2, 3] }),
    ask('updateAccessCode', { days: null }),
    settled(),
  )
})

describe('an offline code', () => {
  goesWell(
    'has its PIN made although its lock was being looked at when it was wished',
    ask('updateDevice', { door: 4, more: { backupAccessCodePoolEnabled: true } }),
    ...[1, 2, 3].map((from) =>
      together(
        [
          { name: 'createAccessCode', args: { door: 4, days: [from, from + 3], more: { isOfflineAccessCode: true } } },
          { name: 'createAccessCode', args: { door: 4, days: [from, from + 3], more: { code: `135${from}` } } },
        ],
        true,
      ),
    ),
  )
})

describe('a full lock', () => {
  goesWell(
    'is one without room now, whatever is booked for later',
    ask('createAccessCode', { door: 2, days: [-2, 3], more: { code: '1357' } }),
    ask('createAccessCode', { door: 2, days: [3, 9], more: { name: 'Ann', useBackupAccessCodePool: true } }),
    settled(),
  )
})

describe('a PIN that gives way to another before anybody has seen it', () => {
  goesWell(
    'is never taken for anything that comes later',
    ask('createAccessCode', { door: 0, key: 'weekend' }),
    together(
      [
        { name: 'rotateLinkedCodeGroup', args: { key: 'weekend', more: { preferredCodeLength: 4 } } },
        { name: 'rotateLinkedCodeGroup', args: { key: 'weekend' } },
        { name: 'updateMultipleAccessCodes', args: { key: 'weekend', days: null } },
      ],
      false,
    ),
    ask('simulateUnmanagedAccessCode', { door: 0, more: { code: '6161' } }),
    settled(),
  )
})

describe('a code that is taken over before its time', () => {
  goesWell(
    'stays scheduled on its lock when it is renamed before the lock was read again',
    ask('createAccessCode', { door: 0, days: [2, 4] }),
    settled(),
    ask('updateAccessCode', { more: { isManaged: false } }),
    ask('convertUnmanagedAccessCode', { kind: 'FOREIGN' }),
    ask('updateAccessCode', { more: { name: 'Ann' } }),
    settled(),
  )
})

describe('a wish that is on its way', () => {
  goesWell(
    'is not given up because its lock lost what was there before',
    ask('createMultipleAccessCodes', { doors: [0], more: { code: '1357', isExternalModificationAllowed: true } }),
    settled(),
    ask('simulateDevice', { door: 0, kind: 'OWN', loses: true }),
    ask('updateAccessCode', { more: { code: '4711' } }),
    settled(),
  )
  goesWell(
    'holds on to each PIN that it had, seen or not, while its lock cannot be read',
    ask('createAccessCode', { door: 4, key: 'weekend', days: [6, 12] }),
    ask('simulateDevice', { door: 4, more: { isOnline: false } }),
    together(
      [
        { name: 'rotateLinkedCodeGroup', args: { key: 'weekend' } },
        { name: 'rotateLinkedCodeGroup', args: { key: 'weekend', more: { code: '1357' } } },
        { name: 'rotateLinkedCodeGroup', args: { key: 'weekend', more: { code: '4711' } } },
      ],
      false,
    ),
    settled(),
  )
})

describe('a code that may be changed at its lock', () => {
  const replaced = [
    settled(),
    ask('simulateDevice', { door: 3, kind: 'OWN', loses: true }),
    ask('simulateUnmanagedAccessCode', { door: 3, more: { code: '1357' } }),
    settled(),
  ]
  goesWell(
    'is what somebody put in its place, whatever that is called',
    ask('createAccessCode', { door: 3, more: { name: 'Ann', isExternalModificationAllowed: true } }),
    ...replaced,
  )
  goesWell(
    'is known to be there for good where that has no window, also while its lock cannot be read',
    ask('createAccessCode', { door: 3, days: [2, 4], more: { name: 'Ann', isExternalModificationAllowed: true } }),
    ...replaced,
    ask('simulateDevice', { door: 3, more: { isOnline: false } }),
    settled(),
  )
})

describe('a code whose new PIN its lock did not take', () => {
  goesWell(
    'has nothing wrong with it once it is wished with the PIN that is still there',
    ask('createAccessCode', { door: 4, days: [1, 6], more: { code: '2468' } }),
    settled(),
    daysPass(3),
    ask('updateAccessCode', { more: { code: '9031' } }),
    settled(),
    ask('updateAccessCode', { more: { code: '2468' } }),
  )
})

describe('a device that is let go of', () => {
  goesWell(
    'takes its backups along: what one stood in for, and is given up, is not warned of it any more',
    ask('createAccessCode', { door: 1, days: [-2, 40], more: { useBackupAccessCodePool: true } }),
    settled(),
    ask('createAccessCode', { door: 1, days: [1, 6], more: { name: 'Anna' } }),
    ask('pullBackupAccessCode', { code: 1, kind: 'OWN' }),
    ask('updateDevice', { door: 1, more: { isManaged: false } }),
  )
})

describe('a group whose codes are all over', () => {
  goesWell(
    'has the PIN of the last of them',
    ask('createAccessCode', { door: 0, key: 'weekend' }),
    settled(),
    ask('simulateDevice', { door: 0, more: { isOnline: false } }),
    ask('createAccessCode', { door: 1, key: 'weekend', days: [2, 4] }),
    ask('deleteAccessCode', { kind: 'OWN' }),
    ask('rotateLinkedCodeGroup', { key: 'weekend' }),
    settled(),
    daysPass(15),
  )
})
