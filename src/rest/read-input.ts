import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { type InputIssue, InvalidInputError } from '../domain/errors.ts'
import { withoutSecrets } from '../without-secrets.ts'
import type { Route } from './route.ts'

/**
 * What was given, under the names and in the shape that the route's handler takes.
 *
 * @throws InvalidInputError naming every parameter that cannot be so
 */
export function readInput<Input extends z.ZodObject>(
  route: Route,
  given: Readonly<Record<string, unknown>>,
): z.output<Input> {
  const { values, givenNames, issues } = newestNames(route, given)
  const result = route.input.safeParse(values, { reportInput: true })
  if (!result.success) issues.push(...issuesOf(result.error, givenNames))
  if (result.success && issues.length === 0) return result.data as z.output<Input>
  throw new InvalidInputError(issues)
}

/** The parameters that count under their newest names, the names that they were given under, and what cannot be. */
function newestNames(
  { input: { shape }, aliases = {}, ignored = {}, unsupported = {} }: Route,
  given: Readonly<Record<string, unknown>>,
) {
  const values: Record<string, unknown> = {}
  const givenNames = new Map<string, string>()
  const issues: InputIssue[] = []
  // Own properties alone: a parameter may be called as what every object has.
  const find = (words: Readonly<Record<string, string>>, name: string) =>
    Object.hasOwn(words, name) ? words[name] : undefined
  for (const [name, value] of Object.entries(given)) {
    const issue = (message: string) => issues.push({ path: [withoutSecrets(name)], message })
    const newest = find(aliases, name) ?? name
    const why = find(unsupported, name)
    // Null asks for nothing.
    if (why !== undefined) value == null || issue(why)
    else if (find(ignored, name) !== undefined) continue
    else if (!Object.hasOwn(shape, newest)) issue('There is no such parameter.')
    else if (givenNames.has(newest) && !isDeepStrictEqual(value, values[newest])) {
      issue(`Says otherwise than ${givenNames.get(newest)}, which is another name of it: give one of them.`)
    } else {
      values[newest] = value
      givenNames.set(newest, name)
    }
  }
  return { values, givenNames, issues }
}

/** What is wrong with values, by the names that they were given under. */
function issuesOf(error: z.ZodError, givenNames: ReadonlyMap<string, string>): InputIssue[] {
  return error.issues.map((issue) => {
    const [name = '', ...rest] = issue.path.map(String)
    const isMissing = issue.code === 'invalid_type' && issue.input === undefined
    const message = isMissing ? 'Is required.' : issue.message
    return { path: [givenNames.get(name) ?? name, ...rest], message }
  })
}
