import { resolve } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig, settings } from '../../src/config.ts'
import { Secret } from '../../src/secret.ts'

const keyA = Buffer.alloc(32, 1)
const keyB = Buffer.alloc(32, 2)

describe('the settings', () => {
  it('start the demo on an embedded database when nothing is set', () => {
    expect(readConfig({})).toEqual({
      server: { host: '127.0.0.1', port: 4000 },
      database: { url: null },
      dataDir: resolve('.latchkey'),
      apiKey: null,
      encryptionKeys: null,
      demo: { enabled: true },
      limits: {
        queryCostMax: 50_000,
        rates: { requestsPerMinute: 3_000, costPerMinute: 5_000_000, atOnceMax: 4 },
      },
      exposure: { corsOrigins: [], graphiql: true, introspection: true, trustedDocuments: null },
      engine: { isOn: true, timing: {} },
      log: { level: 'info' },
    })
  })

  it('are read from the environment, blanks around them ignored', () => {
    const config = readConfig({
      HOST: '::1',
      PORT: ' 0 ',
      DATABASE_URL: 'postgresql://ada:hush@db/latchkey',
      LATCHKEY_DATA_DIR: '/var/lib/latchkey',
      LATCHKEY_API_KEY: `seam_${'k'.repeat(27)}`,
      LATCHKEY_ENCRYPTION_KEYS: `${keyB.toString('base64')}, ${keyA.toString('base64')}`,
      LATCHKEY_DEMO: 'true',
      LATCHKEY_QUERY_COST_MAX: '500',
      LATCHKEY_RATE_LIMITS: 'off',
      LATCHKEY_CORS_ORIGINS: 'https://app.example, http://localhost:5173',
      LATCHKEY_GRAPHIQL: 'off',
      LATCHKEY_INTROSPECTION: 'off',
      LATCHKEY_TRUSTED_DOCUMENTS: '/etc/latchkey/documents.json',
      LATCHKEY_ENGINE: 'off',
      LATCHKEY_ENGINE_TIMING: '{"leaseMs": 3000}',
      LOG_LEVEL: 'debug',
    })
    expect({
      ...config,
      database: config.database.url?.reveal(),
      apiKey: config.apiKey?.reveal(),
      encryptionKeys: config.encryptionKeys?.reveal(),
    }).toEqual({
      server: { host: '::1', port: 0 },
      database: 'postgresql://ada:hush@db/latchkey',
      dataDir: '/var/lib/latchkey',
      apiKey: `seam_${'k'.repeat(27)}`,
      encryptionKeys: [keyB, keyA],
      demo: { enabled: true },
      limits: { queryCostMax: 500, rates: null },
      exposure: {
        corsOrigins: ['https://app.example', 'http://localhost:5173'],
        graphiql: false,
        introspection: false,
        trustedDocuments: '/etc/latchkey/documents.json',
      },
      engine: { isOn: false, timing: { leaseMs: 3000 } },
      log: { level: 'debug' },
    })
  })

  it('seed no demo on a database that was given', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://db/x' }).demo).toEqual({ enabled: false })
  })

  it('count as unset when they are empty', () => {
    const empty = Object.fromEntries(settings.map(({ name }) => [name, '']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })

  it('cannot be changed once they are read', () => {
    const config = readConfig({})
    expect([config, config.server, config.demo, config.log].every(Object.isFrozen)).toBe(true)
  })

  it('are refused all at once, each with what is wanted, and never with the value', () => {
    const refusal = thrownBy(() =>
      readConfig({
        HOST: 'http://localhost',
        PORT: '70000',
        DATABASE_URL: 'mysql://root:hush@db/x',
        LATCHKEY_API_KEY: 'seam_hush',
        LATCHKEY_ENCRYPTION_KEYS: 'hush!,aHVzaA==',
        LATCHKEY_DEMO: 'yes',
        LATCHKEY_QUERY_COST_MAX: '1e3',
        LATCHKEY_RATE_LIMITS: 'no',
        LATCHKEY_REQUESTS_PER_MINUTE: '0',
        LATCHKEY_COST_PER_MINUTE: '-1',
        LATCHKEY_REQUESTS_AT_ONCE: '1.5',
        LATCHKEY_CORS_ORIGINS: '*, https://app.example/',
        LATCHKEY_GRAPHIQL: 'true',
        LATCHKEY_INTROSPECTION: '1',
        LATCHKEY_ENGINE: 'maybe',
        LATCHKEY_ENGINE_TIMING: '{"leaseMs": "long"}',
        LOG_LEVEL: 'loud',
      }),
    )
    expect(refusal).toBeInstanceOf(ConfigError)
    expect(refusal.message).toBe(
      `These settings cannot be used:
  HOST: is not an address to listen on; wanted: a host name or an IP address, without port or brackets
  PORT: is not a port; wanted: a whole number from 0 to 65535
  DATABASE_URL: is not a PostgreSQL URL; wanted: postgresql://user:password@host:port/database
  LATCHKEY_API_KEY: is shorter than 32 characters; wanted: seam_ followed by letters, digits, underscores and hyphens, 32 to 512 characters in all, other than seam_at… and seam_cst…
  LATCHKEY_ENCRYPTION_KEYS: key 1 is not base64; wanted: base64 of 32 random bytes each, comma-separated, as from: openssl rand -base64 32
  LATCHKEY_ENCRYPTION_KEYS: key 2 has 4 bytes; wanted: base64 of 32 random bytes each, comma-separated, as from: openssl rand -base64 32
  LATCHKEY_DEMO: is neither true nor false; wanted: true or false
  LATCHKEY_QUERY_COST_MAX: is not a count; wanted: a whole number from 1 to 999999999
  LATCHKEY_RATE_LIMITS: is neither on nor off; wanted: on or off
  LATCHKEY_REQUESTS_PER_MINUTE: is not a count; wanted: a whole number from 1 to 999999999
  LATCHKEY_COST_PER_MINUTE: is not a count; wanted: a whole number from 1 to 999999999
  LATCHKEY_REQUESTS_AT_ONCE: is not a count; wanted: a whole number from 1 to 999999999
  LATCHKEY_CORS_ORIGINS: origin 1 is not written as browsers send it; wanted: https://app.example and the like, comma-separated: scheme, name and, unless it is the usual one, port
  LATCHKEY_CORS_ORIGINS: origin 2 is not written as browsers send it; wanted: https://app.example and the like, comma-separated: scheme, name and, unless it is the usual one, port
  LATCHKEY_GRAPHIQL: is neither on nor off; wanted: on or off
  LATCHKEY_INTROSPECTION: is neither on nor off; wanted: on or off
  LATCHKEY_ENGINE: is neither on nor off; wanted: on or off
  LATCHKEY_ENGINE_TIMING: is not an object of the engine’s times; wanted: a JSON object of numbers, such as {"leaseMs": 3000}
  LOG_LEVEL: is not a level; wanted: trace, debug, info, warn, error, fatal, silent`,
    )
  })

  it.each(['localhost:4000', '[::1]', '1 2'])('refuse %s as HOST', (HOST) => {
    expect(() => readConfig({ HOST })).toThrow(ConfigError)
  })

  it.each(['-1', '4000.5', '0x10', '1e3', '65536'])('refuse %s as PORT', (PORT) => {
    expect(() => readConfig({ PORT })).toThrow(ConfigError)
  })

  it('refuse an API key that does not begin with seam_ or is longer than a header may carry', () => {
    expect(() => readConfig({ LATCHKEY_API_KEY: 'k'.repeat(40) })).toThrow('does not look like a key')
    expect(() => readConfig({ LATCHKEY_API_KEY: `seam_${'k'.repeat(508)}` })).toThrow('is longer than 512 characters')
  })

  it.each([
    'null',
    'app.example',
    'https://*.example',
    'https://APP.example',
    'https://app.example:443',
    'https://app.example/page',
    'https://ada@app.example',
    'file:///page.html',
    'https://app.example,',
  ])('refuse %s as an origin', (LATCHKEY_CORS_ORIGINS) => {
    expect(() => readConfig({ LATCHKEY_CORS_ORIGINS })).toThrow('is not written as browsers send it')
  })

  it('refuse the same encryption key twice', () => {
    const twice = `${keyA.toString('base64')},${keyA.toString('base64')}`
    expect(() => readConfig({ LATCHKEY_ENCRYPTION_KEYS: twice })).toThrow('a key is given twice')
  })

  it('are listed with default and meaning for the documentation', () => {
    expect(settings.map(({ name, default: fallback }) => [name, fallback])).toEqual([
      ['HOST', '127.0.0.1'],
      ['PORT', '4000'],
      ['DATABASE_URL', null],
      ['LATCHKEY_DATA_DIR', '.latchkey'],
      ['LATCHKEY_API_KEY', null],
      ['LATCHKEY_ENCRYPTION_KEYS', null],
      ['LATCHKEY_DEMO', null],
      ['LATCHKEY_QUERY_COST_MAX', '50000'],
      ['LATCHKEY_RATE_LIMITS', 'on'],
      ['LATCHKEY_REQUESTS_PER_MINUTE', '3000'],
      ['LATCHKEY_COST_PER_MINUTE', '5000000'],
      ['LATCHKEY_REQUESTS_AT_ONCE', '4'],
      ['LATCHKEY_CORS_ORIGINS', null],
      ['LATCHKEY_GRAPHIQL', 'on'],
      ['LATCHKEY_INTROSPECTION', 'on'],
      ['LATCHKEY_TRUSTED_DOCUMENTS', null],
      ['LATCHKEY_ENGINE', 'on'],
      ['LATCHKEY_ENGINE_TIMING', '{}'],
      ['LOG_LEVEL', 'info'],
    ])
    expect(settings.filter(({ meaning, wanted }) => !meaning || !wanted)).toEqual([])
  })
})

describe('a secret', () => {
  it('shows itself only when it is asked to', () => {
    const secret = new Secret('hush')
    expect([inspect({ secret }), JSON.stringify({ secret }), `${secret}`, String(secret), secret.reveal()]).toEqual([
      '{ secret: [redacted] }',
      '{"secret":"[redacted]"}',
      '[redacted]',
      '[redacted]',
      'hush',
    ])
  })

  it('stays hidden when the whole config is printed', () => {
    const config = readConfig({
      DATABASE_URL: 'postgresql://ada:hush@db/latchkey',
      LATCHKEY_API_KEY: `seam_${'hush'.repeat(8)}`,
      LATCHKEY_ENCRYPTION_KEYS: keyA.toString('base64'),
    })
    const printed = inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)
    expect(printed).not.toMatch(/hush|AQEB|01 01/)
  })
})

function thrownBy(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}
