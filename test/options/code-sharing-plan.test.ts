import { describe, expect, it } from 'vitest'
import { onlyResult } from '../api/a-house.ts'
import { aPin } from '../api/answers.ts'
import { createOne, plan } from '../api/documents.ts'
import { askedIn, described, type OptionField, sent, wellFormed, withoutNulls } from './asked.ts'
import { answered, type Field, fieldsOfMany, planOf } from './create-many-oracle.ts'
import { demoDevices } from './demo-devices.ts'
import { demoHouse } from './demo-house.ts'
import { absent, type Fields, pairwise, type Row } from './pairwise.ts'

const { house, ask, client, ...demo } = await demoHouse()
await demo.remember()

type PlanField = Extract<
  Field,
  | 'deviceIds'
  | 'name'
  | 'code'
  | 'preferredCodeLength'
  | 'startsAt'
  | 'endsAt'
  | 'attemptForOfflineDevice'
  | 'useBackupAccessCodePool'
>
const isAskable = (ids: readonly string[]) => ids.length > 0 && new Set(ids).size === ids.length
const all = withoutNulls(fieldsOfMany(house.now))
const fields: Fields<PlanField> = {
  name: all.name,
  code: all.code,
  preferredCodeLength: all.preferredCodeLength,
  startsAt: all.startsAt,
  endsAt: all.endsAt,
  attemptForOfflineDevice: all.attemptForOfflineDevice,
  useBackupAccessCodePool: all.useBackupAccessCodePool,
  deviceIds: all.deviceIds.filter(({ given }) => isAskable(given as string[])),
}
/** What a plan is not asked is as if it were left out. */
const whole = (row: Row<PlanField>): Row<OptionField> =>
  ({ ...Object.fromEntries(Object.keys(all).map((field) => [field, absent])), ...row }) as unknown as Row<OptionField>
const rules = wellFormed(house.now).map(({ on, allows }) => ({
  on: on.filter((field): field is PlanField & OptionField => field in fields),
  allows: (row: Row<PlanField>) => allows(whole(row)),
}))

/** What the plan is to be, of what was looked up in the test's own rules. */
function planFor(row: Row<PlanField>): object {
  const ids = row.deviceIds.given as string[]
  const devices = ids.flatMap((id) => demoDevices.find((device) => device.id === id) ?? [])
  const asked = askedIn(whole(row))
  const { sharing, obstacles } = planOf(devices, asked, house)
  const missing = ids
    .filter((id) => !devices.some((device) => device.id === id))
    .map((deviceId) => ({
      deviceId,
      device: null,
      reason: 'DEVICE_NOT_FOUND',
      message: expect.stringContaining(deviceId),
      constraint: null,
      conflictingAccessCodeId: null,
    }))
  const others = devices.flatMap((device) => (obstacles.get(device) ?? []).map((one) => answered({ device, ...one })))
  const codeLength = sharing.devices.length > 0 ? (asked.code?.length ?? sharing.length) : null
  return {
    canShare: missing.length + others.length === 0 && sharing.devices.length > 0,
    codeLength,
    suggestedCode: codeLength === null ? null : (asked.code ?? aPin(codeLength)),
    sharingDevices: sharing.devices.map(({ id }) => ({ id })),
    obstacles: [...missing, ...others],
  }
}

// Hundreds of requests, on a machine that may be busy.
describe('codeSharingPlan', { timeout: 90_000 }, () => {
  it('says what createMultipleAccessCodes would do, to every two options that can come together', async () => {
    const rows = pairwise(fields, rules)
    await Promise.all(
      rows.map(async (row) => {
        const answer = onlyResult(await client.ask(plan, { input: sent(row) }))
        expect(answer, described(row)).toEqual(planFor(row))
      }),
    )
    await demo.expectNothingWritten()
  })

  const choosingNone = ['Meeting room', 'Key box', 'Thermostat']
  it.each(demoDevices.filter(({ name }) => !choosingNone.includes(name)))(
    'proposes PINs for $name that it takes, and reserves none',
    async (device) => {
      for (const preferredCodeLength of [null, 4, 5, 6, 9]) {
        const input = { deviceIds: [device.id], preferredCodeLength }
        const { suggestedCode } = onlyResult(await client.ask(plan, { input }))
        await demo.expectNothingWritten()
        expect(await ask(createOne, { deviceId: device.id, code: suggestedCode })).toMatchObject({
          accessCode: { code: suggestedCode },
        })
        await demo.restore()
      }
    },
  )
})
