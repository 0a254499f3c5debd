import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { connect } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { addApiKey } from '../../src/domain/auth/api-keys.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { encryptionKeysFromFile } from '../../src/encryption-keys.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { runningGateway } from '../support/running-gateway.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const DOORS = 100
const READERS_PER_GATEWAY = 2
const PAGE = 100

/** How often codes were read and written while the keys were rotated, and each answer that had no PIN in it. */
export interface RotationFigures {
  readonly codes: number
  readonly sealedAnew: number
  readonly pagesRead: number
  readonly codesRead: number
  readonly written: number
  readonly unreadable: readonly unknown[]
}

/**
 * Two gateways with their engines on one database and one key file, which are asked for all of their codes and for new
 * ones without a pause while `latchkey keys rotate` runs beside them. Afterwards the old key is taken out of the file.
 */
export async function rotateUnderLoad(databaseUrl: string, codes: number): Promise<RotationFigures> {
  const dataDir = await temporaryFolder()
  const env = { DATABASE_URL: databaseUrl, LATCHKEY_DATA_DIR: dataDir, LATCHKEY_RATE_LIMITS: 'off', LOG_LEVEL: 'warn' }
  const gateways = [
    await runningGateway({ ...env, LOG_LEVEL: 'info' }),
    await runningGateway({ ...env, LOG_LEVEL: 'info' }),
  ]
  const database = connect(databaseUrl)
  onTestFinished(() => database[Symbol.asyncDispose]())
  const { writers } = database
  const workspaceId = await addWorkspace(database)
  const key = newToken('API_KEY')
  const vault = await openPinVault(database.pool, await encryptionKeysFromFile(dataDir))
  await addApiKey({ writers, vault }, { workspaceId, name: 'Test', key })
  const doors = await Promise.all(
    Array.from({ length: DOORS }, () => addDevice(database, workspaceId, { supportedCodeLengths: [6] })),
  )
  const askers = gateways.map(({ url }) => asker(url, key))
  const [ask] = askers
  if (!ask) throw new Error('there are two gateways')

  // Most are for later, so that the engines program some of them only.
  const known = new Map<string, string>()
  for (let made = 0; made < codes; made += DOORS) {
    const hours = made === 0 ? 0 : 24 * 30 + made
    const input = { deviceIds: doors, startsAt: inHours(hours), endsAt: inHours(hours + 24 * 365) }
    const { createMultipleAccessCodes: created } = await ask(createMany, { input })
    for (const { id, code } of created.accessCodes) known.set(id, code)
  }
  expect(known.size).toBe(codes)

  let isRotated = false
  let [pagesRead, codesRead, written] = [0, 0, 0]
  const unreadable: unknown[] = []
  const read = async (asking: Ask, first: string | null) => {
    for (let after = first; !isRotated; ) {
      const { accessCodes } = await asking(page, { first: PAGE, after })
      for (const node of accessCodes.nodes) {
        const isAsKnown = known.has(node.id) ? node.code === known.get(node.id) : /^\d{6}$/.test(node.code)
        if (!isAsKnown) unreadable.push(node)
      }
      pagesRead++
      codesRead += accessCodes.nodes.length
      after = accessCodes.pageInfo.hasNextPage ? accessCodes.pageInfo.endCursor : null
    }
  }
  const write = async (asking: Ask) => {
    while (!isRotated) {
      const deviceIds = doors.slice(0, 3)
      const { createMultipleAccessCodes: made } = await asking(createMany, { input: { deviceIds } })
      const { commonCodeKey } = made.linkedCodeGroup
      const { rotateLinkedCodeGroup: rotated } = await asking(rotateGroup, { input: { commonCodeKey } })
      const pins = [...made.accessCodes, rotated.linkedCodeGroup].map(({ code }: { code: string }) => code)
      if (!pins.every((pin) => /^\d{6}$/.test(pin))) unreadable.push({ made, rotated })
      await asking(deleteGroup, { input: { commonCodeKey } })
      written += 3
    }
  }
  const noting = (work: Promise<void>) => work.catch((error) => void unreadable.push(String(error)))
  const work = askers.flatMap((asking) => [
    ...Array.from({ length: READERS_PER_GATEWAY }, () => noting(read(asking, null))),
    noting(write(asking)),
  ])
  const { status, stdout, stderr } = await rotate(env).finally(() => {
    isRotated = true
  })
  await Promise.all(work)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })

  // The new key alone opens everything, and the gateways go on.
  const keyFile = join(dataDir, 'encryption-keys')
  const [newest] = (await readFile(keyFile, 'utf8')).split('\n')
  await writeFile(keyFile, `${newest}\n`)
  const later = await openPinVault(database.pool, [Buffer.from(newest ?? '', 'base64')])
  const { rows } = await database.pool.query<{ id: string; sealed: Buffer }>(
    'select id, pin_ciphertext as sealed from access_code where pin_ciphertext is not null',
  )
  const opened = new Map(rows.map(({ id, sealed }) => [id, later.open(sealed, id)]))
  for (const [id, pin] of known) if (opened.get(id) !== pin) unreadable.push({ id, opened: opened.get(id) })
  for (const { end, said } of gateways) {
    expect(await end()).toEqual({ code: 0, signal: null })
    expect(said()).not.toMatch(/"level":"(warn|error|fatal)"/)
  }
  return { codes, sealedAnew: Number.parseInt(stdout, 10), pagesRead, codesRead, written, unreadable }
}

const createMany = `mutation ($input: CreateMultipleAccessCodesInput!) { createMultipleAccessCodes(input: $input) {
  ... on CreateMultipleAccessCodesPayload { accessCodes { id code } linkedCodeGroup { commonCodeKey } } } }`
const rotateGroup = `mutation ($input: RotateLinkedCodeGroupInput!) { rotateLinkedCodeGroup(input: $input) {
  ... on RotateLinkedCodeGroupPayload { linkedCodeGroup { code } } } }`
const deleteGroup = `mutation ($input: DeleteLinkedCodeGroupInput!) { deleteLinkedCodeGroup(input: $input) { __typename } }`
const page = `query ($first: Int!, $after: String) { accessCodes(first: $first, after: $after) {
  nodes { id code } pageInfo { hasNextPage endCursor } } }`

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000)

// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
type Ask = (query: string, variables: object) => Promise<any>

const asker =
  (url: string, key: string): Ask =>
  async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown }
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }

async function rotate(env: Readonly<Record<string, string>>) {
  const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, 'keys', 'rotate'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { status, stdout, stderr }
}
