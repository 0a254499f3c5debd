import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { demoDeviceIds } from '../../prisma/demo-doors.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const create = `mutation ($input: CreateMultipleAccessCodesInput!) {
  createMultipleAccessCodes(input: $input) { ... on CreateMultipleAccessCodesPayload { accessCodes { id } } ... on UserError { message } }
}`
const input = { deviceIds: [demoDeviceIds.frontDoor, demoDeviceIds.backDoor] }

test('every code that was acknowledged is there after the gateway and the database were killed in the middle of creating', async () => {
  const dataDir = await temporaryFolder()
  const acknowledged: string[] = []

  let gateway = await start(dataDir)
  await createUntilGone(gateway, acknowledged, 30, () => gateway.child.kill('SIGKILL'))
  expect(acknowledged.length).toBeGreaterThanOrEqual(30)

  gateway = await start(dataDir)
  expect(await missing(gateway, acknowledged)).toEqual([])
  const before = acknowledged.length
  const serverPid = await embeddedServerPid(dataDir)
  await createUntilGone(gateway, acknowledged, before + 30, () => process.kill(serverPid, 'SIGKILL'))
  // A gateway without its database does not linger, nor pretend.
  expect((await gateway.exit)[0]).toBe(1)

  gateway = await start(dataDir)
  expect(await missing(gateway, acknowledged)).toEqual([])
  // All or nothing: no call left one door of its two with a code.
  const { data } = await ask(gateway, '{ linkedCodeGroups(first: 100) { nodes { accessCodes { totalCount } } } }')
  const sizes = data.linkedCodeGroups.nodes.map(
    (group: { accessCodes: { totalCount: number } }) => group.accessCodes.totalCount,
  )
  expect(new Set(sizes)).toEqual(new Set([2, 3]))
  gateway.child.kill('SIGTERM')
  expect((await gateway.exit)[0]).toBe(0)
}, 120_000)

interface RunningGateway {
  readonly child: ChildProcess
  readonly exit: Promise<unknown[]>
  readonly url: string
  readonly key: string
}

async function start(dataDir: string): Promise<RunningGateway> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, PORT: '0', LATCHKEY_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'exit')
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exit
  })
  child.stderr.resume()
  for await (const line of createInterface(child.stdout)) {
    const { msg, url } = JSON.parse(line)
    if (msg !== 'listening') continue
    child.stdout.resume()
    return { child, exit, url, key: (await readFile(join(dataDir, 'demo-key'), 'utf8')).trim() }
  }
  throw new Error('the gateway did not start')
}

/** Four callers at once; what they were promised is noted; `strike` is called in their midst. */
async function createUntilGone(gateway: RunningGateway, acknowledged: string[], strikeAt: number, strike: () => void) {
  let hasStruck = false
  const caller = async () => {
    for (;;) {
      const answer = await ask(gateway, create, { input }).catch(() => null)
      const codes: { id: string }[] | undefined = answer?.data?.createMultipleAccessCodes?.accessCodes
      if (!codes) return
      acknowledged.push(...codes.map(({ id }) => id))
      if (acknowledged.length >= strikeAt && !hasStruck) {
        hasStruck = true
        strike()
      }
    }
  }
  await Promise.all([caller(), caller(), caller(), caller()])
  expect(hasStruck).toBe(true)
  await gateway.exit
}

async function missing(gateway: RunningGateway, ids: readonly string[]): Promise<string[]> {
  const lost: string[] = []
  for (let from = 0; from < ids.length; from += 100) {
    const asked = ids.slice(from, from + 100)
    const { data } = await ask(gateway, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: asked })
    lost.push(...asked.filter((_, index) => data.nodes[index] === null))
  }
  return lost
}

async function ask({ url, key }: RunningGateway, query: string, variables?: object) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return response.json()
}

async function embeddedServerPid(dataDir: string): Promise<number> {
  const [pid] = (await readFile(join(dataDir, 'postgres', 'pgdata', 'postmaster.pid'), 'utf8')).split('\n')
  return Number(pid)
}
