import { setTimeout as sleep } from 'node:timers/promises'
import type { Called } from './asking.ts'
import { pullBackup, unlink, update, updateGroup } from './changing.ts'
import { create, newRequest } from './creating.ts'
import { remove, removeGroup } from './deleting.ts'
import { changeable, type History, type KnownCode } from './history.ts'
import { replayRotation, rotate } from './rotating.ts'

type Random = (below: number) => number

/** Creates, changes, replays and deletes, one thing after another, until the signal; finishes what it began. */
export async function call(called: Called, history: History, random: Random, name: string, until: AbortSignal) {
  for (let number = 1; !until.aborted; number++) {
    await callOnce(called, history, random, name, `${name}-${number}`)
    await sleep(20 + random(60))
  }
}

async function callOnce(called: Called, history: History, random: Random, name: string, key: string): Promise<void> {
  const pick = <T>(items: readonly T[]): T | undefined => items[random(items.length)]
  const own = changeable(history, name)
  const inGroup = pick(own.filter(({ commonCodeKey }) => commonCodeKey !== null))
  const earlier = pick([...history.creates.values()])
  const choice = random(100)
  if (choice < 12 && earlier) return create(called, history, name, earlier.request)
  if (choice < 36) {
    const code = pick(own)
    if (code) return update(called, history, random, code)
  } else if (choice < 56) {
    if (inGroup) return changeGroup(called, history, random, inGroup, key)
  } else if (choice < 62) {
    const code = pick(own.filter(({ wishes }) => wishes[0]?.endsAt !== null))
    if (code) return pullBackup(called, history, code)
  } else if (choice < 74 && earlier) {
    return remove(called, history, pick(earlier.ids) as string)
  }
  return create(called, history, name, newRequest(called.doors, random, key))
}

async function changeGroup(
  called: Called,
  history: History,
  random: Random,
  code: KnownCode,
  key: string,
): Promise<void> {
  const choice = random(10)
  if (choice < 4) return rotate(called, history, random, code, key)
  if (choice < 7) return updateGroup(called, history, random, code)
  if (choice < 8) return unlink(called, history, code)
  if (choice < 9 && code.commonCodeKey !== null) return removeGroup(called, history, code.commonCodeKey)
  const keys = [...history.rotations].filter(([, { owner }]) => owner === code.owner).map(([rotated]) => rotated)
  const again = keys[random(keys.length)]
  if (again !== undefined) return replayRotation(called, history, again)
}
