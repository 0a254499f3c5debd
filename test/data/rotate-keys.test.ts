import { randomBytes, randomInt } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { connect } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { rotateKeys, sealedColumns, whileNobodyElseRotates } from '../../src/data/pins/rotate-keys.ts'
import { pinVault } from '../../src/data/pins/vault.ts'
import { newId } from '../../src/data/uuid.ts'
import { freshDatabase } from '../support/database.ts'
import { addDevice, addWorkspace } from '../support/house.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
/** Several batches. Ten thousand are rotated, under real gateways, by `npm run soak`. */
const CODES = 2_000

const database = connect((await freshDatabase()).url)
afterAll(() => database[Symbol.asyncDispose]())
const { pool } = database

/** The keys as every process sees them: replaced as a whole, as their file is. */
let keys: readonly Buffer[] = [oldKey]
const vault = await openPinVault(pool, () => keys)

test('PINs are encrypted anew while they are read and written, and none is unreadable at any moment', async () => {
  const ids = await recordCodes()
  let isRotated = false
  let reads = 0
  const readers = Array.from({ length: 4 }, async () => {
    while (!isRotated) {
      const some = Array.from({ length: 50 }, () => ids[randomInt(ids.length)])
      const text =
        'select id, pin_ciphertext as sealed, confirmed_pin_ciphertext as confirmed from access_code where id = any($1)'
      const { rows } = await pool.query<{ id: string; sealed: Buffer; confirmed: Buffer }>(text, [some])
      for (const row of rows) {
        expect([vault.open(row.sealed, row.id), vault.open(row.confirmed, row.id)]).toEqual([
          pinOf(row.id),
          pinOf(row.id),
        ])
        reads++
      }
    }
  })
  const writer = async () => {
    while (!isRotated) {
      const id = ids[randomInt(ids.length)] ?? ''
      await pool.query('update access_code set pin_ciphertext = $2 where id = $1', [id, vault.seal(pinOf(id), id)])
    }
  }
  const writing = writer()
  keys = [newKey, oldKey]
  await openPinVault(pool, keys)
  const rotated = await rotateKeys(pool, vault).finally(() => {
    isRotated = true
  })
  await Promise.all([...readers, writing])

  expect(reads).toBeGreaterThan(0)
  // Some may have been written anew by others before they came to be rotated.
  expect(rotated).toBeGreaterThan(CODES)
  // From now on the old key opens nothing, and nothing needs it.
  const later = await openPinVault(pool, [newKey])
  const { rows } = await pool.query<{ id: string; sealed: Buffer; confirmed: Buffer }>(
    'select id, pin_ciphertext as sealed, confirmed_pin_ciphertext as confirmed from access_code',
  )
  expect(rows).toHaveLength(CODES)
  for (const row of rows) {
    expect([later.open(row.sealed, row.id), later.open(row.confirmed, row.id)]).toEqual([pinOf(row.id), pinOf(row.id)])
  }
})

test('what a transaction that was running wrote with the old key is encrypted anew before the old key is let go', async () => {
  const [thirdKey] = [randomBytes(32)]
  const before = await openPinVault(pool, keys)
  const {
    rows: [row],
  } = await pool.query<{ id: string }>('select id from access_code limit 1')
  if (!row) throw new Error('no code was recorded')
  const tx = await pool.connect()
  await tx.query('begin')
  await tx.query('update access_code set pin_ciphertext = $2 where id = $1', [
    row.id,
    before.seal(pinOf(row.id), row.id),
  ])
  const present = [thirdKey, ...keys] as const
  const rotating = rotateKeys(pool, await openPinVault(pool, present))
  const isOver = await Promise.race([rotating.then(() => true), pool.query('select pg_sleep(0)').then(() => false)])
  expect(isOver).toBe(false)
  await tx.query('commit')
  tx.release()
  expect(await rotating).toBeGreaterThanOrEqual(CODES)
  const later = await openPinVault(pool, [thirdKey])
  const { rows } = await pool.query<{ sealed: Buffer }>(
    'select pin_ciphertext as sealed from access_code where id = $1',
    [row.id],
  )
  expect(rows.map(({ sealed }) => later.open(sealed, row.id))).toEqual([pinOf(row.id)])
})

test('two rotations of one database at once are refused', async () => {
  await whileNobodyElseRotates(pool, async () => {
    await expect(whileNobodyElseRotates(pool, async () => {})).rejects.toThrow(
      'the keys of this database are being rotated already',
    )
  })
  expect(await whileNobodyElseRotates(pool, async () => 'again')).toBe('again')
})

test('every column of bytes is rotated, or is known to hold nothing that can be opened', async () => {
  const { rows } = await pool.query<{ name: string }>(
    `select attrelid::regclass || '.' || attname as name from pg_attribute a join pg_class c on c.oid = attrelid
     where atttypid in ('bytea'::regtype, 'bytea[]'::regtype) and attnum > 0 and not attisdropped and relkind in ('r', 'p')
       and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) order by 1`,
  )
  const hashes = [
    'access_code.confirmed_pin_hash',
    'access_code.pin_hash',
    'api_key.token_hash',
    'client_session.token_hash',
    'commanded_pin.pin_hash',
    'idempotency_key.request_hash',
    'personal_access_token.token_hash',
    'pin_claim.pin_hash',
    'simulated_lock.code.pin_hash',
    'simulated_lock.fault.pin_hash',
    'simulated_lock.used_offline_pin.pin_hash',
  ]
  // Keyed with the key of the hashes, which a rotation wraps anew and never replaces: the log is proven as before.
  const ofTheAuditLog = ['audit_entry.mac', 'audit_seal.mac', 'audit_seal.entries']
  // Wrapped by each of the keys.
  const keyOfHashes = 'encryption_key.wrapped_pin_hash_key'
  const rotated = sealedColumns.map(({ table, column }) => `${table}.${column}`)
  expect(rows.map(({ name }) => name).sort()).toEqual([...hashes, ...ofTheAuditLog, keyOfHashes, ...rotated].sort())
})

test('a key that was taken away while this process runs still opens what was read before', () => {
  let current: readonly Buffer[] = [oldKey]
  const running = pinVault(() => current, randomBytes(32))
  const sealed = running.seal('4711', 'row')
  current = [newKey]
  expect(running.open(sealed, 'row')).toBe('4711')
  expect(running.sealsWith().equals(pinVault([newKey], randomBytes(32)).sealsWith())).toBe(true)
})

/** A PIN that the id alone tells. */
const pinOf = (id: string): string => String(Number.parseInt(id.slice(-6), 16) % 1_000_000).padStart(6, '0')

async function recordCodes(): Promise<string[]> {
  const workspaceId = await addWorkspace(database)
  const deviceId = await addDevice(database, workspaceId)
  const ids = Array.from({ length: CODES }, () => newId())
  const sealed = () => ids.map((id) => vault.seal(pinOf(id), id))
  await pool.query(
    `insert into access_code (id, workspace_id, device_id, type, status, pin_ciphertext, pin_hash, confirmed_pin_ciphertext,
       confirmed_pin_hash)
     select id, $1, $2, 'ONGOING', 'SET', sealed, hash, confirmed, hash
     from unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[]) as c (id, sealed, confirmed, hash)`,
    [workspaceId, deviceId, ids, sealed(), sealed(), ids.map((id) => vault.hash(workspaceId, pinOf(id)))],
  )
  return ids
}
