import { expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse } from '../api/a-house.ts'
import { eventsAreListed } from '../api/codes.ts'
import { aPerson } from '../credentials/asking.ts'
import { testGateway } from '../support/gateway.ts'
import { alike, isFor } from './attempts.ts'
import { graphqlSlots } from './graphql-slots.ts'
import { ownThings } from './own-things.ts'
import type { Slot } from './slot.ts'
import { forgetOtherKeys, thingsOfOthers } from './things-of-others.ts'

/**
 * What others are told nothing of is found by whoever it belongs to: so the attempts are real ones.
 */
const gateway = await testGateway({ queryCostMax: 1_000_000 })
const house = await aHouse(gateway)
const { workspaceId } = house
const { values, nodes } = await thingsOfOthers(gateway, house)
const account = { id: newId(), workspaceId, provider: 'SIMULATED', displayName: 'Own' } as const
await gateway.database.prisma.connectedAccount.create({ data: account })
const { inputOf } = await ownThings(gateway, workspaceId, account.id)
await eventsAreListed(gateway)
// Neither is among the values, which are ended on the way; of persons' tokens only the person finds any.
const client = await gateway.clientOf(workspaceId)
const nanny = await aPerson(gateway, { workspaceId, email: 'nanny@winterbottoms.example' })
const isOfPersons = ({ name }: Slot) => name.includes('ersonalAccessToken')
const slots = [
  ...(await graphqlSlots(nanny.ask, { nodes, inputOf })).filter(isOfPersons),
  ...(await graphqlSlots(client.ask, { nodes, inputOf })).filter((slot) => !isOfPersons(slot)),
]

async function findsSomething(slot: Slot): Promise<boolean> {
  await forgetOtherKeys(gateway, workspaceId)
  const forAbsent = new Map<string, string>()
  for (const { value, absent } of values.filter((one) => isFor(slot, one))) {
    const ofNothing = forAbsent.get(absent) ?? alike(await slot.ask(absent), absent)
    forAbsent.set(absent, ofNothing)
    if (alike(await slot.ask(value), value) !== ofNothing) return true
  }
  return false
}

it('finds something in every place that takes an id, and wherever a text names something', async () => {
  const inVain: string[] = []
  for (const slot of slots) if (!isPlaceInList(slot) && !(await findsSomething(slot))) inVain.push(slot.name)
  expect(inVain.sort()).toEqual(whereNothingIsNamed.toSorted())
}, 300_000)

/** The place is what counts, whatever is there. */
const isPlaceInList = ({ name }: Slot): boolean => /\((after|before)\)$/.test(name)

/** What things are to be called, PINs that codes are to have, and the like: it can be anything. */
const whereNothingIsNamed = [
  'Mutation.createAccessCode(input: { code })',
  'Mutation.createAccessCode(input: { name })',
  'Mutation.createApiKey(input: { name })',
  'Mutation.createClientSession(input: { name })',
  'Mutation.createClientSession(input: { userIdentifierKey })',
  'Mutation.createMultipleAccessCodes(input: { code })',
  'Mutation.createMultipleAccessCodes(input: { name })',
  'Mutation.createPersonalAccessToken(input: { name })',
  'Mutation.rotateLinkedCodeGroup(input: { code })',
  // Whoever is known gets the same answer as whoever is not.
  'Mutation.setWorkspaceMember(input: { email })',
  'Mutation.setWorkspaceMember(input: { name })',
  // A code of the same device only.
  'Mutation.simulateDevice(input: { loseCodeId })',
  'Mutation.simulateExternalModification(input: { code })',
  'Mutation.simulateKeypadEntry(input: { code })',
  'Mutation.simulateUnmanagedAccessCode(input: { code })',
  'Mutation.simulateUnmanagedAccessCode(input: { name })',
  'Mutation.updateAccessCode(input: { code })',
  'Mutation.updateAccessCode(input: { name })',
  'Mutation.updateDevice(input: { customMetadata })',
  'Mutation.updateDevice(input: { name })',
  'Mutation.updateMultipleAccessCodes(input: { name })',
  // The name of an action, which is nobody's.
  'Query.auditLog(filter: { actions })',
  'Query.codeSharingPlan(input: { code })',
  'Query.codeSharingPlan(input: { name })',
]
