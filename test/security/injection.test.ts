import { describe, expect, it } from 'vitest'
import { routes } from '../../src/rest/routes.ts'
import { statementsOf } from '../support/statements.ts'
import { attacked, insides } from './attacked.ts'
import { documentFor, everyField, leavesOf, variablesWith } from './hostile-graphql.ts'
import { injections, marker } from './hostile-values.ts'

const { ask, send, house, gateway, log } = await attacked()
const deviceId = await house.door()
const { accessCode: code } = await house.createOne({ deviceId })

/** What is believable where nothing is injected, so that what is comes far. */
const usual = (name: string): unknown => {
  if (/deviceId|^id$/.test(name)) return deviceId
  if (/accessCodeId/.test(name)) return code.id
  if (/At$/.test(name)) return '2099-01-01T00:00:00Z'
  return /code/i.test(name) ? '4711' : 'x'
}

const places = everyField
  .filter(({ operation }) => operation !== 'subscription')
  .flatMap((asked) => leavesOf(asked.field.args).map((path) => ({ asked, path })))

/** Nothing that was given is a part of a statement, a header or the insides of an error, whatever was made of it. */
async function expectHarmless(act: () => ReturnType<typeof send>): Promise<void> {
  const { result, statements } = await statementsOf(act)
  expect(result.status).toBeLessThan(500)
  expect(result.text).not.toMatch(/internal_server_error/i)
  expect(statements.filter((text) => text.includes(marker))).toEqual([])
  expect(JSON.stringify([...result.headers])).not.toContain(marker)
  expect(result.headers.get('content-type')).toMatch(/^application\/json; charset=utf-8$/)
  expect(result.text.replaceAll(/token_hash|pg_sleep/g, '')).not.toMatch(insides())
}

it('there are places to try', () => {
  expect(places.length).toBeGreaterThan(100)
})

describe.each(injections)('%j', (injection) => {
  it('does nothing in any argument', async () => {
    for (const { asked, path } of places) {
      const variables = variablesWith(asked.field.args, path, injection, usual)
      await expectHarmless(() => ask(documentFor(asked), { variables }))
    }
  })

  it('does nothing in any parameter of any route', async () => {
    for (const { path, methods, input } of routes) {
      const parameters = Object.keys(input.shape)
      const given = Object.fromEntries(parameters.map((name) => [name, injection]))
      const body = JSON.stringify(given)
      if (methods.includes('POST')) await expectHarmless(() => send(path, { method: 'POST', body }))
      for (const name of parameters) {
        const one = JSON.stringify({ device_id: deviceId, [name]: injection })
        if (methods.includes('POST')) await expectHarmless(() => send(path, { method: 'POST', body: one }))
      }
    }
  })
})

it('all is there afterwards, and nothing went wrong inside', async () => {
  expect((await ask(`{ device(id: "${deviceId}") { id } workspace { id } }`)).body).toEqual({
    data: { device: { id: deviceId }, workspace: { id: house.workspaceId } },
  })
  const { rows } = await gateway.database.pool.query('select count(*)::int as count from workspace')
  expect(rows).toEqual([{ count: 1 }])
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
  const { access } = await import('node:fs/promises')
  await expect(access(`/tmp/${marker}`)).rejects.toThrow('ENOENT')
})

it('what is stored of it is told as it was given, and as a text alone', async () => {
  const name = `<script>alert('${marker}')</script>`
  const { status, headers, body } = await ask(
    'mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) { ... on UpdateDevicePayload { device { name } } } }',
    { variables: { input: { id: deviceId, name } } },
  )
  expect([status, headers.get('x-content-type-options'), body]).toEqual([
    200,
    'nosniff',
    { data: { updateDevice: { device: { name } } } },
  ])
})
