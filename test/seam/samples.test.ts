import { execFile, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { anAutoSetKey, aPin } from '../api/answers.ts'
import { currentClient, olderClient } from './clients.ts'
import { demoGateway } from './demo-gateway.ts'
import { seamAnswer } from './promises.ts'

const gateway = await demoGateway()
const { endpoint, apiKey } = gateway.where

/** As Seam's documentation has it, but for the years, which have passed. */
async function sample(name: string): Promise<string> {
  const text = await readFile(new URL(`samples/${name}`, import.meta.url), 'utf8')
  return text.replaceAll(/\b202\d(-\d\d-\d\dT)/g, '2098$1')
}

/** What the documentation shows as the output of both samples for many devices. */
const asShown = (device_id: string) => ({
  access_code_id: expect.any(String),
  code: aPin(4),
  common_code_key: anAutoSetKey,
  created_at: expect.any(String),
  device_id,
  ends_at: '2098-06-22T16:40:40.000Z',
  errors: [],
  is_backup: false,
  is_backup_access_code_available: false,
  is_external_modification_allowed: false,
  is_managed: true,
  is_offline_access_code: false,
  is_one_time_use: false,
  is_scheduled_on_device: false,
  is_waiting_for_code_assignment: false,
  name: 'My Linked Access Code',
  pulled_backup_access_code_id: null,
  starts_at: '2098-06-19T01:41:56.000Z',
  status: 'unset',
  type: 'time_bound',
  warnings: [],
  workspace_id: '750fc0bc-4450-4356-8d9f-18c6a3a6b2c7',
})
const gateAndGarage = ['d9717800-fa73-401a-b66b-03f0ef950e2a', '550e8400-e29b-41d4-a716-446655440000']

describe('the sample for cURL', () => {
  const address = /"(https:\/\/connect\.getseam\.com)(\/\S+)"/
  // `--json` came with 7.82; without bash and such a curl the request is read out of the sample.
  const hasCurl = spawnSync('bash', ['-c', 'curl --help all | grep -q -- --json']).status === 0

  it('is a request that is answered as the documentation shows', async () => {
    const text = await sample('create-multiple.sh')
    const [, body = ''] = /<<EOF\n(.*)EOF/s.exec(text) ?? []
    const response = await fetch(`${endpoint}${address.exec(text)?.[2]}`, {
      method: /--request (\w+)/.exec(text)?.[1] ?? '',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
      body,
    })
    mustBeAsShown(response.status, await response.json())
  })

  it.runIf(hasCurl)('runs in a shell, with no more changed than where it goes', async () => {
    const elsewhere = `curl() { command curl --silent "\${@/https:\\/\\/connect.getseam.com/$ENDPOINT}"; }`
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', `${elsewhere}\n${await sample('create-multiple.sh')}`],
      {
        env: { ...process.env, SEAM_API_KEY: apiKey, ENDPOINT: endpoint },
      },
    )
    const [head = '', body = ''] = stdout.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*seam-request-id: /)
    mustBeAsShown(200, JSON.parse(body))
  })

  function mustBeAsShown(status: number, body: { access_codes: { code: string }[] }): void {
    expect(status).toBe(200)
    expect(seamAnswer('/access_codes/create_multiple').safeParse(body).error).toBeUndefined()
    expect(body).toMatchObject({ access_codes: gateAndGarage.map(asShown), ok: true })
    expect(body.access_codes[0]?.code).toBe(body.access_codes[1]?.code)
  }
})

describe('the samples for JavaScript', () => {
  const [current, older] = [currentClient(gateway.where), olderClient(gateway.where)]

  // biome-ignore lint/suspicious/noExplicitAny: samples are not typed
  async function run(seam: unknown, name: string): Promise<any> {
    const AsyncFunction = Object.getPrototypeOf(run).constructor
    return AsyncFunction('seam', `return ${await sample(name)}`)(seam)
  }

  it.each([
    ['current', current],
    ['older', older],
  ])('of today run through the %s client', async (_which, seam) => {
    const codes = await run(seam, 'create-multiple.js.txt')
    expect(codes).toMatchObject(gateAndGarage.map(asShown))
  })

  it('of 2022 that names the devices by device_id runs through the older client, which lets it', async () => {
    const codes = await run(older, 'create-multiple-2022.js.txt')
    const code = { type: 'ongoing', status: 'setting', code: aPin(4), common_code_key: anAutoSetKey }
    expect(codes).toMatchObject([
      { ...code, device_id: 'a83690b2-2b70-409a-9a94-426699b84c97' },
      { ...code, device_id: '7bfe1838-5e64-432c-adb6-34e971bda001' },
    ])
    expect(codes[0].code).toBe(codes[1].code)
  })

  it.each([
    ['current', current],
    ['older', older],
  ])('of 2022 for one device run through the %s client', async (_which, seam) => {
    expect(await run(seam, 'create-ongoing-2022.js.txt')).toMatchObject({
      code: aPin(4),
      type: 'ongoing',
      status: 'setting',
    })
    expect(await run(seam, 'create-time-bound-2022.js.txt')).toMatchObject({
      code: aPin(4),
      name: 'My first code',
      type: 'time_bound',
      status: 'unset',
      // Exactly as asked, where Seam went up to the next minute then.
      starts_at: '2098-11-12T19:23:42.000Z',
      ends_at: '2098-11-13T19:23:42.000Z',
    })
  })
})
