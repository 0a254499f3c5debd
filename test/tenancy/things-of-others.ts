import { newId } from '../../src/data/uuid.ts'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { type House, onlyResult } from '../api/a-house.ts'
import type { Answer, TestGateway } from '../support/gateway.ts'
import type { ForeignValue } from './slot.ts'

/** Never drawn by accident, and taken by the doors here only. */
const [pin, otherPin, absentPin] = ['904718263551', '318460975224', '260597143880']
const idempotencyKey = 'winterbottoms-first-booking'
const nobody = newId()

export interface ThingsOfOthers {
  readonly values: readonly ForeignValue[]
  /** The ids of those that `node` finds, by type. */
  readonly nodes: Readonly<Record<string, string>>
}

/** Whoever used a key once is answered otherwise when it comes again, so that no key is kept but that of these others. */
export async function forgetOtherKeys({ database }: Pick<TestGateway, 'database'>, workspaceId: string): Promise<void> {
  const text = 'delete from idempotency_key where not (workspace_id = $1 and key = $2)'
  await database.pool.query(text, [workspaceId, idempotencyKey])
}

/** A house with one of everything, some of it gone, and all that somebody else could try to name of it. */
export async function thingsOfOthers(gateway: TestGateway, house: House): Promise<ThingsOfOthers> {
  const { prisma } = gateway.database
  const { workspaceId } = house
  const connectedAccountId = newId()
  const displayName = 'Hub of the Winterbottoms'
  await prisma.connectedAccount.create({
    data: { id: connectedAccountId, workspaceId, provider: 'SIMULATED', displayName },
  })
  const about = { connectedAccountId, supportedCodeLengths: [12] }
  const door = await house.door({ ...about, name: 'Front door of the Winterbottoms' })
  const otherDoor = await house.door({ ...about, name: 'Cellar of the Winterbottoms' })
  const commonCodeKey = 'winterbottoms-of-lisbon'
  const { accessCode, actionAttempt } = await house.createOne({
    ...{ deviceId: door, commonCodeKey, code: pin, idempotencyKey, name: 'Nanny of the Winterbottoms' },
  })
  const many = await house.createMany({ deviceIds: [door, otherDoor] })
  const deleted = await house.createOne({ deviceId: otherDoor, name: 'Gardener of the Winterbottoms' })
  await house.client.ask(`mutation { deleteAccessCode(input: { id: "${deleted.accessCode.id}" }) { __typename } }`)
  const gone = await house.code({ deviceId: door, deletedAt: new Date(), removedAt: new Date() })
  const unmanaged = await house.code({ deviceId: door, isManaged: false, pin: otherPin })
  const otherUnmanaged = await house.code({ deviceId: otherDoor, isManaged: false })
  const backup = await house.code({ deviceId: door, isBackup: true, pin: '771593048266' })
  const endedGroup = newId()
  await prisma.linkedCodeGroup.create({
    data: { id: endedGroup, workspaceId, commonCodeKey: 'winterbottoms-of-old', endedAt: new Date() },
  })
  const credentials = await credentialsOf(gateway, house, door)
  const lists = onlyLists(await house.client.ask(cursorsOfLists))

  const ids = {
    'a workspace': workspaceId,
    'an account': connectedAccountId,
    'a device': door,
    'another device': otherDoor,
    'a code': accessCode.id,
    'a linked code': many.accessCodes[0].id,
    'a code that is deleted': deleted.accessCode.id,
    'a code that is gone': gone,
    'an unmanaged code': unmanaged,
    'another unmanaged code': otherUnmanaged,
    'a backup': backup,
    'a group': many.linkedCodeGroup.id,
    'a group that has ended': endedGroup,
    'an action attempt': actionAttempt.id,
    ...credentials.ids,
    ...lists.ids,
  }
  const texts: Record<string, [value: string, absent: string]> = {
    'a key': [commonCodeKey, 'winterbottoms-of-nowhere'],
    'a key of the gateway': [many.linkedCodeGroup.commonCodeKey, `auto_set_by_create_multiple_${nobody}`],
    'a key of a group that has ended': ['winterbottoms-of-old', 'winterbottoms-of-not'],
    'a PIN': [pin, absentPin],
    'a PIN of an unmanaged code': [otherPin, absentPin],
    'a name of a device': ['Cellar of the Winterbottoms', 'Cellar of the Summertops'],
    'a name of a code': ['Nanny of the Winterbottoms', 'Nanny of the Summertops'],
    'a part of many names': ['of the Winterbottoms', 'of the Summertops'],
    'an idempotency key': [idempotencyKey, 'summertops-first-booking'],
    ...credentials.texts,
    ...lists.texts,
  }
  const values = [
    ...Object.entries(ids).map(([what, value]) => foreignId(what, value, nobody)),
    foreignId('a device in capitals', door.toUpperCase(), nobody.toUpperCase()),
    foreignId('a code in capitals', accessCode.id.toUpperCase(), nobody.toUpperCase()),
    ...Object.entries(texts).map(([what, [value, absent]]): ForeignValue => ({ what, is: 'TEXT', value, absent })),
  ]
  const group = accessCode.linkedCodeGroup.id
  const nodes = {
    Device: door,
    ConnectedAccount: connectedAccountId,
    AccessCode: accessCode.id,
    LinkedCodeGroup: group,
  }
  return { values, nodes }
}

const foreignId = (what: string, value: string, absent: string): ForeignValue => ({ what, is: 'ID', value, absent })

/** One of each kind, their tokens' beginnings, and who is a member. */
async function credentialsOf(gateway: TestGateway, { client, workspaceId }: House, deviceId: string) {
  const token = newToken('PERSONAL_ACCESS_TOKEN')
  const email = 'nanny@winterbottoms.example'
  const about = { workspaceId, email, name: 'Laptop of the Winterbottoms', token, scopes: allScopes }
  await addPersonalAccessToken(gateway.services, about)
  const made = `mutation { createClientSession(input: {
      scopes: [READ_CODES], deviceIds: ["${deviceId}"], userIdentifierKey: "guest-of-winterbottoms" }) {
    ... on CreateClientSessionPayload { clientSession { id firstCharacters } } } }`
  const { clientSession } = onlyResult(await client.ask(made))
  const { prisma } = gateway.database
  const person = await prisma.person.findUniqueOrThrow({ where: { email }, include: { personalAccessTokens: true } })
  const member = await prisma.workspaceMember.findFirstOrThrow({ where: { workspaceId, personId: person.id } })
  const key = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId } })
  return {
    ids: {
      'an API key': key.id,
      'a client session': clientSession.id,
      'a member': member.id,
      'a person': person.id,
      'a personal access token': person.personalAccessTokens[0]?.id ?? '',
    },
    texts: {
      'an address': [email, 'nanny@summertops.example'],
      'a name for a guest': ['guest-of-winterbottoms', 'guest-of-winterbottles'],
      'the beginning of a key': [key.firstCharacters, 'seam_lk_%%%%'],
      'the beginning of a session': [clientSession.firstCharacters, 'seam_cst_%%%'],
    } satisfies Record<string, [string, string]>,
  }
}

const list = 'edges { cursor node { id } }'
const cursorsOfLists = `{
  accessCodes { ${list} } byName: accessCodes(orderBy: NAME_ASC) { ${list} } devices { ${list} }
  linkedCodeGroups { ${list} } events { ${list} } auditLog { ${list} } apiKeys { ${list} } clientSessions { ${list} }
  workspaceMembers { ${list} }
}`

/** The first place of each list, and the event and the entry of the audit log that are there. */
function onlyLists({ data }: Answer) {
  const lists = data as Record<string, { edges: { cursor: string; node: { id: string } }[] }>
  const texts = Object.entries(lists).map(([name, { edges }]) => {
    const cursor = edges[0]?.cursor
    if (cursor === undefined) throw new Error(`there is nothing in ${name}`)
    return [`a place in ${name}`, [cursor, besides(cursor)]] as const
  })
  const ids = {
    'an event': lists.events?.edges[0]?.node.id ?? '',
    'an audit entry': lists.auditLog?.edges[0]?.node.id ?? '',
  }
  return { ids, texts: Object.fromEntries(texts) as unknown as Record<string, [string, string]> }
}

/** A cursor to the same place in the order, of nothing: whatever else is in a list, it is before or after both. */
function besides(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  const nowhere = text.includes('[')
    ? text.replace(/[0-9a-f](?="\]$)/, (last) => (last === '0' ? '1' : '0'))
    : text.replace(/\d+$/, '0')
  return Buffer.from(nowhere).toString('base64url')
}
