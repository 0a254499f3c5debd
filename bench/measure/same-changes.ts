import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { connected, dataSet } from '../data-set/database.ts'
import { idOf } from '../data-set/ids.ts'
import { PROBE_PIN } from '../data-set/pins.ts'
import { restore } from '../data-set/pristine.ts'
import { LARGE_GROUP, type Shape, tiny } from '../data-set/shape.ts'
import type { Peer } from '../peers/peers.ts'
import { mutations, type Operation } from '../workloads/documents.ts'
import { type Request, requestsOf } from '../workloads/requests.ts'
import { type Answer, ask } from './ask.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** What a mutation leaves behind, as far as it can be counted. */
const countText = `select (select count(*)::int from access_code) as codes, (select count(*)::int from pin_claim) as claims,
  (select count(*)::int from linked_code_group) as groups, (select count(*)::int from action_attempt) as attempts,
  (select count(*)::int from event) as events, (select count(*)::int from audit_entry) as audited, (select sum(generation)::int from device_sync) as wakes,
  (select sum(wish_version)::int from access_code) as wishes, (select count(*)::int from access_code where deleted_at is not null) as deleted,
  (select count(*)::int from pin_claim where upper(during) < '2080-01-01Z' or released_at is not null) as ended,
  (select md5(string_agg(status || coalesce(starts_at::text, '') || coalesce(ends_at::text, '') || coalesce(name, ''), ',' order by id))
    from access_code where updated_at >= '2021-01-01Z' and created_at < '2021-01-01Z') as content`

interface Trial {
  readonly name: string
  readonly operation: Operation
  readonly request: Request
}

/** Throws where a server's mutations answer or write otherwise than another's, or accept what it refuses. */
export async function mustChangeTheSame(serverUrl: string, peers: readonly Peer[]): Promise<void> {
  // All rows are counted after each trial, so there should be few.
  const databaseUrl = await dataSet(serverUrl, tiny, () => {})
  const database = await connected(databaseUrl)
  try {
    const trials = [...accepted(tiny), ...refused(tiny)]
    let wanted: ReadonlyMap<string, Outcome> | undefined
    for (const peer of peers) {
      await using server = await startServer(peer, { databaseUrl })
      const outcomes = await outcomesOf(server, database, trials)
      wanted ??= outcomes
      for (const [name, outcome] of outcomes) {
        const isMeant = name.startsWith('refuses') === outcome.isRefused && !(outcome.isRefused && hasWritten(outcome))
        if (isMeant && isDeepStrictEqual(outcome, wanted.get(name))) continue
        const both = [outcome, wanted.get(name)].map((each) => JSON.stringify(each))
        throw new Error(`${peer.name}: ${name}:\n  ${both[0]}\n  instead of\n  ${both[1]}`)
      }
    }
  } finally {
    await database.end()
  }
}

/** A refusal leaves everything as it was. */
const hasWritten = ({ written }: Outcome): boolean =>
  Object.values(written).some((count) => typeof count === 'number' && count !== 0)

interface Outcome {
  readonly isRefused: boolean
  /** What it answered, but for what is drawn or made anew each time; null if refused. */
  readonly answer: unknown
  /** By how much each count grew. */
  readonly written: Readonly<Record<string, unknown>>
}

async function outcomesOf(server: ServerProcess, database: pg.Client, trials: readonly Trial[]) {
  const outcomes = new Map<string, Outcome>()
  await restore(database)
  for (const { name, operation, request } of trials) {
    const before = (await database.query(countText)).rows[0]
    const answer = await ask(server, operation, request)
    const after = (await database.query(countText)).rows[0]
    const isRefused = isRefusal(answer)
    const grown = Object.fromEntries(
      Object.entries(after).map(([key, value]) => [key, typeof value === 'number' ? value - before[key] : value]),
    )
    outcomes.set(name, { isRefused, answer: isRefused ? null : reduced(operation, answer), written: grown })
    await restore(database)
  }
  return outcomes
}

const isRefusal = ({ data, errors }: Answer): boolean => {
  const [payload] = Object.values(data ?? {}) as ({ __typename?: string } | null)[]
  return errors !== undefined || !payload?.__typename?.endsWith('Payload')
}

/** Checks what is new each time, and leaves it out. */
function reduced(operation: Operation, { data }: Answer): unknown {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the document's
  const [payload] = Object.values(data) as any[]
  if (operation !== 'M1') {
    const { id, ...attempt } = payload.actionAttempt
    return { isAttempt: isUuid(id), attempt, code: instants(payload.accessCode) }
  }
  const pins = new Set<string>(payload.accessCodes.map(({ code }: { code: string }) => code))
  const [pin] = pins
  return {
    isOnePin: pins.size === 1 && /^\d{8}$/.test(pin ?? ''),
    areNew: payload.accessCodes.every(({ id }: { id: string }) => isUuid(id)),
    isGroup: /^auto_set_by_/.test(payload.linkedCodeGroup?.commonCodeKey ?? ''),
    codes: payload.accessCodes.map(({ id, code, ...rest }: Record<string, unknown>) => instants(rest)),
  }
}

const isUuid = (text: unknown): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(text))

const instants = (code: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(code).map(([key, value]) => [key, /At$/.test(key) && value ? Date.parse(String(value)) : value]),
  )

const accepted = (shape: Shape): Trial[] =>
  mutations.flatMap((operation) =>
    [0, 1, 2, 3].map((n) => ({ name: `${operation} ${n}`, operation, request: requestsOf(operation, shape, [])(n) })),
  )

function refused(shape: Shape): Trial[] {
  const trial = (name: string, operation: Operation, input: object) => ({
    name: `refuses ${name}`,
    operation,
    request: { workspace: 0, variables: { input } },
  })
  const doors = [3, 6, 9].map((n) => idOf('device', n * shape.workspaces))
  const foreign = idOf('device', 1)
  const nobody = idOf('device', 999_999_999)
  const days = (from: string, until: string) => ({
    startsAt: `${from}T00:00:00.000Z`,
    endsAt: `${until}T00:00:00.000Z`,
  })
  const someday = { preferredCodeLength: 8, name: 'Benchmark', ...days('2095-01-01', '2095-01-04') }
  return [
    trial('a device that is not there', 'M1', { deviceIds: [...doors, nobody], ...someday }),
    ...(shape.workspaces > 1
      ? [trial('a device of another workspace', 'M1', { deviceIds: [...doors, foreign], ...someday })]
      : []),
    trial('a device that takes no codes', 'M1', { deviceIds: [...doors, idOf('probe_device', 0)], ...someday }),
    trial('a length that no device takes', 'M1', { deviceIds: doors, ...someday, code: '123456789012' }),
    trial('digits that a device does not take', 'M1', { deviceIds: doors, ...someday, code: '77777777' }),
    trial('a window that is over', 'M1', { deviceIds: doors, ...someday, ...days('2019-01-01', '2019-01-04') }),
    trial('half a window', 'M1', { deviceIds: doors, name: 'Benchmark', startsAt: '2095-01-01T00:00:00.000Z' }),
    trial('a PIN that another code has in that window', 'M1', {
      deviceIds: [idOf('device', 0), ...doors],
      ...someday,
      ...days('2091-01-02', '2091-01-03'),
      code: PROBE_PIN,
    }),
    trial('to grow into the window of a code with the same PIN', 'M2', {
      id: idOf('probe', 0),
      endsAt: '2091-01-05T00:00:00.000Z',
    }),
    trial('a window that ends before it begins', 'M2', { id: idOf('probe', 0), endsAt: '2090-12-01T00:00:00.000Z' }),
    trial('to change a code that is not there', 'M2', { id: nobody, name: 'Nobody' }),
    trial('to delete a code that is not there', 'M3', { id: nobody }),
    ...(shape.workspaces > 1
      ? [trial('to delete a code of another workspace', 'M3', { id: idOf('code', LARGE_GROUP) })]
      : []),
  ]
}
