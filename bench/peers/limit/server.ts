// The limit: node:http and one prepared statement for each operation, whose JSON text is passed through. No GraphQL is
// parsed and nothing is validated but by that statement; it is what is left when everything that can go has gone.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'
import { followEvents, type LoggedEvent } from '../shared/event-log.ts'
import { listen, openVault, poolOptions } from '../shared/peer.ts'
import { run } from '../shared/statement.ts'
import { authenticator, Unauthenticated, type Viewer, viewerSql } from '../shared/viewer.ts'
import { createMultiple, deleteCode, type Mutation, updateCode } from './changing.ts'
import { type Reading, readings } from './reading.ts'

const pool = new pg.Pool(poolOptions)
const vault = await openVault()
const viewerOf = authenticator(async (tokenHash) => (await run<Viewer>(pool, viewerSql, [tokenHash]))[0])

const mutations: Record<string, Mutation> = {
  M1: createMultiple(pool, vault),
  M2: updateCode(pool, vault),
  M3: deleteCode(pool, vault),
}

interface Body {
  readonly operationName: string
  // biome-ignore lint/suspicious/noExplicitAny: nobody looks at them
  readonly variables: any
}

async function answer(request: IncomingMessage, body: Body): Promise<string> {
  const viewer = await viewerOf(request.headers.authorization)
  const change = mutations[body.operationName]
  if (change) return change(viewer, body.variables.input)
  const { text, values, hasPins } = readings[body.operationName] as Reading
  const [row] = await run<{ answer: string }>(pool, text, [viewer.workspaceId, ...values(body.variables)])
  return hasPins ? withPins(row?.answer ?? '') : (row?.answer ?? '')
}

/** Where the statement wrote a sealed PIN, behind the id that it is sealed to, the PIN. */
function withPins(text: string): string {
  return text.replace(
    /"id":"([^"]{36})","code":"([^"]+)"/g,
    (_, id: string, sealed: string) => `"id":"${id}","code":"${vault.open(Buffer.from(sealed, 'base64'), id)}"`,
  )
}

const readers = new Map<string, Set<ServerResponse>>()
let following: Promise<void> | undefined

/** One text for all who read. */
function publish({ workspaceId, ...event }: LoggedEvent): void {
  const { id, type, occurredAt, accessCodeId } = event
  const text = `event: next\ndata: ${JSON.stringify({ data: { events: { id, type, occurredAt, accessCodeId } } })}\n\n`
  for (const reader of readers.get(workspaceId) ?? []) reader.write(text)
}

async function subscribe(request: IncomingMessage, response: ServerResponse): Promise<void> {
  following ??= followEvents(publish)
  await following
  const { workspaceId } = await viewerOf(request.headers.authorization)
  const all = readers.get(workspaceId) ?? new Set()
  readers.set(workspaceId, all.add(response))
  response.on('close', () => all.delete(response))
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', async () => {
    try {
      const body = JSON.parse(String(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
      if (body.operationName === 'S1') return await subscribe(request, response)
      send(response, 200, await answer(request, body))
    } catch (error) {
      const status = error instanceof Unauthenticated ? 401 : 500
      send(response, status, JSON.stringify({ errors: [{ message: (error as Error).message }] }))
    }
  })
})
listen(server)

function send(response: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(text)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length })
  response.end(bytes)
}
