import { subscriberKeys } from '../data-set/subscriber-keys.ts'
import { memoryOf } from '../measure/cpu.ts'
import { openEventStream } from '../measure/event-streams.ts'
import { type Inspector, inspect } from '../measure/inspector.ts'
import { startServer } from '../measure/server-process.ts'
import type { Options } from '../options.ts'
import { peers } from '../peers/peers.ts'
import { table } from '../report/tables.ts'
import type { Stand } from '../stand.ts'
import { subscription } from '../workloads/documents.ts'

/** What a subscription that waits for events keeps in memory. */
export async function memory(stand: Stand, { isSmoke }: Options) {
  const subscribers = isSmoke ? 150 : 2_000
  const latchkey = peers.find(({ name }) => name === 'latchkey')
  if (!latchkey) throw new Error('there is nobody to measure')
  await using keys = await subscriberKeys(stand.database, subscribers)
  await using server = await startServer(latchkey, {
    databaseUrl: stand.databaseUrl,
    nodeFlags: ['--inspect=127.0.0.1:0'],
  })
  using inspector = await inspect(server.inspectorUrl)
  const open = (n: number) =>
    openEventStream(server.url, { document: subscription, key: keys.keyOf(n), onEvent: () => {} })

  // The first ones bring code and connections with them that the others share.
  using streams = new DisposableStack()
  const first = Math.floor(subscribers / 10)
  for (let n = 0; n < first; n++) streams.use(await open(n))
  const before = await inMemory(server.pid, inspector)
  for (let n = first; n < subscribers; n++) streams.use(await open(n))
  const after = await inMemory(server.pid, inspector)
  const more = subscribers - first
  const figures = {
    subscribers,
    heapKiBEach: (after.heapKiB - before.heapKiB) / more,
    residentKiBEach: (after.residentKiB - before.residentKiB) / more,
    residentMiB: after.residentKiB / 1024,
  }
  const section = `## Memory\n\n${table([
    ['', 'KiB'],
    ['heap for each subscription', figures.heapKiBEach.toFixed(1)],
    ['resident for each subscription, its socket included', figures.residentKiBEach.toFixed(1)],
    [`resident, the whole process with ${subscribers} of them`, after.residentKiB.toFixed(0)],
  ])}`
  return { section, figures }
}

/** After everything that nobody needs was thrown away. */
async function inMemory(pid: number, inspector: Inspector) {
  for (let turn = 0; turn < 3; turn++) await inspector.send('HeapProfiler.collectGarbage')
  const { usedSize } = await inspector.send('Runtime.getHeapUsage')
  return { heapKiB: usedSize / 1024, residentKiB: memoryOf(pid) * 1024 }
}
