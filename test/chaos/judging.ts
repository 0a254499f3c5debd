import { type AnsweredCode, type Asked, ask, type Called, type Mutation } from './asking.ts'
import { changeable, count, type History, isOver, type KnownCode, type Wish } from './history.ts'

/** Who answers too late may do it later still: what it is about is left alone from now on. */
export async function askAbout(
  codes: readonly KnownCode[],
  called: Called,
  history: History,
  mutation: Mutation,
  input: object,
): Promise<Asked> {
  const asked = await ask(called, history, mutation, input)
  if (asked.mayComeLate) for (const code of codes) code.isLeftAlone = true
  return asked
}

/** Nothing was changed; unless it was done when it was asked for before. */
export function refused(
  codes: readonly KnownCode[],
  wished: (before: Wish) => Wish,
  { result, isRepeated }: Asked,
  history: History,
  what: string,
): void {
  count(history.others, `refused: ${result.__typename} of ${what}`)
  if (!isRepeated) return
  for (const code of codes) code.wishes = code.wishes.flatMap((wish) => [wish, wished(wish)])
}

/** Those that a change of the group is judged by. What becomes of the others with it nobody can tell. */
export function membersOf({ owner, commonCodeKey }: KnownCode, history: History): KnownCode[] {
  const members = changeable(history, owner).filter((one) => one.commonCodeKey === commonCodeKey)
  for (const one of history.codes.values()) {
    const isInDoubt = one.isLeftAlone || one.wishes.length !== 1
    if (one.commonCodeKey === commonCodeKey && isInDoubt) one.wishes = []
  }
  return members
}

export function mustBeGone(code: KnownCode, { askedToDelete, wrongAnswers }: History, what: string): void {
  if (!askedToDelete.has(code.id) && !isOver(code)) wrongAnswers.push(`${code.id} ${what}`)
}

export function compare(answer: AnsweredCode | undefined, wish: Wish, { wrongAnswers }: History, what: string): void {
  if (!answer) return void wrongAnswers.push(`${what}: it is not in the answer`)
  const told: Wish = { name: answer.name, pin: answer.code, startsAt: answer.startsAt, endsAt: answer.endsAt }
  const wrong = (Object.keys(wish) as (keyof Wish)[]).filter((key) => told[key] !== wish[key])
  if (wrong.length > 0) wrongAnswers.push(`${what}: another ${wrong.join(' and ')}`)
}
