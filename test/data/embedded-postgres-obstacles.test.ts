import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { spawnProgram } from '../../src/data/embedded-postgres/child-process.ts'
import { readLock } from '../../src/data/embedded-postgres/lock-file.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/data/embedded-postgres/start.ts'
import { gatewayProcess } from '../support/gateway-process.ts'
import { runSql } from '../support/sql.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const isRoot = process.getuid?.() === 0

it('starts over a dead server whose lock file names another process by now', async () => {
  const dataDir = await temporaryFolder()
  await using died = await startEmbeddedPostgres({ dataDir })
  await runSql(died.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  process.kill(died.pid, 'SIGKILL')
  await died.exited
  // Of the server's own account: PostgreSQL by itself would take any such process for the server.
  const stranger = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], {
    ...(isRoot && { uid: 65534, gid: 65534, cwd: '/' }),
  })
  onTestFinished(() => void stranger.kill())
  await once(stranger, 'spawn')
  const lockFile = join(dataDir, 'postgres', 'pgdata', 'postmaster.pid')
  const [, ...rest] = (await readFile(lockFile, 'utf8')).split('\n')
  await writeFile(lockFile, [stranger.pid, ...rest].join('\n'))

  const next = await start(dataDir)
  expect(await runSql(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  expect(stranger.exitCode).toBeNull()
})

it('refuses a database that another PostgreSQL version wrote, and leaves it as it is', async () => {
  const dataDir = await temporaryFolder()
  await (await start(dataDir))[Symbol.asyncDispose]()
  const versionFile = join(dataDir, 'postgres', 'pgdata', 'PG_VERSION')
  await writeFile(versionFile, '17\n')

  await expect(start(dataDir)).rejects.toThrow(
    /was written by PostgreSQL 17, and this Latchkey brings PostgreSQL 18, which cannot read it: .* Nothing was changed\./,
  )
  expect(await readFile(versionFile, 'utf8')).toBe('17\n')
})

it('says what the server said when it does not start, without the password', async () => {
  const dataDir = await temporaryFolder()
  const server = await start(dataDir)
  await server[Symbol.asyncDispose]()
  await appendFile(join(dataDir, 'postgres', 'pgdata', 'postgresql.conf'), '\nno such setting\n')

  const error = await start(dataDir).catch((error: Error) => error)
  expect(error).toMatchObject({
    name: 'EmbeddedPostgresError',
    message: expect.stringMatching(/did not start in .*syntax error in file/s),
  })
  expect((error as Error).message).not.toContain(new URL(server.url).password)
})

it('never puts an empty database in the place of one whose password is lost', async () => {
  const dataDir = await temporaryFolder()
  await (await start(dataDir))[Symbol.asyncDispose]()
  await rm(join(dataDir, 'postgres', 'password'))

  await expect(start(dataDir)).rejects.toThrow(/password cannot be read \(ENOENT\).*restore it from a backup/)
})

it('says so when the password is not the one of the database, and leaves no server running', async () => {
  const dataDir = await temporaryFolder()
  await (await start(dataDir))[Symbol.asyncDispose]()
  await writeFile(join(dataDir, 'postgres', 'password'), 'another')

  await expect(start(dataDir)).rejects.toThrow('has another password than the file beside it')
  expect(await readLock(join(dataDir, 'postgres', 'pgdata'))).toMatchObject({ state: 'free' })
})

it('names DATABASE_URL where npm has no PostgreSQL for the platform', async () => {
  const architecture = Object.getOwnPropertyDescriptor(process, 'arch') as PropertyDescriptor
  onTestFinished(() => void Object.defineProperty(process, 'arch', architecture))
  Object.defineProperty(process, 'arch', { ...architecture, value: 'mips' })

  await expect(start(await temporaryFolder())).rejects.toThrow(/No embedded PostgreSQL .*-mips.*: set DATABASE_URL/)
})

it('says that it needs glibc where a program is there and its loader is not', async () => {
  const program = join(await temporaryFolder(), 'postgres')
  await writeFile(program, '#!/lib/no-such-loader\n', { mode: 0o755 })

  await expect(spawnProgram(program, [], { account: undefined, stdio: 'ignore' })).rejects.toThrow(
    /needs glibc, which this system lacks.*set DATABASE_URL/,
  )
})

it.runIf(isRoot)('tells a user without a name to set DATABASE_URL', async () => {
  const dataDir = await temporaryFolder()
  await chown(dataDir, 31337, 31337)

  await expect(gatewayProcess(dataDir, { uid: 31337 })).rejects.toThrow(
    /cannot be set up by a user without a name on this system \(uid 31337\): set DATABASE_URL/,
  )
})

it.runIf(isRoot)('works for root in a project below a closed folder, keeping the data where it can', async () => {
  const { dataDir, home } = await closedProject()

  const text = await readFile(join(dataDir, 'postgres.location'), 'utf8')
  expect(text).toMatch(/^\/var\/lib\/latchkey\/clusters\/[-0-9a-f]+\n\nThe database of this data folder lives/)
  const second = await start(dataDir)
  expect(await runSql(second.url, `SELECT answer, current_setting('data_directory') AS folder FROM kept`)).toEqual([
    { answer: 42, folder: join(home, 'pgdata') },
  ])
})

it.runIf(isRoot)('refuses to begin anew when the database it was pointed to is gone', async () => {
  const { dataDir, home } = await closedProject()
  await rename(home, `${home}.away`)
  onTestFinished(() => rm(`${home}.away`, { recursive: true }))

  await expect(start(dataDir)).rejects.toThrow(/postgres\.location says that the database lives in .*: restore it/)
})

it.runIf(isRoot)('refuses to begin anew when a folder above the database was closed', async () => {
  const project = await temporaryFolder()
  await chmod(project, 0o711)
  const dataDir = join(project, 'data')
  await (await start(dataDir))[Symbol.asyncDispose]()
  await chmod(project, 0o700)

  await expect(start(dataDir)).rejects.toThrow(`Open it (chmod o+x ${project})`)
})

/** A data folder that root alone can reach, with a database made and left. */
async function closedProject(): Promise<{ dataDir: string; home: string }> {
  const project = await temporaryFolder()
  await chmod(project, 0o700)
  const dataDir = join(project, 'data')
  await mkdir(dataDir)
  const server = await start(dataDir)
  await runSql(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await server[Symbol.asyncDispose]()
  const [home = ''] = (await readFile(join(dataDir, 'postgres.location'), 'utf8')).split('\n')
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  return { dataDir, home }
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: false })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}
