import type { PoolClient } from 'pg'
import { newId } from '../../data/uuid.ts'
import { type CodeChange, changeAccessCodes as writeChanges } from '../../data/write/change-access-codes.ts'
import type { ChangeableCode } from '../../data/write/changeable-codes.ts'
import type { Survey } from '../devices/survey.ts'
import type { Services } from '../services.ts'
import { stateAfterChange } from './changed-state.ts'
import { issueCodesOfLocks } from './issues.ts'
import type { RecordedCode } from './record.ts'
import { isSameInstant, isSamePin } from './same.ts'
import { claimedFrom, typeOf, type Window } from './window.ts'

/** What is wished anew of a code; what is left out stays. */
export interface NewWish {
  readonly name?: string | null
  readonly pin?: string
  readonly window?: Window
  readonly isExternalModificationAllowed?: boolean
}

/** A code that was read under the lock of its device, and what it is to be. */
export interface WishedChange {
  readonly code: ChangeableCode
  readonly wish: NewWish
}

/** The wish without what the code is already; empty if there is nothing to change. */
export function realChanges({ vault }: Pick<Services, 'vault'>, { code, wish }: WishedChange): NewWish {
  const { name, pin, window, isExternalModificationAllowed: isAllowed } = wish
  return {
    ...(name !== undefined && name !== code.name && { name }),
    ...(pin !== undefined && !isSamePin(vault.hash(code.workspaceId, pin), code.pinHash) && { pin }),
    ...(window && !isSameWindow(window, code) && { window }),
    ...(isAllowed !== undefined &&
      isAllowed !== code.isExternalModificationAllowed && { isExternalModificationAllowed: isAllowed }),
  }
}

export const isEmpty = (wish: NewWish): boolean => Object.keys(wish).length === 0

/**
 * Writes down changes that nothing stands in the way of, with an action attempt and events for each code, and wakes the
 * devices. Every wish must change something (`realChanges`). In the order of `changes`.
 *
 * @throws pg.DatabaseError 23P01 if another code holds one of the PINs
 */
export function changeAccessCodes(
  tx: PoolClient,
  { vault }: Services,
  workspaceId: string,
  { devices, now }: Pick<Survey, 'devices' | 'now'>,
  changes: readonly WishedChange[],
): RecordedCode[] {
  const byId = new Map(devices.map((device) => [device.id, device]))
  const rows = changes.map(({ code, wish }): CodeChange => {
    const { name = code.name, window = code, pin } = wish
    const { isExternalModificationAllowed = code.isExternalModificationAllowed } = wish
    const device = byId.get(code.deviceId)
    if (!device) throw new Error(`code ${code.id} is to be changed and its device was not surveyed`)
    const sealed =
      pin === undefined ? null : { ciphertext: vault.seal(pin, code.id), hash: vault.hash(workspaceId, pin) }
    const { startsAt, endsAt } = window
    const wished = { ...code, name, startsAt, endsAt, pinHash: sealed?.hash ?? code.pinHash }
    return {
      id: code.id,
      name,
      type: typeOf(window),
      startsAt,
      endsAt,
      isExternalModificationAllowed,
      pin: sealed,
      claimedFrom: sealed || wish.window ? claimedFrom(window, now) : null,
      ...stateAfterChange(wished, device, now),
      actionAttemptId: newId(),
      events: eventsOf(code, wish),
    }
  })
  const written = writeChanges(tx, workspaceId, now, rows, { issueCodesOfLocks })
  return rows.map(({ id, actionAttemptId }) => ({ accessCodeId: id, actionAttemptId, written }))
}

/** PINs are in no payload. */
function eventsOf(code: ChangeableCode, { name, pin, window, ...rest }: NewWish): CodeChange['events'] {
  const requestedMutations: object[] = []
  const changedProperties: object[] = []
  if (name !== undefined) {
    requestedMutations.push({ mutationCode: 'UPDATING_NAME', from: { name: code.name }, to: { name } })
    changedProperties.push({ property: 'name', from: code.name, to: name })
  }
  if (pin !== undefined) {
    requestedMutations.push({ mutationCode: 'UPDATING_CODE' })
    changedProperties.push({ property: 'code' })
  }
  if (window) {
    const from = { startsAt: code.startsAt, endsAt: code.endsAt }
    requestedMutations.push({ mutationCode: 'UPDATING_TIME_FRAME', from, to: window })
    if (typeOf(window) !== code.type) changedProperties.push({ property: 'type', from: code.type, to: typeOf(window) })
    for (const property of ['startsAt', 'endsAt'] as const) {
      if (isSameInstant(code[property], window[property])) continue
      changedProperties.push({ property, from: code[property], to: window[property] })
    }
  }
  if (rest.isExternalModificationAllowed !== undefined) {
    const property = 'isExternalModificationAllowed'
    changedProperties.push({ property, from: code[property], to: rest[property] })
  }
  const changed = { type: 'ACCESS_CODE_CHANGED', payload: { changedProperties } } as const
  if (requestedMutations.length === 0) return [changed]
  return [{ type: 'ACCESS_CODE_MUTATIONS_REQUESTED', payload: { requestedMutations } }, changed]
}

const isSameWindow = (a: Window, b: Window): boolean =>
  isSameInstant(a.startsAt, b.startsAt) && isSameInstant(a.endsAt, b.endsAt)
