import { Refusal } from './refusal.ts'
import type { Shown } from './show.ts'
import { type Learnt, Mismatch, unify } from './unify.ts'
import type { World } from './world.ts'
import { copyOf, withLearnt } from './worlds.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers differ by what was asked, and are held against what is expected
export type Answer = { readonly __typename: string } & Record<string, any>

/** What a request does to a world, and what it answers; a Refusal is thrown, and the world then forgotten. */
export type Rule = (world: World, input: never, answer: Answer) => Shown

export interface Asked {
  readonly name: string
  readonly rule: Rule
  readonly input: object
}

/**
 * The world after a request was answered like this. Of requests at the same moment only ids are told by their answers:
 * all else may already be different when it is read for the answer.
 *
 * @throws Mismatch where it should have been answered otherwise
 */
export function afterAnswer(
  world: World,
  { name, rule, input }: Asked,
  answer: Answer,
  { isAlone }: { isAlone: boolean },
): World {
  const before = copyOf(world)
  const learnt: Learnt = new Map()
  const expect = (type: string) => {
    if (answer.__typename === type) return
    throw new Mismatch(`${name}: expected ${type}, got ${JSON.stringify(answer)}`)
  }
  let shown: Shown
  try {
    shown = rule(world, input as never, answer)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expect(error.type)
    if (isAlone) unify(error.facts, answer, learnt, name)
    return before
  }
  expect(payloadOf(name))
  unify(isAlone ? shown : idsOf(shown), answer, learnt, name)
  return withLearnt(world, learnt)
}

const payloadOf = (name: string): string =>
  name === 'codeSharingPlan' ? 'CodeSharingPlan' : `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`

/** The ids of what was asked about: what is said of it, and beside it, may be from after another request. */
function idsOf(shown: Shown): Shown {
  const idOf = (value: unknown) => ({ id: (value as Shown).id })
  const ids = Object.entries(shown).flatMap(([key, value]): [string, unknown][] => {
    if (Array.isArray(value)) return [[key, value.map(idOf)]]
    return typeof value === 'object' && value !== null && 'id' in value ? [[key, idOf(value)]] : []
  })
  return Object.fromEntries(ids)
}
