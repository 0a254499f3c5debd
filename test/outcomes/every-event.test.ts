import type { GraphQLEnumType } from 'graphql'
import { expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { onlyResult } from '../api/a-house.ts'
import { anInstant } from '../api/answers.ts'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'
import { runEngine } from '../support/simulated-engine.ts'
import { events } from './events.ts'

const gateway = await testGateway({ connectionsMax: 20 })
await runEngine(gateway, { delayWarningMs: 200 })
const types = (schema.getType('EventType') as GraphQLEnumType).getValues().map(({ name }) => name)
const patience = { timeout: 15_000, interval: 25 }

it.concurrent.for(types)('%s is told, whole, of what it happened to', async (type, { expect }) => {
  const house = await aSandbox(gateway)
  const eventually = (read: () => Promise<unknown>, wished: unknown) => expect.poll(read, patience).toEqual(wished)
  const bringAbout = events[type]
  if (!bringAbout) throw new Error(`Nothing here brings ${type} about: add it.`)
  const told = await bringAbout({ ...house, gateway, eventually })
  const { deviceId, accessCodeId = null, isCodeShown = true, linkedCodeGroupId = null, payload = {} } = told
  const query = `{ events(filter: { types: [${type}], deviceId: "${deviceId}" }) { nodes {
    id type occurredAt accessCode { id } accessCodeId device { id } deviceId linkedCodeGroup { id } linkedCodeGroupId payload
  } } }`
  const nodes = async () => onlyResult(await house.client.ask(query)).nodes.filter(isOf(accessCodeId))
  const event = {
    id: anEventId,
    type,
    occurredAt: anInstant,
    accessCode: accessCodeId !== null && isCodeShown ? { id: accessCodeId } : null,
    accessCodeId,
    device: { id: deviceId },
    deviceId,
    linkedCodeGroup: linkedCodeGroupId === null ? null : { id: linkedCodeGroupId },
    linkedCodeGroupId,
    payload,
  }
  await eventually(nodes, [event])
  // It is found by its id, as who reads on from it asks for it.
  const [{ id }] = await nodes()
  expect(await house.client.ask(`{ node(id: "${id}") { __typename id } }`)).toEqual({
    data: { node: { __typename: 'Event', id } },
  })
})

/** What locks tell has an id made of what happened, and so of version 5. */
const anEventId = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[57][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)

/** Spare codes have events of their own. */
const isOf = (accessCodeId: string | null) => (event: { accessCodeId: string | null }) =>
  accessCodeId === null || event.accessCodeId === accessCodeId

it('there is no other type of event', () => {
  expect(Object.keys(events).sort()).toEqual(types.toSorted())
})
