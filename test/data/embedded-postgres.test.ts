import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { isAlive } from '../../src/data/embedded-postgres/lock-file.ts'
import { type Seat, takeSeat } from '../../src/data/embedded-postgres/seat.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/data/embedded-postgres/start.ts'
import { gatewayProcess } from '../support/gateway-process.ts'

import { runSql } from '../support/sql.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

it('starts from nothing, on the loopback address alone', async () => {
  const server = await start(await temporaryFolder())

  const settings = await runSql(
    server.url,
    `SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
            current_setting('max_connections')::int >= 200 AS roomy`,
  )
  expect(settings).toEqual([{ addresses: '127.0.0.1', sockets: '', roomy: true }])
})

it('lets no one in without the password, which only its owner can read', async () => {
  const dataDir = await temporaryFolder()
  const server = await start(dataDir)

  const guess = new URL(server.url)
  guess.password = 'postgres'
  await expect(runSql(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
  const { mode } = await stat(join(dataDir, 'postgres', 'password'))
  expect(mode & 0o777).toBe(0o600)
})

it('keeps its data over a restart', async () => {
  const dataDir = await temporaryFolder()
  await using first = await startEmbeddedPostgres({ dataDir })
  await runSql(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await first[Symbol.asyncDispose]()
  expect(isAlive(first.pid)).toBe(false)

  const second = await start(dataDir)
  expect(await runSql(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

it('joins the server that a killed gateway left running, and stops it when it leaves', async () => {
  const dataDir = await temporaryFolder()
  const killed = await gatewayProcess(dataDir)
  await runSql(killed.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await killed.kill()
  expect(isAlive(killed.serverPid)).toBe(true)

  const next = await start(dataDir)
  expect(next.pid).toBe(killed.serverPid)
  expect(await runSql(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  await next[Symbol.asyncDispose]()
  await next.exited
  expect(isAlive(next.pid)).toBe(false)
})

it('keeps serving the second gateway when the first leaves, and stops when the second does', async () => {
  const dataDir = await temporaryFolder()
  const first = await gatewayProcess(dataDir)
  const second = await gatewayProcess(dataDir)
  expect(second.serverPid).toBe(first.serverPid)

  await first.leave()
  expect(await runSql(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await second.leave()
  expect(isAlive(second.serverPid)).toBe(false)
})

it('keeps serving the others when the gateway that started the server is killed', async () => {
  const dataDir = await temporaryFolder()
  const killed = await gatewayProcess(dataDir)
  const other = await start(dataDir)

  await killed.kill()
  expect(await runSql(other.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await other[Symbol.asyncDispose]()
  expect(isAlive(other.pid)).toBe(false)
})

it('stops the server when all its gateways leave at once', async () => {
  const dataDir = await temporaryFolder()
  const servers = await Promise.all([start(dataDir), start(dataDir), start(dataDir)])
  expect(new Set(servers.map((server) => server.pid)).size).toBe(1)

  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
  expect(isAlive(servers[0]?.pid as number)).toBe(false)
})

it('serves a gateway that arrives while the last one leaves', async () => {
  const dataDir = await temporaryFolder()
  let current = await start(dataDir)
  for (let round = 0; round < 5; round++) {
    const [next] = await Promise.all([start(dataDir), current[Symbol.asyncDispose]()])
    expect(await runSql(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    current = next
  }
})

it('gives gateways that begin together in a new folder one server and one database', async () => {
  const dataDir = await temporaryFolder()
  const [first, second] = await Promise.all([gatewayProcess(dataDir), gatewayProcess(dataDir)])

  expect(second.url).toBe(first.url)
  await runSql(first.url, 'CREATE TABLE shared ()')
  await runSql(second.url, 'SELECT FROM shared')
  expect(await readdir(dataDir)).toEqual(['postgres'])
  await Promise.all([first.leave(), second.leave()])
  expect(isAlive(first.serverPid)).toBe(false)
})

it('gives gateways that begin together in an old folder one server', async () => {
  const dataDir = await temporaryFolder()
  await (await start(dataDir))[Symbol.asyncDispose]()

  const servers = await Promise.all(Array.from({ length: 4 }, () => start(dataDir)))
  expect(new Set(servers.map((server) => server.url)).size).toBe(1)
})

it('seats no one at a server that its last gateway is about to stop', async () => {
  const dataDir = await temporaryFolder()
  const killed = await gatewayProcess(dataDir)
  await killed.kill()
  const pgdata = join(dataDir, 'postgres', 'pgdata')
  const last = (await takeSeat(killed.url, pgdata)) as Seat
  const other = (await takeSeat(killed.url, pgdata)) as Seat
  expect(await other.leave()).toBe(false)
  expect(await last.leave()).toBe(true)

  expect(await takeSeat(killed.url, pgdata)).toBe('closing')
  await Promise.all([last.close(), other.close()]) // it died before it stopped the server
  expect(await start(dataDir)).toMatchObject({ pid: killed.serverPid })
})

it('keeps its seat when PostgreSQL ends every session to recover from a crash within', async () => {
  const dataDir = await temporaryFolder()
  const first = await start(dataDir)
  const second = await start(dataDir)
  await runSql(first.url, 'SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = $$advisory$$')
  await expect.poll(() => runSql(second.url, seats)).toEqual([{ count: 2 }])

  await first[Symbol.asyncDispose]()
  expect(await runSql(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

it('tells when the server dies, leaves without waiting, and recovers every committed row at the next start', async () => {
  const dataDir = await temporaryFolder()
  await using first = await startEmbeddedPostgres({ dataDir })
  const other = await startEmbeddedPostgres({ dataDir })
  await runSql(first.url, 'CREATE TABLE counted AS SELECT generate_series(1, 1000) AS n')
  process.kill(first.pid, 'SIGKILL')
  await Promise.all([first.exited, other.exited])
  await Promise.all([first[Symbol.asyncDispose](), other[Symbol.asyncDispose]()])

  const next = await start(dataDir)
  expect(await runSql(next.url, 'SELECT count(*)::int FROM counted')).toEqual([{ count: 1000 }])
})

it('takes no killed initdb for a database, and clears away what it left', async () => {
  const dataDir = await temporaryFolder()
  const { pid: deadPid } = spawnSync(process.execPath, ['--version'])
  const left = join(dataDir, `postgres.new-${deadPid}-x`)
  await mkdir(join(left, 'pgdata'), { recursive: true })
  await writeFile(join(left, 'pgdata', 'PG_VERSION'), '18\n')

  await start(dataDir)
  expect(await readdir(dataDir)).toEqual(['postgres'])
})

it('writes neither statements nor values to its log', async () => {
  const dataDir = await temporaryFolder()
  const server = await start(dataDir)
  await runSql(server.url, 'CREATE TABLE pins (pin text PRIMARY KEY)')
  await runSql(server.url, `INSERT INTO pins VALUES ('pin-4711')`)
  await expect(runSql(server.url, `INSERT INTO pins VALUES ('pin-4711')`)).rejects.toThrow('duplicate key')
  await server[Symbol.asyncDispose]()

  const log = await readFile(join(dataDir, 'postgres', 'server.log'), 'utf8')
  expect(log).toContain('database system is shut down')
  expect(log).not.toContain('4711')
})

const seats = `SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND granted`

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: false })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}
