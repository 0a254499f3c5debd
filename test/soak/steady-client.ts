import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'

export interface Load {
  readonly url: string
  readonly key: string
  readonly query: string
  /** Null: again as soon as it has been answered. */
  readonly perSecond: number | null
  readonly connections: number
}

export interface Answered {
  readonly ms: number
  readonly status: number
}

/** Asks until it is told to stop. */
export const askOn = (load: Load, isOver: () => boolean): Promise<Answered[]> =>
  load.perSecond === null ? askIncessantly(load, isOver) : askSteadily(load, load.perSecond, isOver)

/** So many times a second, whether it has been answered or not. */
async function askSteadily(
  { url, key, query, connections }: Load,
  perSecond: number,
  isOver: () => boolean,
): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const answers: Promise<Answered>[] = []
  const startedAt = performance.now()
  for (let asked = 0; !isOver(); asked++) {
    const dueMs = startedAt + (asked * 1_000) / perSecond - performance.now()
    if (dueMs > 1) await setTimeout(dueMs)
    answers.push(askOnce(agent, url, key, query))
  }
  const answered = await Promise.all(answers)
  agent.destroy()
  return answered
}

function askOnce(agent: Agent, url: string, key: string, query: string): Promise<Answered> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const startedAt = performance.now()
  return new Promise((resolve, reject) =>
    request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.once('end', () => resolve({ ms: performance.now() - startedAt, status: response.statusCode ?? 0 }))
    })
      .on('error', reject)
      .end(JSON.stringify({ query })),
  )
}

/** Over so many connections, on each again as soon as it has been answered. */
async function askIncessantly({ url, key, query, connections }: Load, isOver: () => boolean): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const answered: Answered[] = []
  const ask = async () => {
    while (!isOver()) answered.push(await askOnce(agent, url, key, query))
  }
  await Promise.all(Array.from({ length: connections }, ask))
  agent.destroy()
  return answered
}

// Beside the thread that measures, which it must not slow down.
if (!isMainThread) {
  let isOver = false
  parentPort?.once('message', () => {
    isOver = true
  })
  parentPort?.postMessage(await askOn(workerData, () => isOver))
}
