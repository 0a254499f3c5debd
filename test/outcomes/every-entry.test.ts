import { describe, expect, it } from 'vitest'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'
import { writingTransactions } from '../support/rows.ts'
import type { Scene } from './an-outcome.ts'
import { outcomes } from './outcomes.ts'
import { results } from './whole-answer.ts'

const gateway = await testGateway()
const { pool } = gateway.database

// They play with locks that are not there, as somebody at a real one would: no code and no credential is theirs to change.
const ofTheSandbox = [
  'simulateDevice',
  'simulateExternalModification',
  'simulateKeypadEntry',
  'simulateUnmanagedAccessCode',
]
const mutations = [...results.keys()].filter((name) => !ofTheSandbox.includes(name))
const withoutEntries = [...results.keys()].filter((name) => ofTheSandbox.includes(name))

/** Asked twice, they do it twice; all others are done, or refused, the second time. */
const doneAgain = ['createApiKey', 'createClientSession', 'createMultipleAccessCodes', 'createPersonalAccessToken']
const withIdempotencyKey = ['createAccessCode', 'createMultipleAccessCodes', 'rotateLinkedCodeGroup']

describe.each(mutations)('%s', (mutation) => {
  it('is written down once, in the transaction that does it, with who asked', async () => {
    const { client, input, entries } = await leadTo(mutation)
    const before = await writingTransactions(gateway.database)
    const requestId = await ask(client, mutation, input)
    const written = await entries()
    const { transactionId } = written[0] ?? {}
    expect(written).toEqual([{ action: mutation, ...(await credentialOf(client)), requestId, transactionId }])
    const after = await writingTransactions(gateway.database)
    expect([...after].filter((id) => !before.has(id))).toEqual([transactionId])
  })

  it(`is ${doneAgain.includes(mutation) ? '' : 'not '}written down again when it is asked for again`, async () => {
    const { client, input, entries } = await leadTo(mutation)
    for (let time = 0; time < 2; time++) await ask(client, mutation, input)
    expect(await entries()).toHaveLength(doneAgain.includes(mutation) ? 2 : 1)
  })
})

it.each(withIdempotencyKey)('%s is not written down again by a replay', async (mutation) => {
  const { client, input, entries } = await leadTo(mutation)
  for (let time = 0; time < 2; time++) await ask(client, mutation, { ...input, idempotencyKey: 'once' })
  expect(await entries()).toHaveLength(1)
})

it.each(withoutEntries)('%s is not written down', async (mutation) => {
  const { client, input, entries } = await leadTo(mutation)
  await ask(client, mutation, input)
  expect(await entries()).toEqual([])
})

it('handing a code over is written down once, and not again', async () => {
  const scene = { ...(await aSandbox(gateway)), gateway }
  const id = await scene.codeOnLock(await scene.door(), '4711', { status: 'SET', confirmedAt: new Date() })
  const entries = await entriesFromNowOn(scene)
  for (let time = 0; time < 2; time++) await ask(scene.client, 'updateAccessCode', { id, isManaged: false })
  expect(await entries()).toHaveLength(1)
})

async function leadTo(mutation: string) {
  const scene: Scene = { ...(await aSandbox(gateway)), gateway }
  const [done] = Object.keys(outcomes[mutation] ?? {}).filter((name) => name.endsWith('Payload'))
  const { input, client = scene.client } = (await outcomes[mutation]?.[done ?? '']?.(scene)) ?? {}
  if (!input) throw new Error(`Nothing leads ${mutation} to its payload.`)
  return { client, input, entries: await entriesFromNowOn(scene) }
}

/** Asks whether it was done or refused, and answers the id of the request. */
async function ask({ key, workspaceId }: Scene['client'], mutation: string, input: object): Promise<string> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { __typename } }`
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'latchkey-workspace': workspaceId,
    },
    body: JSON.stringify({ query, variables: { input } }),
  })
  expect(await response.json()).toEqual({ data: { [mutation]: { __typename: expect.any(String) } } })
  return response.headers.get('x-request-id') ?? ''
}

async function entriesFromNowOn({ workspaceId }: Scene) {
  const text = `select action, actor_kind as "actorKind", credential_id as "credentialId", member_id as "memberId",
      actor_name as "actorName", request_id as "requestId", transaction_id as "transactionId"
    from audit_entry where workspace_id = $1 order by transaction_id, position`
  const all = async () => (await pool.query<{ transactionId: string }>(text, [workspaceId])).rows
  const before = (await all()).length
  return async () => (await all()).slice(before)
}

/** Who asks with this token, as the log is to name them. */
async function credentialOf({ key, workspaceId }: Scene['client']): Promise<object> {
  const [actorKind, table] = key.startsWith('seam_at_')
    ? (['PERSONAL_ACCESS_TOKEN', 'personal_access_token'] as const)
    : (['API_KEY', 'api_key'] as const)
  const text = `select $3 as "actorKind", t.id as "credentialId", m.id as "memberId",
      coalesce(m.name || ' (' || t.name || ')', t.name) as "actorName"
    from ${table} t left join workspace_member m
      on m.workspace_id = $2 and to_jsonb(m) -> 'person_id' = to_jsonb(t) -> 'person_id'
    where token_hash = sha256($1)`
  return (await pool.query(text, [Buffer.from(key), workspaceId, actorKind])).rows[0]
}
