import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { DEMO_WORKSPACE_ID } from '../../prisma/seed.ts'
import { sealAuditLog } from '../../src/data/audit/seal.ts'
import { nameOfSeal } from '../../src/data/audit/verify.ts'
import { connect } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { Scope } from '../../src/data/prisma/enums.ts'
import { newId } from '../../src/data/uuid.ts'
import { Authenticator } from '../../src/domain/auth/authenticator.ts'
import { addWorkspace as makeWorkspace } from '../../src/domain/auth/workspace.ts'
import { freshDatabase } from '../support/database.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { auditLogSettled } from '../support/settled.ts'
import { runSql } from '../support/sql.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { latchkey, root, startLatchkey } from './latchkey.ts'

const { url } = await freshDatabase()
const broken = await freshDatabase()
const workplace = await freshDatabase()

test('api-key create prints the key alone, and it opens the workspace of that name with the scopes given', async () => {
  const dataDir = await temporaryFolder()
  const first = await latchkey(dataDir, url, 'api-key', 'create', '--workspace', 'Seaside flats')
  expect(first).toEqual({ status: 0, stdout: expect.stringMatching(/^seam_lk_[\w-]{43}\n$/), stderr: '' })
  const second = await latchkey(
    dataDir,
    url,
    'api-key',
    'create',
    '--workspace',
    'Seaside flats',
    '--scopes',
    'READ_CODES',
    'WRITE_CODES',
  )
  await using database = connect(url)
  const authenticator = new Authenticator(database.pool)
  const viewerWith = async (token: string) => {
    const known = await authenticator.authenticate({ token, workspaceId: null })
    return 'viewer' in known ? known.viewer : null
  }
  const viewers = [await viewerWith(first.stdout.trim()), await viewerWith(second.stdout.trim())]
  const aKey = {
    kind: 'API_KEY',
    workspaceId: viewers[0]?.workspaceId,
    credentialId: expect.any(String),
    name: 'API key',
    firstCharacters: expect.stringMatching(/^seam_lk_.{4}$/),
    isSandbox: false,
    deviceIds: null,
    personId: null,
    memberId: null,
    memberName: null,
    requestId: null,
    expiresAt: null,
    tokenHash: expect.any(Buffer),
  }
  expect(viewers).toEqual([
    { ...aKey, scopes: new Set(Object.values(Scope)) },
    { ...aKey, scopes: new Set(['READ_CODES', 'WRITE_CODES']) },
  ])
  // Only hashes are kept: the database does not hold the key in any form that opens anything.
  const dump = await runSql<{ row: string }>(url, 'select api_key::text as row from api_key')
  expect(dump.filter(({ row }) => row.includes(first.stdout.trim()))).toEqual([])
  // The key file that was made on the way is for its owner alone.
  expect((await stat(join(dataDir, 'encryption-keys'))).mode & 0o777).toBe(0o600)
})

test('api-key create refuses a scope that does not exist and names those that do', async () => {
  const { status, stdout, stderr } = await latchkey(
    await temporaryFolder(),
    url,
    'api-key',
    'create',
    '--workspace',
    'Seaside flats',
    '--scopes',
    'EVERYTHING',
  )
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr:
      "error: option '--scopes <scopes...>' argument 'EVERYTHING' is invalid. There is no scope EVERYTHING. There are READ_CODES, SEE_PINS, WRITE_CODES, MANAGE_DEVICES, MANAGE_CREDENTIALS, READ_AUDIT_LOG.\n",
  })
})

test('worker keeps codes on their locks without serving anything, and stops when it is told to', async () => {
  const dataDir = await temporaryFolder()
  // That the engine inside gateways is off has nothing to do with workers.
  const worker = startLatchkey(
    { DATABASE_URL: workplace.url, LATCHKEY_DATA_DIR: dataDir, LOG_LEVEL: 'info', LATCHKEY_ENGINE: 'off' },
    'worker',
  )
  const exit = once(worker, 'exit')
  const said = text(worker.stdout)
  await using database = connect(workplace.url)
  const workspaceId = await addWorkspace(database)
  const deviceId = await addDevice(database, workspaceId)
  await database.pool.query('update device_sync set due_at = now() where device_id = $1', [deviceId])
  const isRead = async () =>
    (await database.pool.query('select last_read_at is not null as read from device where id = $1', [deviceId])).rows[0]
      .read
  await expect.poll(isRead, { timeout: 15_000 }).toBe(true)
  worker.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  const messages = (await said)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg)
  expect(messages).toEqual(['working', 'stopping'])
})

test('schema prints the committed schema', async () => {
  const { stdout } = await latchkey(await temporaryFolder(), url, 'schema')
  expect(stdout).toBe(await readFile(join(root, 'schema.graphql'), 'utf8'))
})

test('seed adds the demo house, and says nothing when it is there already', async () => {
  const { url } = await seeding
  const dataDir = await temporaryFolder()
  expect(await latchkey(dataDir, url, 'seed')).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(await latchkey(dataDir, url, 'seed')).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(await runSql(url, 'select id, name from workspace')).toEqual([{ id: DEMO_WORKSPACE_ID, name: 'Demo house' }])
})

test('keys rotate makes a new key and encrypts everything anew; the old one may then be taken out of the file', async () => {
  const { url } = await rotating
  const dataDir = await temporaryFolder()
  await latchkey(dataDir, url, 'seed')
  const keyFile = join(dataDir, 'encryption-keys')
  const [before] = (await readFile(keyFile, 'utf8')).split('\n')
  const sealed = () =>
    runSql<{ key: string }>(
      url,
      "select distinct encode(substring(pin_ciphertext, 1, 8), 'hex') as key from access_code where pin_ciphertext is not null",
    )
  const [sealedBefore] = await sealed()
  const { status, stdout, stderr } = await latchkey(dataDir, url, 'keys', 'rotate')
  const [sealedAfter, ...others] = await sealed()
  expect({ status, stderr, others }).toEqual({ status: 0, stderr: '', others: [] })
  expect(stdout).toMatch(
    /^\d+ encrypted anew with the key [0-9a-f]{16}\. Other keys are needed no longer, but for older backups\.\n$/,
  )
  expect(stdout).toContain(`key ${sealedAfter?.key}`)
  expect(sealedAfter).not.toEqual(sealedBefore)
  const [after, ...kept] = (await readFile(keyFile, 'utf8')).split('\n').filter(Boolean)
  expect(kept).toEqual([before])
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
  await writeFile(keyFile, `${after}\n`)
  const audited = await runSql(url, 'select action, actor_kind, details from audit_entry order by position')
  expect(audited).toEqual([
    { action: 'createWorkspace', actor_kind: 'OPERATOR', details: { name: 'Demo house', isSandbox: true } },
    { action: 'rotateEncryptionKeys', actor_kind: 'OPERATOR', details: { fingerprint: sealedAfter?.key } },
  ])
  // The new key alone opens the database, and proves what was written down before.
  const stdoutOfVerify = '2 entries (2 not sealed yet), 0 seals, the newest none: as they were written.\n'
  expect(await latchkey(dataDir, url, 'audit', 'verify')).toEqual({ status: 0, stdout: stdoutOfVerify, stderr: '' })
})

test('what the command line does for a workspace is written down in its audit log, and no token', async () => {
  const { url } = await auditing
  const dataDir = await temporaryFolder()
  const forSeaside = ['create', '--workspace', 'Seaside flats', '--scopes', 'READ_CODES']
  const key = await latchkey(dataDir, url, 'api-key', ...forSeaside, '--name', 'Booking site')
  const token = await latchkey(dataDir, url, 'personal-access-token', ...forSeaside, '--email', 'Anna@example.com')
  const rows = await runSql<{ action: string; details: object }>(
    url,
    'select action, details from audit_entry order by transaction_id, position',
  )
  const anId = expect.stringMatching(/^[0-9a-f-]{36}$/)
  const scopes = ['READ_CODES']
  expect(rows).toEqual([
    { action: 'createWorkspace', details: { name: 'Seaside flats', isSandbox: false } },
    { action: 'createApiKey', details: { id: anId, name: 'Booking site', scopes } },
    {
      action: 'createPersonalAccessToken',
      details: { id: anId, memberId: anId, email: 'anna@example.com', name: 'Personal access token', scopes },
    },
  ])
  const log = JSON.stringify(rows)
  for (const { stdout } of [key, token]) expect(log).not.toContain(stdout.trim())
})

test('audit verify says that a log holds, and of one that does not which entry was touched, and exits with 1', async () => {
  const { url } = await verifying
  const dataDir = await temporaryFolder()
  const verify = (...args: string[]) => latchkey(dataDir, url, 'audit', 'verify', ...args)
  await latchkey(dataDir, url, 'api-key', 'create', '--workspace', 'Seaside flats')
  const keys = (await readFile(join(dataDir, 'encryption-keys'), 'utf8')).trim()
  await using database = connect(url)
  const vault = await openPinVault(database.pool, [Buffer.from(keys, 'base64')])
  await auditLogSettled(database.pool)
  const seal = await sealAuditLog(database.pool, vault)
  if (!seal) throw new Error('something was to be sealed')
  await makeWorkspace({ writers: database.writers, vault }, { id: newId(), name: 'Hillside flats', isSandbox: false })
  const name = nameOfSeal(seal)
  expect(await verify('--seal', name)).toEqual({
    status: 0,
    stdout: `3 entries (1 not sealed yet), 1 seals, the newest ${name}: as they were written.\n`,
    stderr: '',
  })
  expect(await verify('--seal', '1:0123456789abcdef0123456789abcdef')).toEqual({
    status: 1,
    stdout: `After 2 entries (0 not sealed yet), 1 seals, the newest ${name}: there is no seal 1:0123456789abcdef0123456789abcdef any more.\n`,
    stderr: '',
  })
  const [{ id } = { id: '' }] = await runSql<{ id: string }>(
    url,
    "select id from audit_entry where action = 'createApiKey' order by position limit 1",
  )
  await runSql(url, 'alter table audit_entry disable trigger audit_entry_append_only')
  // As long as it can be changed, nothing is served, and nothing said of it.
  expect(await verify()).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'the database lacks the trigger audit_entry_append_only: restore it from prisma/migrations before starting\n',
  })
  await runSql(url, `delete from audit_entry where id = '${id}'`)
  await runSql(url, 'alter table audit_entry enable trigger audit_entry_append_only')
  expect(await verify()).toEqual({
    status: 1,
    stdout: `After 0 entries (0 not sealed yet), 0 seals, the newest none: entry ${id}, which seal 1 covers, is gone.\n`,
    stderr: '',
  })
}, 60_000)

test('a database without the constraint that keeps PINs apart is refused before anything is served', async () => {
  await runSql(broken.url, 'alter table pin_claim drop constraint pin_claim_no_overlap')
  const { status, stdout, stderr } = await latchkey(await temporaryFolder(), broken.url, 'migrate')
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'the database lacks the exclusion constraint pin_claim_no_overlap: restore it from prisma/migrations before starting\n',
  })
})

test('a setting that cannot be used is named, with what is wanted', async () => {
  const { status, stdout, stderr } = await latchkey(await temporaryFolder(), 'mysql://nowhere', 'migrate')
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'These settings cannot be used:\n  DATABASE_URL: is not a PostgreSQL URL; wanted: postgresql://user:password@host:port/database\n',
  })
})

const seeding = freshDatabase()
const rotating = freshDatabase()
const auditing = freshDatabase()
const verifying = freshDatabase()
