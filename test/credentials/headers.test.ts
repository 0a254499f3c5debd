import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse } from '../api/a-house.ts'
import { openSocket } from '../server/raw-request.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from '../tenancy/a-session.ts'
import { aPerson, askWith, bearing } from './asking.ts'
import { setWorkspaceMember } from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const other = await aHouse(gateway)
const { key } = house.client
const session = await aSession(gateway, house, { deviceIds: [await house.door()] })
const person = await aPerson(gateway, { workspaceId: house.workspaceId, email: 'ada@example.com' })

const opened = (kind: string, workspaceId = house.workspaceId) => ({
  status: 200,
  data: { viewer: { kind, workspace: { id: workspaceId } } },
})
const refused = (status: number, code: string, message: string) => ({
  status,
  errors: [{ message, extensions: { code } }],
})
const noSuchWorkspace = refused(403, 'FORBIDDEN', 'This credential opens no workspace of the id in the header.')
const twoWorkspaces = refused(400, 'BAD_REQUEST', 'The headers latchkey-workspace and seam-workspace say two things.')
const unauthenticated = (message: string) => refused(401, 'UNAUTHENTICATED', message)
const unknown = unauthenticated('This credential is unknown, expired or revoked.')

describe('a client session', () => {
  it.each([
    ['authorization', bearing(session.key)],
    ['client-session-token', { 'client-session-token': session.key }],
    ['seam-client-session-token', { 'seam-client-session-token': session.key }],
    [
      'all three',
      { ...bearing(session.key), 'client-session-token': session.key, 'seam-client-session-token': session.key },
    ],
    ['a header in capitals', { 'CLIENT-SESSION-TOKEN': session.key }],
  ])('is taken in %s', async (_where, headers) => {
    expect(await askWith(gateway, headers)).toEqual(opened('CLIENT_SESSION'))
  })

  it('is not taken beside another credential', async () => {
    const message = 'The headers name two different credentials: send one.'
    expect(await askWith(gateway, { ...bearing(key), 'client-session-token': session.key })).toEqual(
      unauthenticated(message),
    )
  })

  it('is the only kind that its headers take', async () => {
    const message = 'The header client-session-token takes the token of a client session only.'
    for (const token of [key, person.token, `seam_cst_${'x'.repeat(1_000)}`])
      expect(await askWith(gateway, { 'client-session-token': token })).toEqual(unauthenticated(message))
  })

  it('is refused where its headers name two, or one twice, or one that is not there', async () => {
    const two = { 'client-session-token': session.key, 'seam-client-session-token': `${session.key}x` }
    const message = 'The headers client-session-token and seam-client-session-token say two things.'
    expect(await askWith(gateway, two)).toEqual(refused(400, 'BAD_REQUEST', message))
    expect(await askWith(gateway, { 'client-session-token': `${session.key}x` })).toEqual(unknown)
    const { send, answer } = openSocket(gateway.url)
    const twice = `client-session-token: ${session.key}`
    send('POST /graphql HTTP/1.1', 'host: x', 'connection: close', twice, twice, 'content-length: 2', '', '{}')
    expect(await answer()).toContain('HTTP/1.1 401 Unauthorized')
  })
})

describe('a workspace in a header', () => {
  it.each([
    ['latchkey-workspace', (id: string) => ({ 'latchkey-workspace': id })],
    ['seam-workspace', (id: string) => ({ 'seam-workspace': id })],
    ['both', (id: string) => ({ 'latchkey-workspace': id, 'seam-workspace': id })],
    ['both, one in capitals', (id: string) => ({ 'latchkey-workspace': id.toUpperCase(), 'seam-workspace': id })],
  ])('is taken in %s, of any kind of credential that opens it', async (_name, headers) => {
    for (const [kind, token] of [
      ['API_KEY', key],
      ['PERSONAL_ACCESS_TOKEN', person.token],
      ['CLIENT_SESSION', session.key],
    ]) {
      const chosen = { ...bearing(token ?? ''), ...headers(house.workspaceId) }
      expect(await askWith(gateway, chosen)).toEqual(opened(kind ?? ''))
    }
  })

  it('is refused in two headers that disagree', async () => {
    const both = { 'latchkey-workspace': house.workspaceId, 'seam-workspace': other.workspaceId }
    expect(await askWith(gateway, { ...bearing(person.token), ...both })).toEqual(twoWorkspaces)
  })

  it.each([
    ['another one', other.workspaceId],
    ['one that does not exist', newId()],
    ['no id', 'demo'],
    ['nothing', ''],
    ['the right one twice', `${house.workspaceId}, ${house.workspaceId}`],
    ['far too much', house.workspaceId.repeat(50)],
  ])('is refused that says %s, in the same words', async (_what, id) => {
    for (const token of [key, person.token, session.key]) {
      expect(await askWith(gateway, { ...bearing(token), 'latchkey-workspace': id })).toEqual(noSuchWorkspace)
    }
  })

  it('helps no credential that is not good', async () => {
    const chosen = { 'latchkey-workspace': house.workspaceId }
    for (const token of ['seam_lk_x', 'seam_at_x', 'seam_cst_x'])
      expect(await askWith(gateway, { ...bearing(token), ...chosen })).toEqual(unknown)
  })
})

describe('a personal access token', () => {
  const notChosen = (...ids: string[]) =>
    refused(
      400,
      'BAD_REQUEST',
      `A personal access token names the workspace of each request in the header latchkey-workspace: ${ids.join(' or ')}.`,
    )

  it('names a workspace even where there is one, so that nobody changes what a request means by adding another', async () => {
    const { token } = await aPerson(gateway, { workspaceId: house.workspaceId, email: 'grace@example.com' })
    expect(await askWith(gateway, bearing(token))).toEqual(notChosen(house.workspaceId))
    const chosen = { ...bearing(token), 'latchkey-workspace': house.workspaceId }
    expect(await askWith(gateway, chosen)).toEqual(opened('PERSONAL_ACCESS_TOKEN'))
    const input = { email: 'grace@example.com', name: 'Grace', scopes: ['READ_CODES'] }
    await other.client.ask(setWorkspaceMember, { input })
    await expect
      .poll(() => askWith(gateway, bearing(token)), { timeout: 10_000 })
      .toEqual(notChosen(house.workspaceId, other.workspaceId))
    expect(await askWith(gateway, chosen)).toEqual(opened('PERSONAL_ACCESS_TOKEN'))
    const inOther = { ...bearing(token), 'seam-workspace': other.workspaceId }
    expect(await askWith(gateway, inOther)).toEqual(opened('PERSONAL_ACCESS_TOKEN', other.workspaceId))
  })
})
