import { type GraphQLField, getNamedType } from 'graphql'
import { expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { aHouse } from '../api/a-house.ts'
import { eventsAreListed } from '../api/codes.ts'
import { type EventFacts, writeEvent } from '../subscriptions/log.ts'
import { subscribe } from '../subscriptions/subscriber.ts'
import { type Asker, testGateway } from '../support/gateway.ts'
import { aSession } from './a-session.ts'
import { alike, isPartOf } from './attempts.ts'
import { type Place, placesIn } from './places.ts'
import { everythingOf } from './selection.ts'
import { thingsOfOthers } from './things-of-others.ts'

const gateway = await testGateway()
const { pool } = gateway.database
const theirs = await aHouse(gateway)
const { values, nodes } = await thingsOfOthers(gateway, theirs)
await eventsAreListed(gateway)

/** Every place where whoever subscribes can name something. */
const places = Object.values(schema.getSubscriptionType()?.getFields() ?? {}).flatMap((field) =>
  placesIn(field.args, []).map((place) => ({ field, place })),
)

it('has places to try', () => {
  expect(places.map(({ field, place }) => field.name + place.name)).toEqual([
    'accessCode(id)',
    'events(afterEventId)',
    'events(filter: { accessCodeId })',
    'events(filter: { deviceId })',
    'events(filter: { linkedCodeGroupId })',
  ])
})

it('tells a key of another workspace of nothing that happens to what it names', async () => {
  const { client, workspaceId, door } = await aHouse(gateway)
  await tellsNothing(client, workspaceId, await door())
})

it('tells a client session of nothing that happens beyond its doors', async () => {
  const mine = await theirs.door()
  await tellsNothing(await aSession(gateway, theirs, { deviceIds: [mine] }), theirs.workspaceId, mine)
})

async function tellsNothing(asker: Asker, workspaceId: string, ownDevice: string): Promise<void> {
  const serving = await testGateway({ databaseUrl: gateway.databaseUrl })
  const watchAll = await subscribe(serving, asker, 'subscription { events { id } }')
  const opened = []
  for (const { field, place } of places) {
    const tried = values.filter(({ is }) => is === place.takes)
    const absents = new Set(tried.map(({ absent }) => absent))
    for (const value of [...absents, ...tried.map((one) => one.value)]) {
      const document = documentOf(field, place)
      opened.push({
        field,
        place,
        value,
        stream: await subscribe(serving, asker, document, place.argumentsWith(value)),
      })
    }
  }
  for (const facts of whatHappensToOthers) await writeEvent(pool, theirs.workspaceId, facts)
  const own = await writeEvent(pool, workspaceId, { deviceId: ownDevice })
  // In the order of the log: when the own event is there, whatever was before it has been delivered to everybody.
  expect(await watchAll.take(1, 'events')).toEqual([{ id: own }])
  await serving.stop()

  const answers = new Map<string, string>()
  for (const { field, place, value, stream } of opened)
    answers.set(`${field.name}${place.name} ${value}`, JSON.stringify(await stream.rest()))
  // Whoever may not subscribe at all learns nothing from that.
  expect([...answers.values()].filter((text) => /"code":"(?!BAD_USER_INPUT)/.test(text))).toEqual([])
  const differences: string[] = []
  for (const { field, place } of places) {
    for (const { what, value, absent } of values.filter(({ is }) => is === place.takes)) {
      const slot = `${field.name}${place.name}`
      const [answer = '', forAbsent = ''] = [answers.get(`${slot} ${value}`), answers.get(`${slot} ${absent}`)]
      if (alike(answer, value) !== alike(forAbsent, absent)) differences.push(`${slot} of ${what}: ${answer}`)
      const shown = values.filter((other) => !isPartOf(other.value, value) && isPartOf(other.value, answer))
      differences.push(...shown.map((other) => `${slot} of ${what} shows ${other.what}`))
    }
  }
  expect(differences).toEqual([])
  expect(opened.length).toBeGreaterThan(100)
}

const { Device: deviceId, AccessCode: accessCodeId, LinkedCodeGroup: linkedCodeGroupId } = nodes
/** To a door, a code and a group of theirs, together and each alone. */
const whatHappensToOthers = [
  { deviceId, accessCodeId, linkedCodeGroupId },
  { deviceId },
  { accessCodeId },
  { linkedCodeGroupId },
  {},
] as readonly EventFacts[]

function documentOf(field: GraphQLField<unknown, unknown>, { argument }: Place): string {
  const everything = everythingOf(getNamedType(field.type))
  return `subscription ($${argument.name}: ${argument.type}) { ${field.name}(${argument.name}: $${argument.name}) ${everything} }`
}
