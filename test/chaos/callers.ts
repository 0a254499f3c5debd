import { setTimeout as sleep } from 'node:timers/promises'
import type { LockAddress } from '../../src/locks/provider.ts'
import { acknowledge, type CreateRequest, count, type History } from './history.ts'

interface Called {
  readonly apiKey: string
  readonly doors: readonly LockAddress[]
  /** Where gateways serve at this moment. */
  readonly urls: () => readonly string[]
}

type Random = (below: number) => number

/** How long a caller waits for an answer before it asks again, perhaps somebody else. */
const PATIENCE_MS = 8_000
/** No fault lasts that long: nobody will ever answer. */
const ENDLESS_MS = 120_000

/** Creates, replays and deletes, one thing after another, until the signal; finishes what it began. */
export async function call(called: Called, history: History, random: Random, name: string, until: AbortSignal) {
  for (let number = 1; !until.aborted; number++) {
    const choice = random(100)
    const acknowledged = [...history.creates.values()]
    const earlier = acknowledged[random(acknowledged.length)]
    if (choice < 50 || !earlier) await create(called, history, newRequest(called.doors, random, `${name}-${number}`))
    else if (choice < 65) await create(called, history, earlier.request)
    else await remove(called, history, earlier.ids[random(earlier.ids.length)] as string)
    await sleep(20 + random(60))
  }
}

export async function create(called: Called, history: History, request: CreateRequest): Promise<void> {
  const { mutation, input } = request
  const isReplay = history.creates.has(input.idempotencyKey)
  const one = mutation === 'createAccessCode'
  const type = one ? 'CreateAccessCodeInput' : 'CreateMultipleAccessCodesInput'
  const payload = one
    ? '... on CreateAccessCodePayload { accessCode { id } }'
    : '... on CreateMultipleAccessCodesPayload { accessCodes { id } }'
  const query = `mutation ($input: ${type}!) { result: ${mutation}(input: $input) { __typename ${payload} ... on UserError { message } } }`
  const result = await ask(called, history, query, { input })
  const ids = (result.accessCodes ?? (result.accessCode ? [result.accessCode] : [])).map(({ id }) => id)
  if (ids.length > 0) {
    acknowledge(history, request, ids)
    count(history.counts, isReplay ? 'replays' : one ? 'creates, one door' : 'creates, many doors')
  } else if (isReplay)
    history.changedReplays.push(`${input.idempotencyKey} became ${result.__typename} ${result.message}`)
  else count(history.counts, `refused: ${result.__typename}`)
}

async function remove(called: Called, history: History, id: string): Promise<void> {
  const query =
    'mutation ($id: ID!) { result: deleteAccessCode(input: { id: $id }) { __typename ... on UserError { message } } }'
  history.askedToDelete.add(id)
  const { __typename } = await ask(called, history, query, { id })
  if (__typename === 'DeleteAccessCodePayload') {
    history.deleted.add(id)
    count(history.counts, 'deletes')
  } else count(history.counts, `refused: ${__typename} of a delete`)
}

interface Result {
  readonly __typename: string
  readonly message?: string
  readonly accessCode?: { readonly id: string }
  readonly accessCodes?: readonly { readonly id: string }[]
}

/** Asks whoever is there until there is an answer, yes or no: a silence or a failure says nothing of what was done. */
async function ask({ apiKey, urls }: Called, history: History, query: string, variables: object): Promise<Result> {
  for (const sinceMs = performance.now(); performance.now() - sinceMs < ENDLESS_MS; ) {
    const there = urls()
    const url = there[Math.floor(Math.random() * there.length)]
    try {
      if (url === undefined) throw new Error('nobody serves')
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      const { data, errors } = (await response.json()) as {
        data?: { result?: Result }
        errors?: { message: string; extensions?: { code?: string } }[]
      }
      if (data?.result) return data.result
      const [error] = errors ?? []
      if (error?.extensions?.code !== 'INTERNAL_SERVER_ERROR')
        throw new Error(`refused at the door: ${error?.message}`, { cause: 'door' })
    } catch (error) {
      if (error instanceof Error && error.cause === 'door') throw error
    }
    count(history.counts, 'asked again')
    await sleep(50)
  }
  throw new Error('there is no answer any more')
}

function newRequest(doors: readonly LockAddress[], random: Random, idempotencyKey: string): CreateRequest {
  const few = 2 + random(3)
  const from = random(doors.length)
  const deviceIds = Array.from(
    { length: few },
    (_, index) => (doors[(from + index * 5) % doors.length] as LockAddress).deviceId,
  )
  const common = { idempotencyKey, ...wish(random) }
  if (random(3) === 0) return { mutation: 'createMultipleAccessCodes', input: { ...common, deviceIds } }
  return { mutation: 'createAccessCode', input: { ...common, deviceId: deviceIds[0] } }
}

/** Few PINs, so that they are handed from one code to the next; one in five codes is ongoing. */
function wish(random: Random): { code?: string; startsAt?: string; endsAt?: string } {
  const code = random(2) === 0 ? { code: `50${String(10 + random(30))}` } : {}
  if (random(5) === 0) return code
  const startsMs = Date.now() + random(3_000)
  const endsAt = new Date(startsMs + 1_000 + random(7_000)).toISOString()
  return { ...code, startsAt: new Date(startsMs).toISOString(), endsAt }
}
