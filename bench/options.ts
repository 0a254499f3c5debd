import { parseArgs } from 'node:util'
import { peers as allPeers, type Peer } from './peers/peers.ts'
import { mutations, type Operation, queries } from './workloads/documents.ts'

const modes = ['compare', 'fan-out', 'growth', 'memory', 'start-up', 'processes', 'profile', 'statements'] as const
export type Mode = (typeof modes)[number]

export interface Options {
  readonly modes: readonly Mode[]
  readonly operations: readonly Operation[]
  readonly peers: readonly Peer[]
  readonly connections: readonly number[]
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly rounds: number
  /** So little data that the whole takes less than a minute, and no figure means anything. */
  readonly isSmoke: boolean
  /** Where to write the figures as JSON; null: beside the Markdown. */
  readonly jsonFile: string | null
  /** Profiles Latchkey without compiled queries. */
  readonly isResolversAlone: boolean
  /** Whether the results go into results/. */
  readonly isKept: boolean
}

const presets = {
  full: { connections: [1, 16, 64], seconds: 4, warmUpSeconds: 4, rounds: 5 },
  quick: { connections: [16], seconds: 1.5, warmUpSeconds: 2, rounds: 3 },
  smoke: { connections: [2], seconds: 0.5, warmUpSeconds: 0.3, rounds: 1 },
} as const

/** @throws Error that says what cannot be asked for */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      only: { type: 'string' },
      peers: { type: 'string' },
      connections: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      resolvers: { type: 'boolean', default: false },
      ...Object.fromEntries(modes.map((mode) => [mode, { type: 'boolean', default: false } as const])),
    },
  })
  const preset = presets[values.smoke ? 'smoke' : values.quick ? 'quick' : 'full']
  const asked = modes.filter((mode) => (values as Record<string, unknown>)[mode])
  const isSideBySide = values.quick || values.smoke || values.only !== undefined
  const isEverything = asked.length === 0 && !isSideBySide
  return {
    ...preset,
    modes:
      asked.length > 0
        ? asked
        : isEverything
          ? everything
          : ['compare', ...(values.smoke ? (['fan-out'] as const) : [])],
    operations: values.only ? some(values.only, [...queries, 'Q5p', ...mutations]) : [...queries, ...mutations],
    peers: values.peers ? peersNamed(values.peers) : allPeers,
    ...(values.connections && { connections: values.connections.split(',').map(Number) }),
    ...(values.seconds && { seconds: Number(values.seconds) }),
    ...(values.rounds && { rounds: Number(values.rounds) }),
    isSmoke: values.smoke === true,
    jsonFile: values.json ?? null,
    isResolversAlone: values.resolvers === true,
    isKept: values.keep === true || (isEverything && !values.peers),
  }
}

const everything: readonly Mode[] = ['compare', 'fan-out', 'growth', 'memory', 'start-up', 'processes']

const peersNamed = (list: string): Peer[] => {
  const names = some(
    list,
    allPeers.map(({ name }) => name),
  )
  return allPeers.filter(({ name }) => names.includes(name))
}

function some<Name extends string>(list: string, known: readonly Name[]): Name[] {
  return list.split(',').map((name) => {
    const found = known.find((one) => one.toLowerCase() === name.toLowerCase())
    if (!found) throw new Error(`There is no ${name}. There are ${known.join(', ')}.`)
    return found
  })
}
