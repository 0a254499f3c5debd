import type { CodeFacts, Facts } from './facts.ts'
import { copyOf, type LockView } from './observe.ts'

/**
 * Codes being taken over that are not on the lock any more as they were found: somebody changed them or took them away in
 * between. They are not put back, since whoever did that had every right to.
 */
export function failedConversions(facts: Facts, view: LockView): ReadonlySet<string> {
  if (!view.isCurrent || !view.isReadInFull) return new Set()
  const failed = facts.codes.filter((code) => {
    if (!code.isManaged || !code.state.isConverting || code.deletedAt !== null) return false
    const copy = copyOf(code, view)
    return copy?.kind !== 'OWN' || copy.content?.pinKey !== code.state.confirmed?.pinKey
  })
  return new Set(failed.map(({ id }) => id))
}

/** The facts as they are once these conversions are taken back. */
export function withoutConversions(facts: Facts, failed: ReadonlySet<string>): Facts {
  if (failed.size === 0) return facts
  return {
    ...facts,
    codes: facts.codes.map((code) => (failed.has(code.id) ? unmanaged(code) : code)),
    commanded: facts.commanded.filter(({ codeId }) => !failed.has(codeId)),
  }
}

const unmanaged = (code: CodeFacts): CodeFacts => ({
  ...code,
  isManaged: false,
  state: { ...code.state, isConverting: false, status: 'SET' },
})
