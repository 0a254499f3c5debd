import { expect, test } from 'vitest'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { anId } from '../api/answers.ts'
import { goesOut } from '../credentials/asking.ts'
import { setWorkspaceMember, viewer, workspaceMembers } from '../credentials/documents.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from '../tenancy/a-session.ts'
import { latchkeyWith } from './latchkey.ts'

const gateway = await testGateway()
const key = gateway.encryptionKey.toString('base64')
const run = (...args: string[]) =>
  latchkeyWith({ DATABASE_URL: gateway.databaseUrl, LATCHKEY_ENCRYPTION_KEYS: key }, ...args)
const done = (stdout: unknown) => ({ status: 0, stdout, stderr: '' })

async function namedHouse(name: string) {
  const house = await aHouse(gateway)
  await gateway.database.prisma.workspace.update({ where: { id: house.workspaceId }, data: { name } })
  return house
}

test('personal-access-token create makes a member of a person, and takes nothing away from one who is', async () => {
  const house = await namedHouse('Seaside flats')
  const input = { email: 'ada@example.com', name: 'Ada', scopes: ['READ_CODES', 'MANAGE_CREDENTIALS'] }
  await house.client.ask(setWorkspaceMember, { input })
  const about = ['--workspace', 'Seaside flats', '--scopes', 'READ_CODES', 'SEE_PINS']
  const create = (email: string) => run('personal-access-token', 'create', '--email', email, ...about)
  const made = await create('Ada@Example.com')
  expect(made).toEqual(done(expect.stringMatching(/^seam_at_[\w-]{43}\n$/)))
  const asker = gateway.askerWith(made.stdout.trim(), house.workspaceId)
  expect((await asker.ask(viewer)).data.viewer.scopes).toEqual(['READ_CODES', 'SEE_PINS'])
  expect(await create('grace@example.com')).toEqual(done(expect.any(String)))
  const { edges } = onlyResult(await house.client.ask(workspaceMembers))
  const told = edges.map(({ node }: { node: object }) => ({ ...node, id: '', createdAt: '' }))
  expect(told).toEqual([
    {
      id: '',
      createdAt: '',
      email: 'grace@example.com',
      name: 'grace@example.com',
      scopes: ['READ_CODES', 'SEE_PINS'],
    },
    { ...input, id: '', createdAt: '', scopes: ['READ_CODES', 'SEE_PINS', 'MANAGE_CREDENTIALS'] },
  ])
})

test('personal-access-token create refuses what is no address', async () => {
  const refused = await run('personal-access-token', 'create', '--email', 'ada', '--workspace', 'Seaside flats')
  expect(refused).toEqual({ status: 1, stdout: '', stderr: '--email ada: Must be an e-mail address.\n' })
})

test('credentials list shows every credential that is good, and credentials revoke ends any of them', async () => {
  const house = await namedHouse('Mountain hut')
  const session = await aSession(gateway, house, { deviceIds: [await house.door()] }, ['READ_CODES'])
  const asked = onlyResult(await house.client.ask(viewer))
  const listed = await run('credentials', 'list')
  const lines = listed.stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
  const [keyLine, sessionLine] = lines.filter(([, , owner]) => owner === 'Mountain hut')
  const { credentialId, firstCharacters, scopes } = asked
  expect(keyLine).toEqual([
    credentialId,
    'API_KEY',
    'Mountain hut',
    'Test',
    firstCharacters,
    scopes.join(','),
    'never',
    'never',
  ])
  expect(sessionLine).toEqual([
    ...[
      session.id,
      'CLIENT_SESSION',
      'Mountain hut',
      'Client session',
      session.key.slice(0, 12),
      'READ_CODES',
      'never',
    ],
    expect.stringMatching(/^\d{4}-.*Z$/),
  ])
  expect(lines.filter(([, kind]) => kind === 'PERSONAL_ACCESS_TOKEN').map(([, , owner]) => owner)).toContain(
    'ada@example.com',
  )
  expect(listed.stdout).not.toContain(house.client.key)

  const person =
    lines.find(([, kind, owner]) => kind === 'PERSONAL_ACCESS_TOKEN' && owner === 'ada@example.com')?.[0] ?? ''
  for (const id of [session.id, person, credentialId.toUpperCase()]) {
    expect(await run('credentials', 'revoke', id)).toEqual(done(''))
    const again = { status: 1, stdout: '', stderr: `No credential of the id ${id} is still good.\n` }
    expect(await run('credentials', 'revoke', id)).toEqual(again)
  }
  await goesOut(gateway, session.key)
  await goesOut(gateway, house.client.key)
  const left = (await run('credentials', 'list')).stdout
  for (const id of [session.id, person, credentialId]) expect(left).not.toContain(id)

  const entries = await gateway.database.prisma.auditEntry.findMany({
    where: { actorKind: 'OPERATOR' },
    orderBy: { id: 'asc' },
  })
  const revocations = entries.filter(({ action }) => action.startsWith('revoke'))
  expect(revocations).toMatchObject([
    {
      action: 'revokeClientSession',
      workspaceId: house.workspaceId,
      details: { id: session.id },
      actorName: 'Operator',
    },
    { action: 'revokePersonalAccessToken', workspaceId: anId, details: { id: person } },
    { action: 'revokeApiKey', workspaceId: house.workspaceId, details: { id: credentialId } },
  ])
}, 60_000)
