import { isDeepStrictEqual } from 'node:util'
import { idOf } from '../data-set/ids.ts'
import type { Shape } from '../data-set/shape.ts'
import { type Operation, queries } from '../workloads/documents.ts'
import { type Cursors, requestsOf } from '../workloads/requests.ts'
import { ask } from './ask.ts'
import type { ServerProcess } from './server-process.ts'

const ASKED = 12

/** Where each workspace's second page of Q5 begins, in the server's own words. */
export async function cursorsOf(server: ServerProcess, shape: Shape): Promise<Cursors> {
  return Promise.all(
    Array.from({ length: shape.workspaces }, async (_, workspace) => {
      const { data, errors } = await ask(server, 'Q5', { workspace, variables: { after: null } })
      const cursor = data?.accessCodes?.pageInfo?.endCursor
      if (typeof cursor !== 'string') throw new Error(`${server.peer.name} gave no cursor: ${JSON.stringify(errors)}`)
      return cursor
    }),
  )
}

/** What a server answers to a number of requests of each query, made comparable. */
async function answersOf(server: ServerProcess, shape: Shape): Promise<ReadonlyMap<string, unknown>> {
  const answers = new Map<string, unknown>()
  const cursors = await cursorsOf(server, shape)
  for (const operation of queries) {
    const requestOf = requestsOf(operation, shape, cursors)
    for (let n = 0; n < ASKED; n++) {
      const { data, errors } = await ask(server, operation, requestOf(n))
      if (errors) throw new Error(`${server.peer.name} answered ${operation} with ${errors[0]?.message}`)
      answers.set(`${operation} ${n}`, comparable(data))
    }
  }
  return answers
}

/** Throws where a server answers otherwise than another, or lets somebody in without a key. */
export async function mustAnswerTheSame(servers: readonly ServerProcess[], shape: Shape): Promise<void> {
  const [first, ...others] = servers
  if (!first) return
  const wanted = await answersOf(first, shape)
  mustBeWhole(wanted)
  for (const server of servers) await mustAskForAKey(server)
  for (const server of others) {
    for (const [name, got] of await answersOf(server, shape)) {
      if (isDeepStrictEqual(got, wanted.get(name))) continue
      const [ours, theirs] = [wanted.get(name), got].map((answer) => JSON.stringify(answer))
      throw new Error(
        `${name} of ${server.peer.name} differs from ${first.peer.name}'s: ${difference(ours ?? '', theirs ?? '')}`,
      )
    }
  }
}

/** An empty answer would be the same everywhere, and soon. */
function mustBeWhole(answers: ReadonlyMap<string, unknown>): void {
  const lengths: Record<string, number> = { Q1: 200, Q2: 20_000, Q3: 1_000, Q4: 20_000, Q5: 20_000 }
  for (const [name, answer] of answers) {
    const least = lengths[name.slice(0, 2)] ?? 0
    if (JSON.stringify(answer).length < least) throw new Error(`${name} is answered with too little`)
  }
}

async function mustAskForAKey(server: ServerProcess): Promise<void> {
  const request = { workspace: 0, variables: { id: idOf('code', 0) } }
  for (const authorization of ['', 'Bearer seam_lk_nobody_has_this_key_0000000000000000']) {
    const answer = await ask(server, 'Q1' satisfies Operation, request, authorization).catch(() => ({ status: 401 }))
    if (answer.status !== 401) throw new Error(`${server.peer.name} answers without a key`)
  }
}

/** Instants as numbers, however they are written; cursors, which are each server's own, left out. */
function comparable(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) ? Date.parse(value) : value
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (key === 'endCursor' ? [] : [[key, comparable(item)]])),
  )
}

function difference(ours: string, theirs: string): string {
  let at = 0
  while (ours[at] === theirs[at]) at++
  const near = (text: string) => text.slice(Math.max(0, at - 80), at + 120)
  return `\n  ${near(theirs)}\n  instead of\n  ${near(ours)}`
}
