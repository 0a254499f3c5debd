import { routes } from '../../src/rest/routes.ts'
import { documentFor, everyField, leavesOf, variablesWith } from './hostile-graphql.ts'
import { injections, oddities } from './hostile-values.ts'
import type { Random } from './random.ts'

export interface Fuzzed {
  readonly kind: string
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string | Buffer
}

/** What exists, so that a request comes far: its ids, keys and cursors. */
export type Known = readonly string[]

/** Requests of every kind, most of them almost right. */
export function fuzzedRequest(random: Random, known: Known, key: string): Fuzzed {
  const usual = (name: string): unknown => (/At$/.test(name) ? '2099-01-01T00:00:00Z' : random.one(known))
  const value = (): unknown => hostileValue(random, known)
  const json = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const graphql = (kind: string, body: unknown): Fuzzed => ({
    kind,
    method: 'POST',
    path: '/graphql',
    headers: json,
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })
  const asked = () => random.one(everyField)
  const right = () => {
    const one = asked()
    const path = random.one([[''], ...leavesOf(one.field.args)])
    return { query: documentFor(one), variables: variablesWith(one.field.args, path, value(), usual) }
  }
  const route = random.one(routes)
  const given = () =>
    Object.fromEntries(
      Object.keys(route.input.shape)
        .filter(() => random.chance(0.3))
        .map((name) => [name, random.chance(0.5) ? usual(name) : value()]),
    )
  const kinds: (() => Fuzzed)[] = [
    () => graphql('variables', right()),
    () => graphql('variables', right()),
    () => graphql('query', { query: broken(random, right().query), variables: { input: value(), id: value() } }),
    () => graphql('query', { query: madeUp(random), variables: right().variables }),
    () =>
      graphql('body', {
        ...right(),
        [random.one(['query', 'variables', 'operationName', 'extensions', 'x'])]: value(),
      }),
    () => graphql('body', value()),
    () => graphql('body', broken(random, JSON.stringify(right()))),
    () => graphql('body', Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)))),
    () => ({ ...graphql('headers', right()), headers: { ...json, ...hostileHeaders(random, key) } }),
    () => ({
      ...graphql('method', right()),
      method: random.one(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PURGE']),
    }),
    () => ({ kind: 'address', method: 'GET', path: `/graphql?${inAddress(random, right())}`, headers: json, body: '' }),
    () => ({ kind: 'route', method: 'POST', path: route.path, headers: json, body: JSON.stringify(given()) }),
    () => ({ kind: 'route', method: 'POST', path: route.path, headers: json, body: JSON.stringify(given()) }),
    () => ({
      kind: 'route',
      method: random.one(route.methods),
      path: route.path,
      headers: json,
      body: broken(random, JSON.stringify(given())),
    }),
    () => ({
      kind: 'route',
      method: 'GET',
      path: `${route.path}?${inAddress(random, given())}`,
      headers: json,
      body: '',
    }),
    () => ({
      kind: 'path',
      method: random.one(['GET', 'POST']),
      path: strangePath(random, route.path),
      headers: json,
      body: '',
    }),
    () => ({
      kind: 'route',
      method: 'POST',
      path: route.path,
      headers: { ...json, ...hostileHeaders(random, key) },
      body: JSON.stringify(given()),
    }),
  ]
  return random.one(kinds)()
}

function hostileValue(random: Random, known: Known, levels = 2): unknown {
  if (random.chance(0.25)) return random.one(known)
  if (levels > 0 && random.chance(0.1))
    return { [JSON.stringify(random.one(oddities)).slice(0, 40)]: hostileValue(random, known, levels - 1) }
  if (levels > 0 && random.chance(0.1)) return [hostileValue(random, known, levels - 1)]
  return random.chance(0.5) ? random.one(injections) : random.one(oddities)
}

/** With a piece taken out, doubled, or put in from elsewhere. */
function broken(random: Random, text: string): string {
  const from = random.below(text.length)
  const to = from + random.below(20)
  const piece = random.one([
    '',
    text.slice(from, to).repeat(random.below(4)),
    random.one([
      '{',
      '}',
      '"',
      '""""""',
      '\\',
      '\u0000',
      '\ufeff',
      '...',
      '@',
      '$',
      ':',
      '#',
      '\ud800',
      '[',
      '!',
      '&',
      '(',
      '2e999',
    ]),
    String(random.one(injections)),
  ])
  return text.slice(0, from) + piece + text.slice(random.chance(0.5) ? from : to)
}

/** Words of the schema in no order that means anything, but for the braces. */
function madeUp(random: Random): string {
  const words = [
    '...',
    'on',
    'Device',
    '__typename',
    '__schema',
    '@include(if: true)',
    '@skip(if: $x)',
    'a:',
    'nodes',
    'id',
    'fragment F on Device',
    '...F',
    'devices',
    'accessCodes(first: 100)',
    'node(id: 1)',
    'query',
    'mutation',
    'subscription',
    '$x',
    '(',
    ')',
  ]
  const pick = (): string => random.one([...words, everyField[random.below(everyField.length)]?.field.name ?? 'id'])
  let text = '{'
  for (let count = random.below(60); count > 0; count--) text += random.one([' {', ' }', ` ${pick()}`, ` ${pick()}`])
  return `${text} }`
}

function inAddress(random: Random, parameters: object): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    search.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  const text = search.toString()
  return random.chance(0.3) ? broken(random, text).replaceAll(/[^\x21-\x7e]/g, '%') : text
}

function strangePath(random: Random, path: string): string {
  return random.one([
    `${path}/`,
    `/${path}`,
    `${path}%00`,
    `${path}/../..`,
    path.toUpperCase(),
    `${path};x=1`,
    `${path}%2e%2e`,
    '/graphql/',
    '/GRAPHQL',
    '/graphql%20',
    '/*',
    '/%',
    '/%ff',
    `${path}?%ff=%00`,
    '/graphql?query=%ff',
    `/${'a'.repeat(5_000)}`,
    '/openapi.json?x',
    '/health?x',
    '/ready/',
    '//',
    '/.',
    '/graphql?query={viewer{id}}&query={a}',
  ])
}

function hostileHeaders(random: Random, key: string): Record<string, string> {
  const [name, values] = random.one<readonly [string, readonly string[]]>([
    [
      'authorization',
      [
        '',
        'Bearer',
        'Bearer ',
        `bearer ${key}`,
        `Bearer  ${key}`,
        `Basic ${key}`,
        'Bearer \xff',
        `Bearer ${'x'.repeat(2_000)}`,
        `Bearer ${key} ${key}`,
      ],
    ],
    [
      'content-type',
      [
        '',
        'text/plain',
        'application/json; charset=utf-16',
        'application/json;charset="utf-8"',
        'application/json, text/plain',
        'multipart/form-data; boundary=--',
        'application/graphql',
        'application/x-www-form-urlencoded',
        '\xff',
      ],
    ],
    ['content-encoding', ['gzip', 'identity', 'br, gzip', 'x']],
    [
      'accept',
      [
        '',
        '*/*',
        'text/html',
        'application/graphql-response+json',
        'text/event-stream',
        'multipart/mixed',
        'image/png',
        'application/json;q=0',
        ',;,',
        '\xff',
      ],
    ],
    ['latchkey-workspace', ['x', '', '00000000-0000-0000-0000-000000000000', "' or 1=1 --"]],
    ['seam-workspace', ['x', 'a, b']],
    ['client-session-token', [key, 'seam_cst_x', '']],
    ['idempotency-key', ['', ' ', 'k'.repeat(300), '\xff', 'k']],
    ['origin', ['null', 'https://evil.example', '\xff']],
    ['expect', ['100-continue']],
    ['host', ['', 'a b', '[', '-', 'x'.repeat(1_000), 'localhost:99999', '\xff', 'a/../b']],
    ['x-forwarded-proto', ['https', 'javascript', '\xff', 'https, http']],
    ['x-forwarded-for', ['127.0.0.1', "'"]],
    ['cookie', ['a=b', '\xff']],
    ['range', ['bytes=0-1']],
    ['x-large', ['x'.repeat(12_000)]],
    ['x-too-large', ['x'.repeat(20_000)]],
    ['transfer-encoding', ['chunked']],
    ['upgrade', ['websocket']],
  ])
  return { [name]: random.one(values) }
}
