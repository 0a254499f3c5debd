import { expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { aHouse } from '../api/a-house.ts'
import { eventsAreListed } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'
import { attemptAll, type Outcome } from './attempts.ts'
import { graphqlSlots } from './graphql-slots.ts'
import { ownThings } from './own-things.ts'
import { rowsThatMention } from './rows-of-others.ts'
import type { ForeignValue } from './slot.ts'
import { watchStatements } from './statements.ts'
import { forgetOtherKeys, thingsOfOthers } from './things-of-others.ts'

/** Longer than all of this takes on a machine that has other things to do. */
const patience = { timeout: 600_000 }

// Everything is asked for: what that could cost is another matter.
const gateway = await testGateway({ queryCostMax: 1_000_000 })
const { prisma } = gateway.database
const theirs = await aHouse(gateway)
const { values } = await thingsOfOthers(gateway, theirs)
await eventsAreListed(gateway)

const anAccount = async (workspaceId: string) => {
  const data = { id: newId(), workspaceId, provider: 'SIMULATED', displayName: 'Own' } as const
  return (await prisma.connectedAccount.create({ data })).id
}

const circumstances = { watch: watchStatements, forget: () => forgetOtherKeys(gateway, theirs.workspaceId) }
const nothing = { differences: [], leaks: [] }

it(
  'tells a key of another workspace of nothing whatever it names, and no row of others changes',
  patience,
  async () => {
    const { workspaceId, client } = await aHouse(gateway)
    const own = await ownThings(gateway, workspaceId, await anAccount(workspaceId))
    const outcome = await untouched(values, async () =>
      attemptAll(await graphqlSlots(client.ask, own), values, circumstances),
    )
    expect(outcome).toMatchObject(nothing)
    expect(outcome.attempts).toBeGreaterThanOrEqual(2_000)
  },
)

it('tells a person who is a member elsewhere no more', patience, async () => {
  const { workspaceId } = await aHouse(gateway)
  const token = newToken('PERSONAL_ACCESS_TOKEN')
  const about = { workspaceId, email: 'ada@example.com', name: 'Laptop', scopes: allScopes }
  await addPersonalAccessToken(gateway.services, { ...about, token })
  const { ask } = gateway.askerWith(token, workspaceId)
  const own = await ownThings(gateway, workspaceId, await anAccount(workspaceId))
  // A key was tried with all of them.
  const some = values.filter(({ what }) => ofEachKind.includes(what))
  expect(some).toHaveLength(ofEachKind.length)
  const outcome = await untouched(some, async () => attemptAll(await graphqlSlots(ask, own), some, circumstances))
  expect(outcome).toMatchObject(nothing)
  expect(outcome.attempts).toBeGreaterThanOrEqual(500)
})

const ofEachKind = [
  'a device',
  'a code',
  'a group',
  'a personal access token',
  'a member',
  'a key',
  'a PIN',
  'an address',
]

it('tells a client session nothing of devices that it does not reach', patience, async () => {
  const account = await anAccount(theirs.workspaceId)
  const own = await ownThings(gateway, theirs.workspaceId, account)
  const slots = await graphqlSlots((query, variables) => session.ask(query, variables), own)
  // Made when its devices are all there.
  const session = await aSession(gateway, theirs, { connectedAccountIds: [account] })
  const outOfReach = values.filter(({ what }) => what !== 'a workspace')
  const outcome = await untouched(outOfReach, () => attemptAll(slots, outOfReach, circumstances))
  const key = 'Mutation.createAccessCode(input: { commonCodeKey }) of a key'
  const inUse = outcome.differences.filter(({ attempt }) => attempt.startsWith(key))
  expect({ ...outcome, differences: outcome.differences.filter((one) => !inUse.includes(one)) }).toMatchObject(nothing)
  expect(outcome.attempts).toBeGreaterThanOrEqual(1_500)
  // A key names one group of the workspace: who founds another hears that it is taken, and no more.
  expect(inUse.map(({ attempt }) => attempt)).toEqual([key])
  expect(inUse[0]?.answer).toContain('This key is in use where this credential does not reach: choose another.')
})

/** What the attempts came to, if every row that mentions a thing of others is as it was before. */
async function untouched(things: readonly ForeignValue[], attempts: () => Promise<Outcome>): Promise<Outcome> {
  const mentioned = things.filter(({ is }) => is === 'ID').map(({ value }) => value)
  const before = await rowsThatMention(gateway.database, theirs.workspaceId, mentioned)
  const outcome = await attempts()
  const after = new Set(await rowsThatMention(gateway.database, theirs.workspaceId, mentioned))
  expect(before.filter((row) => !after.has(row))).toEqual([])
  expect(before.length).toBeGreaterThan(20)
  return outcome
}
