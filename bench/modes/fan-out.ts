import { restore } from '../data-set/pristine.ts'
import { subscriberKeys } from '../data-set/subscriber-keys.ts'
import { cpuMsOf } from '../measure/cpu.ts'
import { Crowd } from '../measure/crowd.ts'
import { type ServerProcess, startServer } from '../measure/server-process.ts'
import { median, shuffled } from '../measure/statistics.ts'
import type { Options } from '../options.ts'
import { ratio, table } from '../report/tables.ts'
import type { Stand } from '../stand.ts'
import { subscription } from '../workloads/documents.ts'

interface Round {
  /** From the commit of a change until the last of all subscribers has it. */
  readonly ms: readonly number[]
  readonly serverUsPerDelivery: number
  /** Of many changes at once. */
  readonly deliveriesPerSecond: number
}

/** One change, seen by many: S1. The change is a row of the event log, so that fanning out is all that is measured. */
export async function fanOut(stand: Stand, options: Options) {
  const { isSmoke } = options
  const subscribers = isSmoke ? 20 : 200
  const changes = isSmoke ? 5 : 50
  await using keys = await subscriberKeys(stand.database, subscribers)
  const found = new Map<string, Round[]>()
  for (let round = 0; round < options.rounds; round++) {
    for (const peer of shuffled(options.peers)) {
      await using server = await startServer(peer, { databaseUrl: stand.databaseUrl })
      await using crowd = await Crowd.open({
        url: server.subscriptionsUrl,
        transport: peer.transport,
        document: subscription,
        keys: Array.from({ length: subscribers }, (_, n) => keys.keyOf(n)),
      })
      const measured = await measureRound(stand, server, crowd, { subscribers, changes })
      found.set(peer.name, [...(found.get(peer.name) ?? []), measured])
    }
  }
  await restore(stand.database)
  console.log('S1 measured')
  return report(options, found, subscribers)
}

async function measureRound(
  stand: Stand,
  server: ServerProcess,
  crowd: Crowd,
  { subscribers, changes }: { readonly subscribers: number; readonly changes: number },
): Promise<Round> {
  await untilAllListen(stand, server, crowd)
  let sent = 0
  for (let warmUp = 0; warmUp < changes / 5; warmUp++) await once()
  const before = cpuMsOf(server.pid)
  const ms: number[] = []
  for (let change = 0; change < changes; change++) ms.push(await once())
  const spentMs = cpuMsOf(server.pid) - before

  const startedAt = performance.now()
  sent += changes
  await happen(stand, changes)
  await got(sent)
  const burstSeconds = (performance.now() - startedAt) / 1000
  return {
    ms,
    serverUsPerDelivery: (spentMs * 1000) / (changes * subscribers),
    deliveriesPerSecond: (changes * subscribers) / burstSeconds,
  }

  async function once(): Promise<number> {
    sent += 1
    await happen(stand, 1)
    const committedAt = performance.now()
    await got(sent)
    return performance.now() - committedAt
  }

  async function got(events: number): Promise<void> {
    if (await crowd.hasGot(events, 30_000)) return
    throw new Error(`${server.peer.name} did not deliver an event to everybody`)
  }
}

/** Protocols do not say when a subscription begins: what reaches everybody says so. */
async function untilAllListen(stand: Stand, server: ServerProcess, crowd: Crowd): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await happen(stand, 1)
    if (await crowd.hasGot(1, 3_000)) return crowd.forget()
  }
  throw new Error(`not everybody gets events of ${server.peer.name}`)
}

async function happen({ database }: Stand, changes: number): Promise<void> {
  await database.query(
    `insert into event (id, workspace_id, type, access_code_id)
      select gen_random_uuid(), bench.id('workspace', 0), 'ACCESS_CODE_CHANGED', bench.id('code', 0) from generate_series(1, $1)`,
    [changes],
  )
}

function report(options: Options, found: ReadonlyMap<string, readonly Round[]>, subscribers: number) {
  const rows = options.peers.map(({ name, title, transport }) => {
    const rounds = found.get(name) ?? []
    const ms = rounds.flatMap((round) => round.ms).toSorted((a, b) => a - b)
    return {
      name,
      title: `${title}, ${transport === 'sse' ? 'SSE' : 'WebSocket'}`,
      p50Ms: median(ms),
      p99Ms: ms[Math.min(ms.length - 1, Math.floor(ms.length * 0.99))] ?? Number.NaN,
      serverUsPerDelivery: median(rounds.map((round) => round.serverUsPerDelivery)),
      deliveriesPerSecond: median(rounds.map((round) => round.deliveriesPerSecond)),
    }
  })
  const limit = rows.find(({ name }) => name === 'limit')
  const lines = rows
    .toSorted((a, b) => a.serverUsPerDelivery - b.serverUsPerDelivery)
    .map((row) => [
      row.title,
      `${row.p50Ms.toFixed(1)} / ${row.p99Ms.toFixed(1)}`,
      row.serverUsPerDelivery.toFixed(1),
      ratio(limit && row.serverUsPerDelivery / limit.serverUsPerDelivery),
      row.deliveriesPerSecond.toFixed(0),
    ])
  const head = ['', 'p50 / p99 ms to the last', 'server CPU µs a delivery', 'of the limit', 'deliveries/s at once']
  const section = `## S1: one change, ${subscribers} subscribers\n\n${table([head, ...lines])}`
  return { section, figures: Object.fromEntries(rows.map(({ title, ...row }) => [row.name, row])) }
}
