import type { GraphQLUnionType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { createOne } from '../api/documents.ts'
import { askedIn, described, repeatedKey, sent, withoutNulls } from './asked.ts'
import { answerToOne, type Field, fieldsOfOne, isDeviceThere, obstaclesTo, rulesOfOne } from './create-one-oracle.ts'
import { demoDevices } from './demo-devices.ts'
import { demoHouse } from './demo-house.ts'
import { withPathsOnly } from './expected.ts'
import { breakingOne, pairwise, type Row } from './pairwise.ts'

const { house, workspaceId, ask, ...demo } = await demoHouse()
const fields = fieldsOfOne(house.now)
const rules = rulesOfOne(house.now)
const { deviceId: devices, ...options } = fields

await ask(createOne, { deviceId: demoDevices[5]?.id, name: 'The first of its key', idempotencyKey: repeatedKey })
await demo.remember()

/** Asks all of it: what is to be refused at once, which writes nothing; the rest one by one, each in the house as it was. */
async function check(rows: readonly Row<Field>[]): Promise<void> {
  const expected = new Map(rows.map((row) => [row, answerToOne(workspaceId, row, house)]))
  const { true: granted = [], false: refused = [] } = Object.groupBy(rows, (row) =>
    String(isPayload(expected.get(row))),
  )
  await Promise.all(refused.map((row) => compare(row, expected.get(row))))
  await demo.expectNothingWritten()
  for (const row of granted) await checkGranted(row, expected.get(row))
}

const isPayload = (answer: object | undefined) => answer !== undefined && 'accessCode' in answer

async function compare(row: Row<Field>, expected: object | undefined) {
  const answer = await ask(createOne, sent(row))
  expect(withPathsOnly(answer), described(row)).toEqual(expected)
  return answer
}

async function checkGranted(row: Row<Field>, expected: object | undefined): Promise<void> {
  const answer = await compare(row, expected)
  const { id, code, device } = answer.accessCode
  const asked = askedIn(row)
  const door = demoDevices.find((one) => one.id === device.id)
  if (door && code !== null) expect(obstaclesTo(door, code, asked, house)).toEqual([])
  const spares = 'select count(*)::int from access_code where device_id = $1 and is_backup and id <> $2'
  expect(await demo.countOf(spares, [device.id, id])).toBe(asked.useBackupAccessCodePool ? 3 : 0)
  if (asked.idempotencyKey !== null) expect(await ask(createOne, sent(row))).toEqual(answer)
  await demo.restore()
}

/** The generator takes the first device where none is asked for. */
function spreadOverDevices(row: Row<Field>, index: number): Row<Field> {
  const deviceId = devices[index % demoDevices.length] ?? row.deviceId
  return row.deviceId === devices[0] ? { ...row, deviceId } : row
}

// Hundreds of requests, on a machine that may be busy.
describe('createAccessCode answers as the documents of the product have it', { timeout: 90_000 }, () => {
  const rows = pairwise(withoutNulls(options), rules)
  const wrongs = breakingOne(fields, [...rules, isDeviceThere]).map(spreadOverDevices)
  const any = pairwise(fields)

  it.each(devices.slice(0, demoDevices.length))(
    'to every two options that can come together, on $name',
    async (deviceId) => {
      await check(rows.map((row) => ({ ...row, deviceId })))
    },
  )

  it('to everything that can be wrong with an input, if it is the only thing', () => check(wrongs))

  it('to every two values of two fields, whatever is wrong with them', () => check(any))

  it('which are all that there are', () => {
    const members = (schema.getType('CreateAccessCodeResult') as GraphQLUnionType).getTypes()
    const everywhere = devices.flatMap((deviceId) => rows.map((row) => ({ ...row, deviceId })))
    const answers = [...everywhere, ...wrongs, ...any].map(
      (row) => answerToOne(workspaceId, row, house) as { __typename: string },
    )
    expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(members.map(({ name }) => name)))
  })
})
