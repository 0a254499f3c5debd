import type { NewEvent } from './decision.ts'
import type { CodeFacts, CodeState } from './facts.ts'
import { isSameContentWindow } from './standing.ts'
import type { Phase } from './timing.ts'

/** Changes of a wish that the lock now holds, or no longer holds otherwise: `after` is what became of the code's state. */
export function* confirmedChanges(code: CodeFacts, after: CodeState, phase: Phase): Generator<NewEvent> {
  const before = code.state.confirmed
  // A code whose window was moved to later is as wished once it is off the lock.
  const now = after.confirmed ?? (phase === 'BEFORE_PRELOAD' ? code : null)
  // What was put right after somebody's change at the lock is no change of the code.
  const isRestored = code.state.errors.some(({ issueCode }) => issueCode === 'conflicting_external_modification')
  if (!before || !now || isRestored) return
  const codeId = code.id
  if (before.name !== now.name && now.name === code.name) {
    yield { type: 'ACCESS_CODE_NAME_CHANGED', codeId, payload: { from: before.name, to: now.name } }
  }
  if (before.pinKey !== now.pinKey && now.pinKey === code.pinKey && before.pinKey !== null) {
    yield { type: 'ACCESS_CODE_CODE_CHANGED', codeId }
  }
  if (!isSameContentWindow(before, now) && isSameContentWindow(now, code)) {
    const { startsAt, endsAt } = now
    const from = { startsAt: before.startsAt, endsAt: before.endsAt }
    yield { type: 'ACCESS_CODE_TIME_FRAME_CHANGED', codeId, payload: { from, to: { startsAt, endsAt } } }
  }
}
