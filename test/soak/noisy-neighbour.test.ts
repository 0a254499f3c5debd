import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { aHouse } from '../api/a-house.ts'
import { root } from '../operations/latchkey.ts'
import { testGateway } from '../support/gateway.ts'
import { type Answered, askOn, type Load } from './steady-client.ts'

const QUIET_KEYS = 10
const QUIET_PER_SECOND = 2
const NOISE = 100
const ROUNDS = 4
const ROUND_MS = 8_000
const query =
  '{ devices(first: 20) { nodes { id name accessCodes(first: 10) { nodes { id name status startsAt endsAt } } } } }'

const home = await testGateway()
const url = await gatewayProcess({
  DATABASE_URL: home.databaseUrl,
  LATCHKEY_ENCRYPTION_KEYS: home.encryptionKey.toString('base64'),
  // Or it would be turned away for its number alone.
  LATCHKEY_REQUESTS_PER_MINUTE: '1000000',
  LATCHKEY_COST_PER_MINUTE: '900000000',
})

/** The defaults of a gateway of its own, which leaves its other core to who asks. */
async function gatewayProcess(environment: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: '0', LATCHKEY_ENGINE: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  afterAll(async () => {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  })
  for await (const line of createInterface(child.stdout)) {
    const { msg, url } = JSON.parse(line)
    if (msg !== 'listening') continue
    child.stdout.resume()
    return url
  }
  throw new Error('the gateway did not start')
}

async function aKey(): Promise<string> {
  const house = await aHouse(home)
  const deviceIds = await Promise.all(Array.from({ length: 20 }, () => house.door()))
  for (let code = 0; code < 5; code++) await house.createMany({ deviceIds })
  return house.client.key
}

/** What the others are answered while one key asks as it does, or none. */
async function round(keys: readonly string[], noise: Load | null): Promise<{ others: Answered[]; noisy: Answered[] }> {
  let isOver = false
  const worker = noise && new Worker(new URL('steady-client.ts', import.meta.url), { workerData: noise })
  const noisy = worker ? once(worker, 'message').then(([answers]) => answers as Answered[]) : Promise.resolve([])
  // Until it is at its loudest.
  if (worker) await setTimeout(1_000)
  const asking = keys.map(async (key, index) => {
    await setTimeout((index * 1_000) / QUIET_PER_SECOND / keys.length)
    return askOn({ url, key, query, perSecond: QUIET_PER_SECOND, connections: 10 }, () => isOver)
  })
  await setTimeout(ROUND_MS)
  isOver = true
  const others = (await Promise.all(asking)).flat()
  if (worker) worker.postMessage('over')
  return { others, noisy: await noisy }
}

/** Quiet rounds and loud ones by turns, so that both meet the same moods of the machine. */
async function compared(noise: Omit<Load, 'url' | 'key' | 'query'>) {
  const keys = await Promise.all(Array.from({ length: QUIET_KEYS }, aKey))
  const load = { ...noise, url, query, key: await aKey() }
  await round(keys, load)
  const [quiet, beside, noisy]: [Answered[], Answered[], Answered[]] = [[], [], []]
  for (let number = 0; number < ROUNDS; number++) {
    quiet.push(...(await round(keys, null)).others)
    const loud = await round(keys, load)
    beside.push(...loud.others)
    noisy.push(...loud.noisy)
  }
  console.table({
    'the others, quiet': figures(quiet),
    'the others, beside it': figures(beside),
    'the noisy one': figures(noisy),
  })
  return { quiet, beside, noisy }
}

test(`one key that asks ${NOISE} times as often as the others does not double their p99`, async () => {
  const { quiet, beside } = await compared({ perSecond: QUIET_PER_SECOND * NOISE, connections: 100 })
  expect(beside.filter(({ status }) => status !== 200)).toEqual([])
  expect(at(beside, 0.99)).toBeLessThan(2 * at(quiet, 0.99))
}, 300_000)

test('one key that asks as fast as it is answered, a hundred at a time, stops nobody', async () => {
  const { beside, noisy } = await compared({ perSecond: null, connections: 100 })
  expect(beside.filter(({ status }) => status !== 200)).toEqual([])
  expect(at(beside, 0.5)).toBeLessThan(at(noisy, 0.5) / 2)
}, 300_000)

const figures = (answers: readonly Answered[]) => ({
  asked: answers.length,
  refused: answers.filter(({ status }) => status === 429).length,
  'p50 ms': Math.round(at(answers, 0.5)),
  'p99 ms': Math.round(at(answers, 0.99)),
})

function at(answers: readonly Answered[], share: number): number {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0
}
