import type { RefusalReason } from '../../locks/provider.ts'
import { confirmedChanges } from './confirmed-changes.ts'
import { type Changes, type Command, noChanges } from './decision.ts'
import type { CodeFacts, CodeState, Facts } from './facts.ts'
import { isNative, phaseOf } from './timing.ts'

/** How a command ended, as far as deciding goes; `shownName` is the name as the lock shows it now. */
export type Answer =
  | { readonly kind: 'ok'; readonly shownName: string | null }
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      readonly message: string
      readonly isPermanent: boolean
    }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unknown' }

/** What an answer to `command` proves. On a lock that can be read in full a yes proves little: the reading will tell. */
export function changesAfter(command: Command, answer: Answer, facts: Facts, now: Date): Changes {
  const code = facts.codes.find(({ id }) => id === command.codeId)
  if (!code || answer.kind === 'unknown') return noChanges
  // Of somebody else's code nothing is known but what was read, and that it would not go.
  if (!code.isManaged && !(answer.kind === 'refused' && answer.isPermanent)) return noChanges
  if (answer.kind === 'ok') {
    const state = command.kind === 'SET' ? afterYes(code, command, answer, facts) : afterRemoval(code, facts)
    const events = [...confirmedChanges(code, state, phaseOf(code, facts, now))]
    return { ...noChanges, codes: [{ id: code.id, state }], events }
  }
  const state = unchanged(code, facts)
  if (answer.kind !== 'refused' || !answer.isPermanent) return { ...noChanges, codes: [{ id: code.id, state }] }
  // What was refused is a wish that nobody has any more.
  if (command.kind === 'SET' && command.wishVersion !== code.wishVersion) {
    return { ...noChanges, codes: [{ id: code.id, state }] }
  }
  return command.kind === 'SET' ? afterRefusal(code, state, answer, now) : afterRefusedRemoval(code, state, answer, now)
}

function afterYes(
  code: CodeFacts,
  { name, pinKey, window, wishVersion }: Extract<Command, { kind: 'SET' }>,
  { shownName }: Extract<Answer, { kind: 'ok' }>,
  facts: Facts,
): CodeState {
  const { state } = code
  if (facts.lock.readBack === 'full') {
    return state.confirmed ? { ...state, appearanceName: shownName, confirmed: { ...state.confirmed, name } } : state
  }
  // A lock that keeps time has the window that it was sent, whatever is wished by now.
  const isSentAsWished = wishVersion === code.wishVersion || !isNative(code, facts)
  const { startsAt, endsAt } = window ?? (isSentAsWished ? code : { startsAt: null, endsAt: null })
  return { ...state, isInDoubt: false, appearanceName: shownName, confirmed: { pinKey, name, startsAt, endsAt } }
}

function afterRemoval({ state }: CodeFacts, { lock }: Facts): CodeState {
  if (lock.readBack !== 'none') return state
  return { ...state, lockSlot: null, isInDoubt: false, confirmed: null }
}

/** The lock did nothing. Where it cannot be read, an older doubt stays: only what is confirmed is sure to be there. */
function unchanged({ state }: CodeFacts, { lock }: Facts): CodeState {
  return lock.readBack === 'full' ? { ...state, isInDoubt: false } : state
}

/** What a refusal for good shows as, and what somebody can do about it. */
const refusals = {
  DUPLICATE_PIN: [
    'duplicate_code_on_device',
    'The lock has this PIN already: change it, or remove the other code there.',
  ],
  NO_SPACE: ['no_space_for_access_code_on_device', 'The lock has no room for the code: remove one there.'],
  CONSTRAINT_VIOLATED: ['code_constraints_violated', 'The lock takes no code like this one: change it.'],
  BUSY: ['provider_issue', 'The lock refused the code: change it to have it tried again.'],
  OTHER: ['provider_issue', 'The lock refused the code: change it to have it tried again.'],
} as const satisfies Record<RefusalReason, readonly [issueCode: string, advice: string]>

/** For people: what they can do, then the lock's own words. */
const inWords = (advice: string, lockSays: string): string => `${advice} It said: "${lockSays}"`

function afterRefusal(
  code: CodeFacts,
  state: CodeState,
  { reason, message: lockSays }: Extract<Answer, { kind: 'refused' }>,
  now: Date,
): Changes {
  const [issueCode, advice] = refusals[reason]
  const message = inWords(advice, lockSays)
  const errors = state.errors.filter((error) => error.issueCode !== issueCode)
  return {
    ...noChanges,
    codes: [
      {
        id: code.id,
        state: {
          ...state,
          refusedWishVersion: code.wishVersion,
          errors: [...errors, { issueCode, message, createdAt: now.toISOString() }],
        },
      },
    ],
    attempts: [{ codeId: code.id, end: 'REFUSED', message }],
  }
}

function afterRefusedRemoval(
  code: CodeFacts,
  state: CodeState,
  { message: lockSays }: Extract<Answer, { kind: 'refused' }>,
  now: Date,
): Changes {
  const issueCode = 'failed_to_remove_from_device'
  const message = inWords('The lock does not let go of the code: remove it there.', lockSays)
  if (state.errors.some((issue) => issue.issueCode === issueCode))
    return { ...noChanges, codes: [{ id: code.id, state }] }
  const errors = [...state.errors, { issueCode, message, createdAt: now.toISOString() }]
  return {
    ...noChanges,
    codes: [{ id: code.id, state: { ...state, errors } }],
    events: [{ type: 'ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE', codeId: code.id }],
  }
}
