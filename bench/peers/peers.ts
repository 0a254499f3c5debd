import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encryptionKey } from '../data-set/ids.ts'
import { type Documents, documents } from '../workloads/documents.ts'
import { canonicalAnswer, documents as ofPostGraphile } from './postgraphile/documents.ts'

/** A server that is measured: a process of its own over the same database. */
export interface Peer {
  readonly name: string
  readonly title: string
  /** Relative to this folder. */
  readonly entry: string
  readonly environment: (databaseUrl: string) => NodeJS.ProcessEnv
  readonly documents: Documents
  /** How it serves subscriptions. */
  readonly transport: 'sse' | 'ws'
  /** Its answer in the product's shape, where its schema has another. */
  readonly canonical?: typeof canonicalAnswer
}

const common = (databaseUrl: string) => ({ DATABASE_URL: databaseUrl, NODE_ENV: 'production' })

/** As shipped: keys, limits, validation and log as they are by default. Locks are left to a worker, which is not there. */
const latchkey: Peer = {
  name: 'latchkey',
  title: 'Latchkey',
  entry: '../../src/main.ts',
  documents,
  transport: 'sse',
  environment: (databaseUrl) => ({
    ...common(databaseUrl),
    HOST: '127.0.0.1',
    PORT: '0',
    LATCHKEY_DATA_DIR: mkdtempSync(join(tmpdir(), 'latchkey-bench-')),
    LATCHKEY_ENCRYPTION_KEYS: encryptionKey.toString('base64'),
    LATCHKEY_ENGINE: 'off',
    LATCHKEY_DEMO: 'false',
    // Everything is counted, and no count is reached.
    LATCHKEY_REQUESTS_PER_MINUTE: '999999999',
    LATCHKEY_COST_PER_MINUTE: '999999999',
    LATCHKEY_REQUESTS_AT_ONCE: '10000',
  }),
}

export const peers: readonly Peer[] = [
  latchkey,
  { name: 'limit', title: 'the limit', entry: 'limit/server.ts', environment: common, documents, transport: 'sse' },
  {
    name: 'postgraphile',
    title: 'PostGraphile 5',
    entry: 'postgraphile/server.ts',
    environment: (databaseUrl) => ({ ...common(databaseUrl), GRAPHILE_ENV: 'production' }),
    documents: ofPostGraphile,
    transport: 'ws',
    canonical: canonicalAnswer,
  },
  {
    name: 'mercurius',
    title: 'Mercurius + JIT',
    entry: 'mercurius/server.ts',
    environment: common,
    documents,
    transport: 'ws',
  },
  {
    name: 'apollo-prisma',
    title: 'Apollo 5 + Prisma',
    entry: 'apollo-prisma/server.ts',
    environment: common,
    documents,
    transport: 'ws',
  },
  {
    name: 'yoga-pothos-prisma',
    title: 'Yoga + Pothos + Prisma',
    entry: 'yoga-pothos-prisma/server.ts',
    environment: common,
    documents,
    transport: 'sse',
  },
]

/** Neither ours nor the limit. */
export const isRival = ({ name }: Pick<Peer, 'name'>): boolean => name !== 'latchkey' && name !== 'limit'

export const entryOf = ({ entry }: Peer): string => fileURLToPath(new URL(entry, import.meta.url))
