import { ask, type Called, isDone } from './asking.ts'
import { count, type History } from './history.ts'

/** Anybody's code. The backup that was pulled for it goes with it. */
export async function remove(called: Called, history: History, id: string): Promise<void> {
  const { askedToDelete, deleted, acknowledged, others } = history
  askedToDelete.add(id)
  const { result } = await ask(called, history, 'deleteAccessCode', { id })
  if (!isDone(result)) return count(others, `refused: ${result.__typename} of a delete`)
  deleted.add(id)
  count(acknowledged, 'deletes')
}

/** All codes of a group. */
export async function removeGroup(called: Called, history: History, commonCodeKey: string): Promise<void> {
  const { codes, askedToDelete, deleted, acknowledged, others } = history
  const members = [...codes.values()].filter((code) => code.commonCodeKey === commonCodeKey)
  for (const { id } of members) askedToDelete.add(id)
  const { result } = await ask(called, history, 'deleteLinkedCodeGroup', { commonCodeKey })
  if (!isDone(result)) return count(others, `refused: ${result.__typename} of a delete of a group`)
  // One that is left alone may have left the group.
  for (const { id, isLeftAlone } of members) if (!isLeftAlone) deleted.add(id)
  count(acknowledged, 'deletes of groups')
}
