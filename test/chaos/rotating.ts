import { ask, type Called } from './asking.ts'
import { aPin } from './creating.ts'
import { count, type History, type KnownCode, wishOf } from './history.ts'
import { askAbout, compare, membersOf, mustBeGone } from './judging.ts'

type Random = (below: number) => number

/** Another PIN for all codes of a group: one that is named, or one that is found. */
export async function rotate(
  called: Called,
  history: History,
  random: Random,
  code: KnownCode,
  idempotencyKey: string,
): Promise<void> {
  const members = membersOf(code, history)
  const named = random(2) === 0 ? { code: aPin(random) } : {}
  const input = { idempotencyKey, commonCodeKey: code.commonCodeKey, ...named }
  const asked = await askAbout(members, called, history, 'rotateLinkedCodeGroup', input)
  const { linkedCodeGroup } = asked.result
  // Had it been done before, it would not be refused now: its key is written down in the same moment.
  if (!linkedCodeGroup) return count(history.others, `refused: ${asked.result.__typename} of a rotation`)
  count(history.acknowledged, 'rotations')
  history.rotations.set(idempotencyKey, { input, groupId: linkedCodeGroup.id, owner: code.owner })
  for (const one of members) {
    const answer = linkedCodeGroup.accessCodes.nodes.find(({ id }) => id === one.id)
    const pin = answer?.code
    if (pin === undefined || (pin !== linkedCodeGroup.code && pin === wishOf(one).pin)) {
      mustBeGone(one, history, 'was left out of a rotation of its group')
      // It may have been there when the rotation was asked for first.
      if (pin === undefined) one.wishes = []
    } else {
      const wish = { ...wishOf(one), pin }
      one.wishes = [wish]
      compare(answer, { ...wish, pin: linkedCodeGroup.code ?? pin }, history, `rotation of the group of ${one.id}`)
    }
  }
}

/** The same key again: it rotates nothing. */
export async function replayRotation(called: Called, history: History, idempotencyKey: string): Promise<void> {
  const first = history.rotations.get(idempotencyKey)
  if (!first) throw new Error(`nothing was rotated with ${idempotencyKey}`)
  const { result } = await ask(called, history, 'rotateLinkedCodeGroup', first.input)
  const group = result.linkedCodeGroup
  count(history.acknowledged, 'replays of rotations')
  if (group?.id !== first.groupId) {
    history.changedReplays.push(`${idempotencyKey}: ${first.groupId} became ${group?.id} ${result.message}`)
  }
  for (const { id, code: pin } of group?.accessCodes.nodes ?? []) {
    const { isLeftAlone = true, wishes = [] } = history.codes.get(id) ?? {}
    const isKnown = wishes.length > 0 && !isLeftAlone && !history.askedToDelete.has(id)
    if (isKnown && !wishes.some((wish) => wish.pin === pin)) {
      history.changedReplays.push(`${idempotencyKey}: ${id} has another PIN`)
    }
  }
}
