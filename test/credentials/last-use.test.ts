import { expect, it } from 'vitest'
import type { Queryable } from '../../src/data/statement.ts'
import { Authenticator } from '../../src/domain/auth/authenticator.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { anInstant } from '../api/answers.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from '../tenancy/a-session.ts'
import { aPerson } from './asking.ts'
import { apiKeys, clientSessions, personalAccessTokens } from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const { workspaceId, client } = house
const { pool } = gateway.database
const ada = await aPerson(gateway, { workspaceId, email: 'ada@example.com' })
const session = await aSession(gateway, house, { deviceIds: [await house.door()] })

const lastUses = async () => {
  const answers = [await client.ask(apiKeys), await ada.ask(personalAccessTokens), await client.ask(clientSessions)]
  return answers.map((answer) => onlyResult(answer).edges[0].node.lastUsedAt)
}

it('of each kind of credential is written down in a batch, and shown', async () => {
  const authenticator = new Authenticator(pool)
  expect(await lastUses()).toEqual([null, null, null])
  for (const token of [client.key, ada.key, session.key]) await authenticator.authenticate({ token, workspaceId })
  expect(await lastUses()).toEqual([null, null, null])
  const { rows } = await pool.query('select clock_timestamp() as now')
  await authenticator.flushUses()
  const written = await lastUses()
  expect(written).toEqual([anInstant, anInstant, anInstant])
  for (const at of written) expect(Date.parse(at)).toBeLessThanOrEqual(rows[0].now.getTime())
  await authenticator.flushUses()
  expect(await lastUses()).toEqual(written)
})

it('never goes back: of two processes whoever saw the later one is right', async () => {
  const authenticator = new Authenticator(pool)
  await authenticator.authenticate({ token: client.key, workspaceId })
  const text = `update api_key set last_used_at = now() + interval '1 minute' where workspace_id = $1`
  await pool.query(text, [workspaceId])
  const [later] = await lastUses()
  await authenticator.flushUses()
  expect((await lastUses())[0]).toBe(later)
})

it('that could not be written is written with the next batch', async () => {
  let isDown = false
  const mayBeDown: Queryable = {
    query: (query, done) => (isDown ? done(new Error('down')) : (pool as Queryable).query(query, done)),
  }
  const authenticator = new Authenticator(mayBeDown)
  const own = await aHouse(gateway)
  await authenticator.authenticate({ token: own.client.key, workspaceId: null })
  isDown = true
  await expect(authenticator.flushUses()).rejects.toThrow('down')
  isDown = false
  await authenticator.flushUses()
  expect(onlyResult(await own.client.ask(apiKeys)).edges[0].node.lastUsedAt).toEqual(anInstant)
})

it('of a credential that is refused is not noted', async () => {
  const authenticator = new Authenticator(pool)
  const own = await aHouse(gateway)
  const refused = await authenticator.authenticate({ token: own.client.key, workspaceId })
  expect(refused).toEqual({ refused: 'WORKSPACE' })
  await authenticator.flushUses()
  expect(onlyResult(await own.client.ask(apiKeys)).edges[0].node.lastUsedAt).toBeNull()
})
