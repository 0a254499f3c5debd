import { isIPv6 } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { type EngineTiming, engineTiming } from './engine/timing.ts'
import { QUERY_COST_MAX_DEFAULT } from './graphql/limits.ts'
import { Secret } from './secret.ts'

export interface Config {
  readonly server: { readonly host: string; readonly port: number }
  readonly database: { readonly url: Secret<string> | null }
  /** Absolute path. */
  readonly dataDir: string
  readonly apiKey: Secret<string> | null
  /** 32 bytes each, newest first; null means a key file in the data folder. */
  readonly encryptionKeys: Secret<readonly Buffer[]> | null
  readonly demo: { readonly enabled: boolean }
  readonly limits: {
    /** What one operation may cost. */
    readonly queryCostMax: number
    /** What one credential may ask of one process; null: as much as it likes. */
    readonly rates: {
      readonly requestsPerMinute: number
      readonly costPerMinute: number
      readonly atOnceMax: number
    } | null
  }
  /** What is shown to whom. */
  readonly exposure: {
    /** Of pages whose scripts may read answers, as browsers write them. */
    readonly corsOrigins: readonly string[]
    readonly graphiql: boolean
    readonly introspection: boolean
    /** The absolute path of the file of those documents that alone are executed; null: all are. */
    readonly trustedDocuments: string | null
  }
  readonly engine: {
    /** Whether the gateway programs locks itself; a worker always does. */
    readonly isOn: boolean
    /** How long it waits for what, where that differs from the default. For tests. */
    readonly timing: Partial<EngineTiming>
  }
  readonly log: { readonly level: LogLevel }
}

type LogLevel = (typeof logLevels)[number]

/** Reads the settings. Throws one ConfigError that names every mistake. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(given(env))
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(mistakeIn))
  const read = parsed.data
  return freeze({
    server: { host: read.HOST, port: read.PORT },
    database: { url: read.DATABASE_URL ?? null },
    dataDir: read.LATCHKEY_DATA_DIR,
    apiKey: read.LATCHKEY_API_KEY ?? null,
    encryptionKeys: read.LATCHKEY_ENCRYPTION_KEYS ?? null,
    demo: { enabled: read.LATCHKEY_DEMO === undefined ? !read.DATABASE_URL : read.LATCHKEY_DEMO === 'true' },
    limits: {
      queryCostMax: read.LATCHKEY_QUERY_COST_MAX,
      rates:
        read.LATCHKEY_RATE_LIMITS === 'off'
          ? null
          : {
              requestsPerMinute: read.LATCHKEY_REQUESTS_PER_MINUTE,
              costPerMinute: read.LATCHKEY_COST_PER_MINUTE,
              atOnceMax: read.LATCHKEY_REQUESTS_AT_ONCE,
            },
    },
    exposure: {
      corsOrigins: read.LATCHKEY_CORS_ORIGINS ?? [],
      graphiql: read.LATCHKEY_GRAPHIQL === 'on',
      introspection: read.LATCHKEY_INTROSPECTION === 'on',
      trustedDocuments: read.LATCHKEY_TRUSTED_DOCUMENTS ?? null,
    },
    engine: { isOn: read.LATCHKEY_ENGINE === 'on', timing: read.LATCHKEY_ENGINE_TIMING },
    log: { level: read.LOG_LEVEL },
  })
}

export interface ConfigMistake {
  readonly variable: string
  readonly problem: string
  readonly wanted: string
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistakes: readonly ConfigMistake[]

  constructor(mistakes: readonly ConfigMistake[]) {
    const lines = mistakes.map(({ variable, problem, wanted }) => `  ${variable}: ${problem}; wanted: ${wanted}`)
    super(`These settings cannot be used:\n${lines.join('\n')}`)
    this.mistakes = mistakes
  }
}

interface Documentation {
  /** As it would be written in the environment; null where there is none. */
  readonly default: string | null
  /** Where the default depends on something, in words. */
  readonly defaultInWords?: string
  readonly meaning: string
  readonly wanted: string
}

const documentation = z.registry<Documentation>()
const count = () =>
  z
    .string()
    .refine((text) => /^[1-9]\d{0,8}$/.test(text), 'is not a count')
    .transform(Number)
const countWanted = 'a whole number from 1 to 999999999'
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** The one list of settings: how each is read, its default and what it means. */
const environment = z.object({
  HOST: z.string().refine(isHost, 'is not an address to listen on').register(documentation, {
    default: '127.0.0.1',
    meaning: 'the address to listen on; 0.0.0.0 or :: for every interface',
    wanted: 'a host name or an IP address, without port or brackets',
  }),
  PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'is not a port')
    .transform(Number)
    .register(documentation, {
      default: '4000',
      meaning: 'the port to listen on; 0 picks a free one',
      wanted: 'a whole number from 0 to 65535',
    }),
  DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), 'is not a PostgreSQL URL')
    .transform((url) => new Secret(url))
    .optional()
    .register(documentation, {
      default: null,
      defaultInWords: 'an embedded PostgreSQL',
      meaning: 'the PostgreSQL server to use, version 15 or newer',
      wanted: 'postgresql://user:password@host:port/database',
    }),
  LATCHKEY_DATA_DIR: z
    .string()
    .transform((path) => resolve(path))
    .register(documentation, {
      default: '.latchkey',
      meaning: "the folder of the embedded database, the key file and the demo's key; relative to the working folder",
      wanted: 'a path',
    }),
  LATCHKEY_API_KEY: z
    .string()
    .refine((text) => text.length >= 32, 'is shorter than 32 characters')
    .refine((text) => text.length <= 512, 'is longer than 512 characters')
    .refine((text) => /^seam_[\w-]+$/.test(text), 'does not look like a key')
    .refine((text) => !/^seam_(at|cst)/.test(text), 'begins like another kind of credential')
    .transform((key) => new Secret(key))
    .optional()
    .register(documentation, {
      default: null,
      defaultInWords: 'a generated key, kept in the data folder and shown in the log',
      meaning: 'the API key to install for the demo workspace at start; it is never put into a page',
      wanted:
        'seam_ followed by letters, digits, underscores and hyphens, 32 to 512 characters in all, other than seam_at… and seam_cst…',
    }),
  LATCHKEY_ENCRYPTION_KEYS: z.string().transform(encryptionKeys).optional().register(documentation, {
    default: null,
    defaultInWords: 'a generated key file in the data folder',
    meaning: 'the keys that encrypt PINs at rest, newest first',
    wanted: 'base64 of 32 random bytes each, comma-separated, as from: openssl rand -base64 32',
  }),
  LATCHKEY_DEMO: z.enum(['true', 'false'], 'is neither true nor false').optional().register(documentation, {
    default: null,
    defaultInWords: 'true without DATABASE_URL, else false',
    meaning: 'whether the demo house is seeded at start',
    wanted: 'true or false',
  }),
  LATCHKEY_QUERY_COST_MAX: count().register(documentation, {
    default: String(QUERY_COST_MAX_DEFAULT),
    meaning: 'what one GraphQL operation may cost, by the rule in the description of the schema’s Query',
    wanted: countWanted,
  }),
  LATCHKEY_RATE_LIMITS: z.enum(['on', 'off'], 'is neither on nor off').register(documentation, {
    default: 'on',
    meaning: 'whether credentials and, outside sandbox workspaces, devices are limited in how often they are used',
    wanted: 'on or off',
  }),
  LATCHKEY_REQUESTS_PER_MINUTE: count().register(documentation, {
    default: '3000',
    meaning: 'how many requests one credential may send to one process within a minute',
    wanted: countWanted,
  }),
  LATCHKEY_COST_PER_MINUTE: count().register(documentation, {
    default: '5000000',
    meaning: 'what the operations of one credential may cost one process within a minute',
    wanted: countWanted,
  }),
  LATCHKEY_REQUESTS_AT_ONCE: count().register(documentation, {
    default: '4',
    meaning:
      'how many requests of one credential one process works on at the same moment; the next wait for their turn',
    wanted: countWanted,
  }),
  LATCHKEY_CORS_ORIGINS: z.string().transform(origins).optional().register(documentation, {
    default: null,
    defaultInWords: 'none',
    meaning: 'the origins of pages whose scripts may read answers in a browser',
    wanted: 'https://app.example and the like, comma-separated: scheme, name and, unless it is the usual one, port',
  }),
  LATCHKEY_GRAPHIQL: z.enum(['on', 'off'], 'is neither on nor off').register(documentation, {
    default: 'on',
    meaning: 'whether browsers that open `/graphql` are shown GraphiQL',
    wanted: 'on or off',
  }),
  LATCHKEY_INTROSPECTION: z.enum(['on', 'off'], 'is neither on nor off').register(documentation, {
    default: 'on',
    meaning: 'whether the GraphQL schema tells of itself, and mistakes are answered with what may have been meant',
    wanted: 'on or off',
  }),
  LATCHKEY_TRUSTED_DOCUMENTS: z
    .string()
    .transform((path) => resolve(path))
    .optional()
    .register(documentation, {
      default: null,
      defaultInWords: 'every document is executed',
      meaning: 'a file of the GraphQL documents that alone are executed: a JSON object of their texts by their SHA-256',
      wanted: 'a path',
    }),
  LATCHKEY_ENGINE: z.enum(['on', 'off'], 'is neither on nor off').register(documentation, {
    default: 'on',
    meaning: 'whether the gateway itself programs locks; off where `latchkey worker` processes do',
    wanted: 'on or off',
  }),
  LATCHKEY_ENGINE_TIMING: z.string().transform(timing).register(documentation, {
    default: '{}',
    meaning: 'how long the engine waits for what, in ms, where that is to differ from src/engine/timing.ts: for tests',
    wanted: 'a JSON object of numbers, such as {"leaseMs": 3000}',
  }),
  LOG_LEVEL: z.enum(logLevels, 'is not a level').register(documentation, {
    default: 'info',
    meaning: 'the least important messages to log',
    wanted: logLevels.join(', '),
  }),
})

type Variable = keyof typeof environment.shape

export interface Setting extends Documentation {
  readonly name: Variable
}

/** What a table of settings shows, in the order an operator meets them. */
export const settings: readonly Setting[] = (Object.keys(environment.shape) as Variable[]).map((name) => ({
  name,
  ...documented(name),
}))

function documented(name: Variable): Documentation {
  const entry = documentation.get(environment.shape[name])
  if (!entry) throw new Error(`${name} has no documentation`)
  return entry
}

/** Blank counts as unset, as `VARIABLE=` in a compose file is how people clear one. */
function given(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(
    settings.map(({ name, default: fallback }) => [name, env[name]?.trim() || (fallback ?? undefined)]),
  )
}

/** Values are left out: a mistyped secret is still a secret. */
function mistakeIn(issue: z.core.$ZodIssue): ConfigMistake {
  const variable = issue.path[0] as Variable
  return { variable, problem: issue.message, wanted: documented(variable).wanted }
}

function isHost(text: string): boolean {
  return isIPv6(text) || /^[\w.-]+$/.test(text)
}

function encryptionKeys(text: string, context: z.RefinementCtx): Secret<readonly Buffer[]> {
  const parts = text.split(',').map((part) => part.trim())
  const keys = parts.map((part) => Buffer.from(part, 'base64'))
  for (const [index, key] of keys.entries()) {
    // Node skips what is not base64, so only the way back shows that nothing was lost.
    const exact = key.toString('base64') === parts[index]
    if (!exact) context.addIssue(`key ${index + 1} is not base64`)
    else if (key.length !== 32) context.addIssue(`key ${index + 1} has ${key.length} bytes`)
  }
  if (new Set(parts).size < parts.length) context.addIssue('a key is given twice')
  return new Secret(keys)
}

function origins(text: string, context: z.RefinementCtx): readonly string[] {
  const parts = text.split(',').map((part) => part.trim())
  for (const [index, part] of parts.entries()) {
    const url = URL.parse(part)
    // Browsers send it just like this, and it is compared letter by letter: a star would stand for nothing.
    const isExact = url !== null && !part.includes('*') && /^https?:$/.test(url.protocol) && url.origin === part
    if (!isExact) context.addIssue(`origin ${index + 1} is not written as browsers send it`)
  }
  return parts
}

function timing(text: string, context: z.RefinementCtx): Partial<EngineTiming> {
  const parsed = engineOverrides.safeParse(jsonIn(text))
  if (parsed.success) return parsed.data as Partial<EngineTiming>
  context.addIssue('is not an object of the engine’s times')
  return z.NEVER
}

const times = Object.keys(engineTiming).map((name) => [name, z.number().nonnegative().optional()])
const engineOverrides = z.strictObject(Object.fromEntries(times))

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function freeze(config: Config): Config {
  for (const part of Object.values(config)) if (!(part instanceof Secret)) Object.freeze(part)
  return Object.freeze(config)
}
