import type { LockAddress } from '../../src/locks/provider.ts'
import { type AnsweredCode, ask, type Called, isDone } from './asking.ts'
import { type CreateRequest, count, type History, type KnownCode } from './history.ts'

type Random = (below: number) => number

/** Creates what was asked for, or replays it. */
export async function create(called: Called, history: History, owner: string, request: CreateRequest): Promise<void> {
  const { mutation, input } = request
  const first = history.creates.get(input.idempotencyKey)
  const { result, mayComeLate } = await ask(called, history, mutation, input)
  const codes = result.accessCodes ?? (result.accessCode ? [result.accessCode] : [])
  const ids = codes.map(({ id }) => id)
  if (first) {
    if (first.ids.join() !== ids.join()) {
      history.changedReplays.push(`${input.idempotencyKey}: ${first.ids} became ${ids} ${result.__typename}`)
    }
    return count(history.acknowledged, 'replays of creates')
  }
  if (!isDone(result)) return count(history.others, `refused: ${result.__typename} of a create`)
  count(history.acknowledged, mutation === 'createAccessCode' ? 'creates, one door' : 'creates, many doors')
  history.creates.set(input.idempotencyKey, { request, ids })
  for (const code of codes) history.codes.set(code.id, known(code, owner, mayComeLate))
}

function known({ id, commonCodeKey, ...code }: AnsweredCode, owner: string, isLeftAlone: boolean): KnownCode {
  const { name, code: pin, startsAt, endsAt } = code
  return { id, owner, commonCodeKey, isUnlinked: false, wishes: [{ name, pin, startsAt, endsAt }], isLeftAlone }
}

export function newRequest(doors: readonly LockAddress[], random: Random, idempotencyKey: string): CreateRequest {
  const few = 2 + random(3)
  const from = random(doors.length)
  const deviceIds = Array.from(
    { length: few },
    (_, index) => (doors[(from + index * 5) % doors.length] as LockAddress).deviceId,
  )
  const common = { idempotencyKey, name: aName(random), ...aWindow(random) }
  if (random(3) === 0) {
    // A PIN that is named makes no group.
    const named = random(4) === 0 ? { code: aPin(random) } : {}
    return { mutation: 'createMultipleAccessCodes', input: { ...common, ...named, deviceIds } }
  }
  const named = random(2) === 0 ? { code: aPin(random) } : {}
  const useBackupAccessCodePool = 'startsAt' in common && random(3) === 0
  return {
    mutation: 'createAccessCode',
    input: { ...common, ...named, useBackupAccessCodePool, deviceId: deviceIds[0] },
  }
}

/** Few PINs, so that they are handed from one code to the next. */
export const aPin = (random: Random): string => `50${10 + random(30)}`
export const aName = (random: Random): string => `Guest ${random(1_000)}`

/** One in five is for good. */
function aWindow(random: Random): { startsAt?: string; endsAt?: string } {
  if (random(5) === 0) return {}
  const startsMs = Date.now() + random(3_000)
  const endsAt = new Date(startsMs + 1_000 + random(7_000)).toISOString()
  return { startsAt: new Date(startsMs).toISOString(), endsAt }
}
