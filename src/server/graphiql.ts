import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readExamples } from '../graphql/examples.ts'
import { memoryScript } from './graphiql-memory.ts'
import { placeholder, signInBar, signInScript } from './graphiql-sign-in.ts'
import { isFromThisMachine } from './loopback.ts'

export interface GraphiQLOptions {
  enabled: boolean
  /** Filled in for someone who sits at this machine; null where no page may know a key. */
  demoKey: string | null
}

/** A browser that opens the address; clients of the API never ask for HTML. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.accept?.includes('text/html') === true
}

/** Serves GraphiQL, which loads nothing from elsewhere. The 9 MB page is made once, when first asked for. */
export function createGraphiQL({ demoKey }: GraphiQLOptions) {
  const pages = new Map<string | null, Promise<Page>>()
  return async function sendPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = demoKey !== null && isFromThisMachine(request) ? demoKey : null
    const page = pages.get(key) ?? renderPage(key)
    pages.set(key, page)
    const { html, policy } = await page
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': html.length,
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    response.end(html)
  }
}

interface Page {
  html: Buffer
  policy: string
}

async function renderPage(key: string | null): Promise<Page> {
  // Only here: it costs 33 MB of memory.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const headers = JSON.stringify({ Authorization: key === null ? placeholder : `Bearer ${key}` }, null, 2)
  const graphiql = renderGraphiQL({
    title: 'Latchkey',
    defaultTabs: (await readExamples()).map(({ query }) => ({ query, headers })),
    // For further tabs, and for all of them after a reload, since a stored header would outlive its key.
    headers,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: 'headers',
  })
  const script = `${memoryScript}${key === null ? signInScript : ''}`
  const [head, tail] = cut(graphiql, '<div id="root">')
  const html = `${head}${key === null ? signInBar : ''}<script>${script}</script>${tail}`
  return { html: Buffer.from(html), policy: contentPolicy(script, scriptOf(tail)) }
}

/** GraphiQL sets styles and starts its workers from blobs; of scripts, only the page's own two may run. */
function contentPolicy(...scripts: string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'worker-src blob:',
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function scriptOf(html: string): string {
  const [, script] = cut(html, '<script>')
  return script.slice('<script>'.length, script.lastIndexOf('</script>'))
}

function cut(text: string, before: string): [string, string] {
  const at = text.indexOf(before)
  if (at < 0) throw new Error(`GraphiQL's page has no ${before}: was its package updated?`)
  return [text.slice(0, at), text.slice(at)]
}
