import { Agent, type IncomingMessage, request as requestOver } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFailed } from 'vitest'
import { attacked, insides } from './attacked.ts'
import { type Fuzzed, fuzzedRequest } from './fuzzed-requests.ts'
import { randomFrom } from './random.ts'

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 20_000)
const AT_ONCE = 8
/** What is remembered of documents, of keys and of statements is bounded; so is this. */
const HEAP_GROWTH_MAX_MB = 120

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const { gateway, house, log, ask } = await attacked({ logLevel: 'error' })
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })

interface Answered {
  readonly status: number
  readonly text: string
}

/** Null where there was none: a connection that was closed, as bytes that are no request are. */
function send({ method, path, headers, body }: Fuzzed): Promise<Answered | null> {
  const { hostname, port } = new URL(gateway.url)
  const isBare = body.length === 0
  const length = isBare || headers['transfer-encoding'] ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve) => {
    const sent = requestOver({ agent, hostname, port, method, path, headers: { ...length, ...headers } }, read)
    async function read(response: IncomingMessage) {
      let text = ''
      const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true
      response.on('error', () => resolve(null))
      for await (const chunk of response.setEncoding('utf8')) {
        text += chunk
        // A stream ends only when its reader leaves.
        if (isStream && (text.includes('event: next') || text === ':\n\n')) break
      }
      resolve({ status: response.statusCode ?? 0, text })
    }
    sent.on('error', () => resolve(null))
    sent.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: response.statusCode ?? 0, text: '' })
    })
    sent.end(body)
  })
}

function heapMb(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed / 2 ** 20
}

it(`${REQUESTS} hostile requests: every answer is meant, the process lives, and nothing piles up`, async () => {
  console.log(`seed ${seed}: FUZZ_SEED=${seed} asks the same again`)
  onTestFailed(() => console.log(`failed with FUZZ_SEED=${seed}`))
  const deviceIds = [await house.door(), await house.door(), await house.door()]
  const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds })
  const known = [
    ...deviceIds,
    ...accessCodes.map(({ id }: { id: string }) => id),
    linkedCodeGroup.id,
    '4711',
    '480917',
    'x',
  ]
  const hidden = insides()

  const random = randomFrom(seed)
  const wrong: object[] = []
  const statuses: Record<string, number> = {}
  let sent = 0
  let unanswered = 0
  let heapBefore = 0
  async function askOn(): Promise<void> {
    while (sent < REQUESTS) {
      sent++
      if (sent === Math.floor(REQUESTS / 10)) heapBefore = heapMb()
      const fuzzed = fuzzedRequest(random, known, house.client.key)
      const answer = await send(fuzzed)
      if (answer === null) unanswered++
      else {
        const status = `${fuzzed.kind} ${answer.status}`
        statuses[status] = (statuses[status] ?? 0) + 1
        const isMasked = !/internal_server_error/i.test(answer.text)
        if (isFault(answer) || !isMasked || hidden.test(withoutGiven(answer.text))) {
          wrong.push({ asked: { ...fuzzed, body: String(fuzzed.body).slice(0, 2_000) }, answer })
        }
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askOn))
  agent.destroy()

  const grown = heapMb() - heapBefore
  console.log(
    `${sent} sent, ${unanswered} connections closed, heap ${heapBefore.toFixed(0)} MB and ${grown.toFixed(0)} more`,
  )
  console.log(statuses)
  expect(wrong.slice(0, 3)).toEqual([])
  expect(log.lines.filter(({ level }) => level === 'error').slice(0, 3)).toEqual([])
  expect(unanswered).toBeLessThan(REQUESTS / 20)
  expect(grown).toBeLessThan(HEAP_GROWTH_MAX_MB)
  expect((await ask('{ workspace { id } }')).body).toEqual({ data: { workspace: { id: house.workspaceId } } })
}, 300_000)

/** What a client said itself may be said back to it. */
const withoutGiven = (text: string): string => text.replaceAll(/token_hash|pg_sleep/g, '')

/** Whose engine is behind by ten seconds says so: that is no fault of a request. */
const isFault = ({ status, text }: { readonly status: number; readonly text: string }): boolean =>
  status >= 500 && !(status === 503 && text.includes('"type":"device_not_read_yet"'))
