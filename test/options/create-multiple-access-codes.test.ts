import type { GraphQLUnionType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { createMany } from '../api/documents.ts'
import { askedIn, described, repeatedKey, sent, withoutNulls } from './asked.ts'
import { answerToMany, type Field, fieldsOfMany, rulesOfMany } from './create-many-oracle.ts'
import { demoDevices } from './demo-devices.ts'
import { demoHouse } from './demo-house.ts'
import { lockMakesPin, pinObstacles } from './device-rules.ts'
import { withPathsOnly } from './expected.ts'
import { breakingOne, pairwise, type Row } from './pairwise.ts'

const { house, workspaceId, ask, ...demo } = await demoHouse()
const fields = fieldsOfMany(house.now)
const rules = rulesOfMany(house.now)

await ask(createMany, { deviceIds: [demoDevices[5]?.id], name: 'The first of its key', idempotencyKey: repeatedKey })
await demo.remember()

/** Asks all of it: what is to be refused at once, which writes nothing; the rest one by one, each in the house as it was. */
async function check(rows: readonly Row<Field>[]): Promise<void> {
  const expected = new Map(rows.map((row) => [row, answerToMany(workspaceId, row, house)]))
  const { true: granted = [], false: refused = [] } = Object.groupBy(rows, (row) =>
    String(isPayload(expected.get(row))),
  )
  await Promise.all(refused.map((row) => compare(row, expected.get(row))))
  await demo.expectNothingWritten()
  for (const row of granted) await checkGranted(row, expected.get(row))
}

const isPayload = (answer: object | undefined) => answer !== undefined && 'accessCodes' in answer

async function compare(row: Row<Field>, expected: object | undefined) {
  const answer = await ask(createMany, sent(row))
  expect(withPathsOnly(answer), described(row)).toEqual(expected)
  return answer
}

interface Made {
  readonly id: string
  readonly code: string | null
  readonly device: { readonly id: string }
  readonly linkedCodeGroup: { readonly id: string } | null
}

async function checkGranted(row: Row<Field>, expected: object | undefined): Promise<void> {
  const answer = await compare(row, expected)
  const asked = askedIn(row)
  const codes: Made[] = answer.accessCodes
  for (const { code, device } of codes) {
    const door = demoDevices.find(({ id }) => id === device.id)
    if (door && !lockMakesPin(door, asked)) expect(pinObstacles(door, code ?? '', asked, house)).toEqual([])
  }
  // One group: its codes, its PIN, and nothing else.
  const group = answer.linkedCodeGroup
  const linked = codes.filter(({ linkedCodeGroup }) => linkedCodeGroup)
  expect(new Set(linked.map(({ code }) => code))).toEqual(new Set(group ? [group.code] : []))
  expect(linked.map(({ linkedCodeGroup }) => linkedCodeGroup?.id)).toEqual(linked.map(() => group.id))
  const ids = (group?.accessCodes.nodes ?? []).map(({ id }: Made) => id)
  expect(ids.toSorted()).toEqual(linked.map(({ id }) => id).sort())

  const spares = 'select count(*)::int from access_code where device_id = any($1) and is_backup'
  const doors = codes.map(({ device }) => device.id)
  expect(await demo.countOf(spares, [doors])).toBe(asked.useBackupAccessCodePool ? 3 * doors.length : 0)
  if (asked.idempotencyKey !== null) expect(await ask(createMany, sent(row))).toEqual(answer)
  await demo.restore()
}

// Hundreds of requests, on a machine that may be busy.
describe('createMultipleAccessCodes answers as the documents of the product have it', { timeout: 90_000 }, () => {
  const rows = pairwise(withoutNulls(fields), rules)
  const wrongs = breakingOne(fields, rules)
  const any = pairwise(fields)
  const { deviceIds: sets } = withoutNulls(fields)

  it.each(sets)('to every two options that can come together, on $name', async (deviceIds) => {
    await check(rows.filter((row) => row.deviceIds === deviceIds))
  })

  it('to everything that can be wrong with an input, if it is the only thing', () => check(wrongs))

  it('to every two values of two fields, whatever is wrong with them', () => check(any))

  it('which are all that there are', () => {
    const members = (schema.getType('CreateMultipleAccessCodesResult') as GraphQLUnionType).getTypes()
    const answers = [...rows, ...wrongs, ...any].map(
      (row) => answerToMany(workspaceId, row, house) as { __typename: string },
    )
    expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(members.map(({ name }) => name)))
  })
})
