import { releasedClaims } from './claims.ts'
import { stateAfter } from './code-state.ts'
import { planCommands } from './commands.ts'
import { confirmedChanges } from './confirmed-changes.ts'
import { failedConversions, withoutConversions } from './conversions.ts'
import type { AttemptEnd, CodeChange, Decision, NewClaim, NewEvent } from './decision.ts'
import { deviceAfter, deviceEvents } from './device.ts'
import type { CodeFacts, CodeState, CommandedPin, Facts, PinKey, Reading, Surroundings } from './facts.ts'
import { issuesAfter } from './issues.ts'
import { type LockView, observe } from './observe.ts'
import { offlineAfter } from './offline.ts'
import { isDone, isSameContentWindow, type Standing, standingsOf } from './standing.ts'
import { unmanagedAfter } from './unmanaged.ts'
import { driftCheckAt, nextBoundary } from './wake-up.ts'

/**
 * The engine's one decision: from what is wished and what was read, what is now known, what to ask of the lock, and when
 * to look again. Pure: the same facts lead to the same decision.
 */
export function reconcile(given: Facts, reading: Reading, surroundings: Surroundings): Decision {
  const { now, timing, random } = surroundings
  const failed = failedConversions(given, observe(given, reading))
  const facts = withoutConversions(given, failed)
  const view = observe(facts, reading)
  const standings = standingsOf(facts, view, now)
  const plan = planCommands(standings, facts, view)
  const changes = new ChangeList()
  for (const standing of standings) {
    const issues = issuesAfter(standing, plan.hindrances.get(standing.code.id), facts, reading, surroundings)
    const state: CodeState = {
      ...stateAfter(standing, facts, view, now),
      errors: issues.errors,
      warnings: issues.warnings,
    }
    record(changes, standing, state, facts, view, surroundings)
    changes.events.push(...issues.events)
  }
  const offline = offlineAfter(facts, now)
  const unmanaged = unmanagedAfter(facts, view, surroundings)
  const failedEvents = [...failed].map(
    (codeId) => ({ type: 'UNMANAGED_ACCESS_CODE_CONVERSION_FAILED', codeId }) as const,
  )
  const codesThen = after(facts.codes, [...changes.codes, ...offline.codes, ...unmanaged.codes])
  const boundary = nextBoundary(codesThen, facts, now, timing, [...unmanaged.found, ...unmanaged.renewed])
  const drift = driftCheckAt(now, timing, random)
  return {
    changes: {
      codes: [...changes.codes, ...offline.codes, ...unmanaged.codes],
      assignedPins: [...changes.assignedPins, ...unmanaged.assignedPins],
      lostPins: standings.flatMap(({ code, isPinLost }) => (isPinLost ? [code.id] : [])),
      found: unmanaged.found,
      renewed: unmanaged.renewed,
      releasedClaimIds: [...changes.releasedClaimIds, ...offline.releasedClaimIds, ...unmanaged.releasedClaimIds],
      newClaims: [...changes.newClaims, ...unmanaged.newClaims],
      adopted: changes.adopted,
      failedConversions: [...failed],
      events: [
        ...deviceEvents(facts, reading),
        ...failedEvents,
        ...changes.events,
        ...offline.events,
        ...unmanaged.events,
      ],
      attempts: [...changes.attempts, ...offline.attempts, ...unmanaged.attempts],
      device: deviceAfter(facts, reading, now),
    },
    // What cannot be seen is not touched: nothing is asked of a lock that could not be read.
    commands: view.isCurrent && !facts.device.isAccountDisconnected ? plan.commands : [],
    wakeAt: boundary !== null && boundary < drift ? boundary : drift,
  }
}

class ChangeList {
  readonly codes: CodeChange[] = []
  readonly assignedPins: { codeId: string; pinKey: PinKey }[] = []
  readonly releasedClaimIds: string[] = []
  readonly newClaims: NewClaim[] = []
  readonly adopted: CommandedPin[] = []
  readonly events: NewEvent[] = []
  readonly attempts: AttemptEnd[] = []
}

function record(
  changes: ChangeList,
  standing: Standing,
  state: CodeState,
  facts: Facts,
  view: LockView,
  { now, newId }: Surroundings,
): void {
  const { code, copy } = standing
  if (!isSameState(code.state, state)) changes.codes.push({ id: code.id, state })
  changes.releasedClaimIds.push(...releasedClaims(standing, facts, view, state.removedAt !== null))
  changes.events.push(...codeEvents(standing, state))
  if (state.removedAt !== null) changes.attempts.push({ codeId: code.id, end: 'GONE' })
  else if (view.isCurrent && isDone(standing)) changes.attempts.push({ codeId: code.id, end: 'ON_LOCK' })

  const heldPin = copy?.content?.pinKey ?? null
  if (!view.isCurrent || heldPin === null || copy === undefined) return
  const claim = () =>
    changes.newClaims.push({
      id: newId(),
      codeId: code.id,
      pinKey: heldPin,
      from: now,
      until: futureOnly(code.endsAt, now),
    })
  if (facts.lock.makesPins && heldPin !== code.pinKey) {
    changes.assignedPins.push({ codeId: code.id, pinKey: heldPin })
    const before = facts.claims.filter(({ codeId, pinKey }) => codeId === code.id && pinKey !== heldPin)
    changes.releasedClaimIds.push(...before.map(({ id }) => id))
    claim()
  } else if (copy.kind === 'EDITED' && standing.isOverridden) {
    // Accepted as this code's: when its time is over, it is ours to remove.
    changes.adopted.push({ slot: copy.slot, pinKey: heldPin, codeId: code.id })
    claim()
  }
}

const futureOnly = (until: Date | null, now: Date): Date | null => (until !== null && until > now ? until : null)

function* codeEvents({ code, phase, externalChanges }: Standing, after: CodeState): Generator<NewEvent> {
  const before = code.state
  const codeId = code.id
  const changed = externalChanges.includes('removed')
    ? 'ACCESS_CODE_DELETED_EXTERNALLY'
    : 'ACCESS_CODE_MODIFIED_EXTERNALLY'
  if (externalChanges.length > 0) yield { type: changed, codeId, payload: { changes: externalChanges } }
  if (before.isConverting && !after.isConverting && code.deletedAt === null)
    yield { type: 'UNMANAGED_ACCESS_CODE_CONVERTED', codeId }
  if (after.isScheduledOnDevice && !before.isScheduledOnDevice)
    yield { type: 'ACCESS_CODE_SCHEDULED_ON_DEVICE', codeId }
  if (after.status === 'SET' && before.status !== 'SET' && before.status !== 'UNKNOWN') {
    yield { type: 'ACCESS_CODE_SET_ON_DEVICE', codeId }
  }
  if (externalChanges.length === 0) yield* confirmedChanges(code, after, phase)
  if (after.removedAt !== null) {
    if (before.lockSlot !== null) yield { type: 'ACCESS_CODE_REMOVED_FROM_DEVICE', codeId }
    yield { type: 'ACCESS_CODE_DELETED', codeId }
  }
}

function after(codes: readonly CodeFacts[], changes: readonly CodeChange[]): CodeFacts[] {
  const states = new Map(changes.map(({ id, state }) => [id, state]))
  return codes
    .map((code) => {
      const state = states.get(code.id)
      return state ? { ...code, state } : code
    })
    .filter(({ state }) => state.removedAt === null)
}

function isSameState(a: CodeState, b: CodeState): boolean {
  return (Object.keys(a) as (keyof CodeState)[]).every((key) =>
    key === 'confirmed' ? isSameContent(a.confirmed, b.confirmed) : a[key] === b[key],
  )
}

function isSameContent(a: CodeState['confirmed'], b: CodeState['confirmed']): boolean {
  if (a === null || b === null) return a === b
  return a.pinKey === b.pinKey && a.name === b.name && isSameContentWindow(a, b)
}
