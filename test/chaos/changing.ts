import { type Called, isDone } from './asking.ts'
import { aName, aPin } from './creating.ts'
import { count, type History, type KnownCode, type Wish, wishOf } from './history.ts'
import { askAbout, compare, membersOf, mustBeGone, refused } from './judging.ts'

type Random = (below: number) => number

/** Another name, PIN or window for one code, or several of them at once. */
export async function update(called: Called, history: History, random: Random, code: KnownCode): Promise<void> {
  const before = wishOf(code)
  const changes = {
    ...(random(3) === 0 && { name: aName(random) }),
    // The codes of a group change their PIN together.
    ...(code.commonCodeKey === null && random(2) === 0 && { code: aPin(random) }),
    ...(random(2) === 0 && otherWindow(random, before)),
  }
  const wish = wishWith(before, changes)
  const asked = await askAbout([code], called, history, 'updateAccessCode', { id: code.id, ...changes })
  if (!isDone(asked.result)) return refused([code], () => wish, asked, history, 'an update')
  count(history.acknowledged, 'updates')
  code.wishes = [wish]
  compare(asked.result.accessCode, wish, history, `update of ${code.id}`)
}

/** Another name or window for all codes of a group. */
export async function updateGroup(called: Called, history: History, random: Random, code: KnownCode): Promise<void> {
  const members = membersOf(code, history)
  const changes = { name: aName(random), ...(random(2) === 0 && otherWindow(random, wishOf(code))) }
  const input = { commonCodeKey: code.commonCodeKey, ...changes }
  const asked = await askAbout(members, called, history, 'updateMultipleAccessCodes', input)
  if (!isDone(asked.result)) {
    return refused(members, (one) => wishWith(one, changes), asked, history, 'an update of a group')
  }
  count(history.acknowledged, 'updates of groups')
  const answers = new Map(asked.result.accessCodes?.map((answer) => [answer.id, answer]))
  for (const one of members) {
    const answer = answers.get(one.id)
    const wish = wishWith(wishOf(one), changes)
    if (!answer) {
      // Whoever was over or deleted by then stays as it was; unless it was still there when this was asked for first.
      mustBeGone(one, history, 'was left out of an update of its group')
      if (asked.isRepeated) one.wishes = [...one.wishes, wish]
    } else {
      one.wishes = [wish]
      compare(answer, wish, history, `update of the group of ${one.id}`)
    }
  }
}

/** Takes a code out of its group. */
export async function unlink(called: Called, history: History, code: KnownCode): Promise<void> {
  const asked = await askAbout([code], called, history, 'unlinkAccessCode', { id: code.id })
  if (isDone(asked.result)) {
    count(history.acknowledged, 'unlinked')
    code.commonCodeKey = null
    code.isUnlinked = true
  } else {
    code.isLeftAlone ||= asked.isRepeated
    count(history.others, `refused: ${asked.result.__typename} of an unlinking`)
  }
}

/** A spare code for the guest of one that does not work: the same one, however often it is asked for. */
export async function pullBackup(called: Called, history: History, code: KnownCode): Promise<void> {
  const first = history.pulledBackups.get(code.id)
  const { result } = await askAbout([code], called, history, 'pullBackupAccessCode', { id: code.id })
  const { backupAccessCode: backup } = result
  if (!backup) return count(history.others, `refused: ${result.__typename} of a pull`)
  count(history.acknowledged, first ? 'replays of pulls' : 'pulls')
  if (first !== undefined && first !== backup.id) {
    history.changedReplays.push(`the backup of ${code.id}: ${first} became ${backup.id}`)
  }
  history.pulledBackups.set(code.id, backup.id)
  const { startsAt, endsAt } = wishOf(code)
  const wish = { name: backup.name, pin: backup.code, startsAt, endsAt }
  compare(backup, wish, history, `backup of ${code.id}`)
}

interface Changes {
  readonly name?: string
  readonly code?: string
  readonly startsAt?: string | null
  readonly endsAt?: string | null
}

/** What is left out stays as it is. */
const wishWith = (before: Wish, { code: pin = before.pin, ...changes }: Changes): Wish => ({
  ...before,
  ...changes,
  pin,
})

/** A stay that moves, is longer or shorter, or becomes one for good: seldom, so that the locks do not fill up. */
function otherWindow(random: Random, { startsAt, endsAt }: Wish): Changes {
  if (startsAt !== null && random(20) === 0) return { startsAt: null, endsAt: null }
  if (endsAt !== null && random(2) === 0) {
    return { endsAt: new Date(Math.max(Date.parse(endsAt), Date.now() + 1_000) + random(3_000)).toISOString() }
  }
  const startsMs = Date.now() + random(4_000) - 1_000
  const endsMs = Math.max(startsMs, Date.now()) + 1_000 + random(5_000)
  return { startsAt: new Date(startsMs).toISOString(), endsAt: new Date(endsMs).toISOString() }
}
