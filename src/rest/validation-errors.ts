import type { InputIssue } from '../domain/errors.ts'

/** Messages where they belong, as Zod formats them: `{ _errors: [], ends_at: { _errors: ['…'] } }`. */
export interface ValidationErrors {
  _errors: string[]
  [field: string]: string[] | ValidationErrors
}

export function treeOf(issues: readonly InputIssue[]): ValidationErrors {
  const tree: ValidationErrors = emptyTree()
  for (const { path, message } of issues) {
    let at = tree
    for (const part of path) {
      if (part === '_errors') break
      const next = Object.hasOwn(at, part) ? (at[part] as ValidationErrors) : emptyTree()
      at[part] = next
      at = next
    }
    at._errors.push(message)
  }
  return tree
}

// Names come from outside: without a prototype none of them means anything.
const emptyTree = (): ValidationErrors => Object.assign(Object.create(null), { _errors: [] })
