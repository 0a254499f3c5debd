// The process behind Crowd.
import type { CrowdJob } from './crowd.ts'
import { openEventSocket } from './event-sockets.ts'
import { openEventStream } from './event-streams.ts'

const got: number[] = []
let wanted: { readonly events: number; readonly timer: NodeJS.Timeout } | undefined

process.on('message', async (message: CrowdJob | 'forget' | { events: number; withinMs: number }) => {
  if (message === 'forget') return forget()
  if ('keys' in message) {
    const open = message.transport === 'sse' ? openEventStream : openEventSocket
    for (const [n, key] of message.keys.entries()) {
      got.push(0)
      await open(message.url, { document: message.document, key, onEvent: () => arrived(n) })
    }
    process.send?.(true)
    return
  }
  wanted = { events: message.events, timer: setTimeout(() => answer(false), message.withinMs) }
  look()
})
process.once('disconnect', () => process.exit(0))

const QUIET_MS = 300
let lastAt = 0

/** Begins to count anew, as soon as nothing is on its way any more. */
function forget(): void {
  if (performance.now() - lastAt < QUIET_MS) return void setTimeout(forget, QUIET_MS)
  got.fill(0)
  process.send?.(true)
}

/** How many have got what is wanted. */
let satisfied = 0

function arrived(n: number): void {
  lastAt = performance.now()
  got[n] = (got[n] ?? 0) + 1
  if (wanted && got[n] === wanted.events && ++satisfied === got.length) answer(true)
}

function look(): void {
  satisfied = got.filter((count) => count >= (wanted?.events ?? 0)).length
  if (satisfied === got.length) answer(true)
}

function answer(isSo: boolean): void {
  clearTimeout(wanted?.timer)
  wanted = undefined
  process.send?.(isSo)
}
