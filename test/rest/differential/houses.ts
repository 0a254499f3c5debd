import { expect } from 'vitest'
import { seeded } from '../../domain/random-ints.ts'
import { testGateway } from '../../support/gateway.ts'
import { restHouse } from '../rest-house.ts'
import { whole } from './state.ts'

/** Two databases in which the same things happen to draw the same PINs. Call it at the file's top level. */
export async function twoHouses() {
  let random = [seeded(0), seeded(0)]
  const gateways = await Promise.all(
    random.map((_, index) => testGateway({ randomInt: (max) => random[index]?.(max) ?? 0, connectionsMax: 3 })),
  )
  return async (seed: number) => {
    random = [seeded(seed), seeded(seed)]
    const houses = await Promise.all(gateways.map(furnished))
    const [first, second] = await Promise.all(houses.map(({ state }) => state()))
    expect(first).toEqual(second)
    return houses
  }
}

export type FurnishedHouse = Awaited<ReturnType<typeof furnished>>

/** Five doors that differ in what they take, a thermostat, and two codes of somebody else. */
async function furnished(gateway: Awaited<ReturnType<typeof testGateway>>) {
  const house = await restHouse(gateway)
  const { workspaceId } = house
  const { pool } = gateway.database
  const about = [
    { name: 'Front' },
    {
      name: 'Back',
      supportedCodeLengths: [4, 6],
      codeConstraints: [{ constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 14 }],
    },
    { name: 'Shed', deviceType: 'smartthings_lock', supportedCodeLengths: [6], supportsNativeScheduling: false },
    { name: 'Hut', deviceType: 'igloohome_lock', canProgramOfflineAccessCodes: true, maxActiveCodesSupported: 4 },
    {
      name: 'Salto',
      codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }],
      supportsBackupAccessCodePool: false,
    },
    {
      name: 'Heating',
      canProgramOnlineAccessCodes: null,
      supportedCodeLengths: [],
      supportsBackupAccessCodePool: false,
    },
  ]
  const doors: string[] = []
  for (const one of about) doors.push(await house.door(one))
  await pool.query(`update device set offline_since = '2026-01-01' where id = $1`, [doors[2]])
  for (const [index, pin] of ['4712', '8642'].entries()) {
    await house.code({ deviceId: doors[index] ?? '', pin, isManaged: false, lockSlot: '9', createdAt: new Date(0) })
  }
  return {
    house,
    doors,
    codeIds: async (): Promise<string[]> =>
      (await pool.query('select id from access_code where workspace_id = $1 order by id', [workspaceId])).rows.map(
        ({ id }) => id,
      ),
    newestKey: async (): Promise<string> => {
      const text =
        'select common_code_key as key from linked_code_group where workspace_id = $1 order by id desc limit 1'
      return (await pool.query(text, [workspaceId])).rows[0]?.key ?? 'none'
    },
    /** The lock holds all that it should hold by now. */
    confirm: (deviceId: string) =>
      pool.query(
        `update access_code set status = 'SET', verification = 'READ_BACK', lock_slot = 'held', confirmed_at = now(),
           confirmed_pin_hash = pin_hash, confirmed_pin_ciphertext = pin_ciphertext, confirmed_name = name,
           confirmed_starts_at = starts_at, confirmed_ends_at = ends_at
         where device_id = $1 and status = 'SETTING' and is_managed and pin_hash is not null`,
        [deviceId],
      ),
    state: () => whole(gateway, workspaceId),
  }
}
