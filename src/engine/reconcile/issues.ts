import { issueCodesOfLocks } from '../../domain/access-codes/issues.ts'
import type { NewEvent } from './decision.ts'
import type { CodeState, Facts, Issue, Reading, Surroundings } from './facts.ts'
import { belongs, type Standing } from './standing.ts'
import { programFrom } from './timing.ts'

/** Why a wanted code cannot go onto the lock although nothing was tried. */
export type Hindrance =
  | { readonly kind: 'DUPLICATE'; readonly conflictingAccessCodeId: string | null }
  | { readonly kind: 'NO_SPACE' }

/** What the lock's refusal of a wish added: it stays as long as the wish does. */
const refusalCodes = [
  'duplicate_code_on_device',
  'no_space_for_access_code_on_device',
  'code_constraints_violated',
  'provider_issue',
]

/** The issues of a code after a look at the lock, and the events of those that are new. */
export function issuesAfter(
  standing: Standing,
  hindrance: Hindrance | undefined,
  facts: Facts,
  reading: Reading,
  { now, timing }: Surroundings,
): Pick<CodeState, 'errors' | 'warnings'> & { readonly events: readonly NewEvent[] } {
  const { code, phase, fit, copy, isRefused, isOverridden, externalChanges } = standing
  const errors = new IssueList(code.state.errors, now)
  const warnings = new IssueList(code.state.warnings, now)
  const isMissing = belongs(standing) && fit !== 'AS_WISHED' && !isOverridden
  // A gateway that was away and finds its work late has not failed at it yet.
  const hasTried = facts.device.attempts > 0 || reading.kind === 'failed'
  const isPast = (from: Date, afterMs: number) => hasTried && now.getTime() >= from.getTime() + afterMs

  if (isRefused && isMissing) for (const issueCode of refusalCodes) errors.keep(issueCode)
  if (hindrance?.kind === 'DUPLICATE' && isMissing) {
    const { conflictingAccessCodeId: id } = hindrance
    errors.have(
      'duplicate_code_on_device',
      'Another code on the device has this PIN: remove it there, or change this one.',
      {
        ...(id !== null && { conflictingAccessCodeId: id }),
      },
    )
  }
  if (hindrance?.kind === 'NO_SPACE' && isMissing) {
    errors.have('no_space_for_access_code_on_device', 'The device has no room for another code: remove one there.')
  }
  const openFrom = later(code.updatedAt, code.startsAt)
  if (isMissing && (isRefused || (phase === 'OPEN' && isPast(openFrom, timing.failedAfterMs)))) {
    errors.have('failed_to_set_on_device', 'The code could not be set on the device.')
  }
  if (isMissing && !isRefused && isPast(later(code.updatedAt, programFrom(code, facts)), timing.delayWarningMs)) {
    warnings.have('delay_in_setting_on_device', 'Setting the code on the device takes longer than it should.')
  }
  const heldPin = copy?.content?.pinKey ?? null
  if (isMissing && heldPin !== null && heldPin === code.state.confirmed?.pinKey && heldPin !== code.pinKey) {
    const message = 'The door still opens with the PIN before, and not with the new one, which could not be set yet.'
    if (phase === 'OPEN' && (isRefused || hasTried)) warnings.have('previous_code_in_use', message)
  }
  if (phase === 'OVER') {
    if (isPast(code.deletedAt ?? code.endsAt ?? now, timing.delayWarningMs)) {
      const message = 'The code is still on the device, or may be: its removal is tried until it is confirmed.'
      warnings.have('delay_in_removing_from_device', message)
    }
    errors.keep('failed_to_remove_from_device')
  }
  if (externalChanges.length > 0 || standing.isOverridden || !isSettled(standing)) {
    const change = describe(externalChanges)
    if (isOverridden) {
      const message = 'The code was changed at the lock, and the change was accepted.'
      if (change) warnings.have('external_modification_in_effect', message, { details: change })
      else warnings.keep('external_modification_in_effect')
    } else if (change) {
      const message = 'The code was changed at the lock: it is being set again as wished.'
      errors.have('conflicting_external_modification', message, { details: change })
    } else if (isMissing || !standing.isNameAsWished) errors.keep('conflicting_external_modification')
  }
  return { errors: errors.all, warnings: warnings.all, events: [...eventsOf(code.id, errors, warnings)] }
}

const isSettled = ({ fit, isNameAsWished }: Standing): boolean => fit === 'AS_WISHED' && isNameAsWished

const later = (a: Date, b: Date | null): Date => (b !== null && b > a ? b : a)

/** As the Seam API tells it, without the PINs. */
function describe(changes: Standing['externalChanges']): object | null {
  if (changes.length === 0) return null
  if (changes.includes('removed')) return { changeType: 'removed' }
  return { changeType: 'modified', modifiedFields: changes }
}

const eventTypes = {
  failed_to_set_on_device: 'ACCESS_CODE_FAILED_TO_SET_ON_DEVICE',
  delay_in_setting_on_device: 'ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE',
} as const

function* eventsOf(codeId: string, ...lists: IssueList[]): Generator<NewEvent> {
  for (const list of lists) {
    for (const issueCode of list.added) {
      if (issueCode in eventTypes) yield { type: eventTypes[issueCode as keyof typeof eventTypes], codeId }
    }
  }
}

/** The next list of issues, from the last one: an issue that stays keeps its time. */
class IssueList {
  readonly added: string[] = []
  readonly #before: readonly Issue[]
  readonly #now: Date
  readonly #issues: Issue[]

  constructor(before: readonly Issue[], now: Date) {
    this.#before = before
    this.#now = now
    this.#issues = before.filter(({ issueCode }) => !issueCodesOfLocks.includes(issueCode))
  }

  /** The very list from before where nothing changed. */
  get all(): readonly Issue[] {
    return this.#issues.length === this.#before.length && this.#issues.every((issue) => this.#before.includes(issue))
      ? this.#before
      : this.#issues
  }

  keep(issueCode: string): void {
    const issue = this.#find(issueCode)
    if (issue && !this.#issues.includes(issue)) this.#issues.push(issue)
  }

  have(issueCode: string, message: string, more: Pick<Issue, 'conflictingAccessCodeId' | 'details'> = {}): void {
    const before = this.#find(issueCode)
    if (before && this.#issues.includes(before)) return
    if (!before) this.added.push(issueCode)
    const isSame = before && JSON.stringify({ ...before, ...more }) === JSON.stringify(before)
    this.#issues.push(
      isSame ? before : { issueCode, message, createdAt: before?.createdAt ?? this.#now.toISOString(), ...more },
    )
  }

  #find(issueCode: string): Issue | undefined {
    return this.#before.find((issue) => issue.issueCode === issueCode)
  }
}
