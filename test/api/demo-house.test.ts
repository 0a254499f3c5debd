import { describe, expect, it } from 'vitest'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import type { Database } from '../../src/data/client.ts'
import { testGateway } from '../support/gateway.ts'
import { onlyResult } from './a-house.ts'
import { aConstraint, anInstant } from './answers.ts'
import { eventsAreListed } from './codes.ts'

const gateway = await testGateway()
const { database, vault } = gateway
await seedDemoHouse(database, vault)
const { ask } = await gateway.clientOf(DEMO_WORKSPACE_ID)

const id = {
  frontDoor: 'a83690b2-2b70-409a-9a94-426699b84c97',
  backDoor: '7bfe1838-5e64-432c-adb6-34e971bda001',
  gardenGate: 'd9717800-fa73-401a-b66b-03f0ef950e2a',
  garage: '550e8400-e29b-41d4-a716-446655440000',
  boatShed: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0004',
  keyBox: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0005',
  summerHouse: '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0008',
}

const only = (...types: string[]) => types.map((type) => aConstraint(type))
const nameLength = (minLength: number, maxLength: number) => aConstraint('NAME_LENGTH', { minLength, maxLength })
const fourToEight = [4, 5, 6, 7, 8]

/** A lock of the house that is online and of which nothing else is to be said. */
const door = (
  id: string,
  name: string,
  deviceType: string,
  supportedCodeLengths: number[],
  codeConstraints: object[],
  maxActiveCodesSupported: number | null,
  about: object = {},
) => ({
  id,
  name,
  deviceType,
  provider: 'SIMULATED',
  supportedCodeLengths,
  codeConstraints,
  maxActiveCodesSupported,
  supportsNativeScheduling: true,
  supportsBackupAccessCodePool: true,
  canProgramOnlineAccessCodes: true,
  canProgramOfflineAccessCodes: null,
  isOnline: true,
  isManaged: true,
  errors: [],
  warnings: [],
  ...about,
})

describe('the demo house', () => {
  it('has the doors that are promised, newest first', async () => {
    const query = `{
      workspace { id name isSandbox }
      devices(first: 100) {
        totalCount
        nodes {
          id name deviceType provider supportedCodeLengths codeConstraints { constraintType minLength maxLength }
          maxActiveCodesSupported supportsNativeScheduling supportsBackupAccessCodePool canProgramOnlineAccessCodes
          canProgramOfflineAccessCodes isOnline isManaged errors { issueCode } warnings { issueCode }
        }
      }
    }`
    expect(await ask(query)).toEqual({
      data: {
        workspace: { id: '750fc0bc-4450-4356-8d9f-18c6a3a6b2c7', name: 'Demo house', isSandbox: true },
        devices: {
          totalCount: 15,
          nodes: [
            door(id.frontDoor, 'Front door', 'august_lock', fourToEight, [], 100),
            door(id.backDoor, 'Back door', 'august_lock', fourToEight, [], 100),
            door(id.gardenGate, 'Garden gate', 'yale_lock', fourToEight, [], 100),
            door(id.garage, 'Garage', 'schlage_lock', [4], only('UNIQUE_FIRST_FOUR_DIGITS'), 30),
            door(
              '123e4567-e89b-12d3-a456-426614174000',
              'Cellar',
              'kwikset_lock',
              fourToEight,
              [...only('START_DATE_IN_FUTURE'), nameLength(2, 14)],
              30,
            ),
            door('898f45c1-2fa1-4515-93a6-860d71d3c33c', 'Side door', 'yale_lock', fourToEight, [], 100),
            door(
              '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0007',
              'Pool house',
              'nuki_lock',
              [6],
              [...only('NO_ZEROS', 'CANNOT_START_WITH_12'), nameLength(1, 20)],
              100,
            ),
            door(
              'c9cd621d-ef0c-45c8-b608-026ebdb74615',
              'Office',
              'ttlock_lock',
              [4, 5, 6, 7, 8, 9],
              only('CANNOT_CONTAIN_089'),
              250,
            ),
            door(
              '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0001',
              'Attic',
              'tedee_lock',
              [5, 6, 7, 8],
              only('NO_ASCENDING_OR_DESCENDING_SEQUENCE', 'AT_LEAST_THREE_UNIQUE_DIGITS'),
              100,
            ),
            door(
              '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0002',
              'Meeting room',
              'salto_ks_lock',
              [6],
              only('CANNOT_SPECIFY_PIN_CODE'),
              100,
              { supportsBackupAccessCodePool: false },
            ),
            door(
              '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0003',
              'Beach hut',
              'igloohome_lock',
              [4, 5, 6],
              only('START_DATE_IN_FUTURE'),
              199,
              { canProgramOfflineAccessCodes: true },
            ),
            door(id.boatShed, 'Boat shed', 'smartthings_lock', [4, 5, 6], [], 20, {
              supportsNativeScheduling: false,
              isOnline: false,
              errors: [{ issueCode: 'device_disconnected' }],
            }),
            door(id.keyBox, 'Key box', 'wyze_lock', fourToEight, [], 3, {
              warnings: [{ issueCode: 'max_access_codes_reached' }],
            }),
            door(id.summerHouse, 'Summer house', 'august_lock', fourToEight, [], 100, {
              errors: [{ issueCode: 'account_disconnected' }],
            }),
            door('0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0006', 'Thermostat', 'ecobee_thermostat', [], [], null, {
              supportsNativeScheduling: false,
              supportsBackupAccessCodePool: false,
              canProgramOnlineAccessCodes: null,
            }),
          ],
        },
      },
    })
  })

  it('has a code in every state', async () => {
    const query = `{
      accessCodes(first: 100, orderBy: NAME_ASC) {
        totalCount nodes { device { id } name status type startsAt endsAt code errors { issueCode } warnings { issueCode } }
      }
      unmanaged: device(id: "${id.frontDoor}") { unmanagedAccessCodes { nodes { name status type code } } }
    }`
    const aCode = (deviceId: string, name: string, status: string, about: object = {}) => ({
      device: { id: deviceId },
      name,
      status,
      type: 'ONGOING',
      startsAt: null,
      endsAt: null,
      code: expect.stringMatching(/^\d{4}$/),
      errors: [],
      warnings: [],
      ...about,
    })
    const offline = { errors: [{ issueCode: 'device_disconnected' }] }
    const { data } = await ask(query)
    const { nodes } = data.accessCodes
    const [weekend] = nodes.filter(({ name }: { name: string }) => name === 'Weekend guests')
    expect({ ...data, accessCodes: { ...data.accessCodes, nodes: nodes.toSorted(byDeviceAndName) } }).toEqual({
      accessCodes: {
        totalCount: 10,
        nodes: [
          aCode(id.frontDoor, 'Family', 'SET'),
          aCode(id.backDoor, 'Family', 'SET'),
          aCode(id.gardenGate, 'Family', 'SET'),
          aCode(id.garage, 'Weekend guests', 'UNSET', { type: 'TIME_BOUND', startsAt: anInstant, endsAt: anInstant }),
          aCode(id.boatShed, 'Boat club', 'SETTING', offline),
          aCode(id.boatShed, 'Former tenant', 'REMOVING', { ...offline, warnings: [{ issueCode: 'being_deleted' }] }),
          aCode(id.keyBox, 'Caretaker', 'SET'),
          aCode(id.keyBox, 'Cleaner', 'SET'),
          aCode(id.keyBox, 'Gardener', 'SET'),
          aCode(id.summerHouse, 'Neighbours', 'UNKNOWN', { errors: [{ issueCode: 'account_disconnected' }] }),
        ].sort(byDeviceAndName),
      },
      unmanaged: {
        unmanagedAccessCodes: {
          nodes: [{ name: 'Installer', status: 'SET', type: 'ONGOING', code: expect.stringMatching(/^\d{4}$/) }],
        },
      },
    })
    expect(Date.parse(weekend.startsAt)).toBeGreaterThan(Date.now())
  })

  it('has one linked group on three doors, with one PIN', async () => {
    const { nodes } = onlyResult(
      await ask(`{ linkedCodeGroups {
        nodes { status name code startsAt devices { id } accessCodes { totalCount nodes { code commonCodeKey } } commonCodeKey }
      } }`),
    )
    const [{ code, commonCodeKey }] = nodes
    const linked = { code, commonCodeKey }
    expect(nodes).toEqual([
      {
        status: 'SET',
        name: 'Family',
        code: expect.stringMatching(/^\d{4}$/),
        startsAt: null,
        devices: [{ id: id.frontDoor }, { id: id.backDoor }, { id: id.gardenGate }],
        accessCodes: { totalCount: 3, nodes: [linked, linked, linked] },
        commonCodeKey: expect.stringMatching(/^auto_set_by_create_multiple_/),
      },
    ])
  })

  it('tells how it came to be', async () => {
    await eventsAreListed(gateway)
    const { nodes } = onlyResult(await ask('{ events(first: 100) { nodes { type } } }'))
    const count = (type: string) => nodes.filter((event: { type: string }) => event.type === type).length
    expect([count('DEVICE_ADDED'), count('ACCESS_CODE_CREATED'), count('UNMANAGED_ACCESS_CODE_CREATED')]).toEqual([
      15, 10, 1,
    ])
  })

  it('holds the PINs of its codes against newcomers, but for one that is going', async () => {
    const { nodes } = onlyResult(
      await ask(
        '{ accessCodes(filter: { status: [SET, UNSET, SETTING, UNKNOWN] }) { nodes { id code device { id } } } }',
      ),
    )
    for (const { id: conflictingAccessCodeId, code, device } of nodes) {
      const { obstacles } = onlyResult(
        await ask(`{ codeSharingPlan(input: { deviceIds: ["${device.id}"], code: "${code}" }) {
          obstacles { reason conflictingAccessCodeId } } }`),
      )
      expect(obstacles).toContainEqual({ reason: 'DUPLICATE_CODE', conflictingAccessCodeId })
    }
  })
})

describe('seeding', () => {
  it('again changes nothing that is there, changed or not', async () => {
    await database.pool.query(`update device set name = 'Main door', offline_since = now() where id = $1`, [
      id.frontDoor,
    ])
    await database.pool.query(`update access_code set name = null where device_id = $1`, [id.garage])
    const before = await everyRow(database)
    await seedDemoHouse(database, vault)
    expect(await everyRow(database)).toEqual(before)
  })

  it('twice at once makes one house', async () => {
    const fresh = await testGateway()
    await Promise.all([seedDemoHouse(fresh.database, fresh.vault), seedDemoHouse(fresh.database, fresh.vault)])
    const counts = (rows: Record<string, unknown[]>) =>
      Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.length]))
    // But for the key of whoever asks here, and the entry that says that it was made.
    const { api_key: _keys, audit_entry: _made, ...once } = counts(await everyRow(database))
    const { api_key: _none, audit_entry: _neither, ...twice } = counts(await everyRow(fresh.database))
    expect(twice).toEqual(once)
  })
})

interface Listed {
  readonly device: { readonly id: string }
  readonly name: string
}

function byDeviceAndName(a: Listed, b: Listed): number {
  return a.device.id.localeCompare(b.device.id) || a.name.localeCompare(b.name)
}

/** Everything that the database holds, by table. */
async function everyRow({ pool }: Database): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const rows: Record<string, unknown[]> = {}
  for (const { name } of tables) {
    rows[name] = (await pool.query(`select to_jsonb(t) as row from ${name} t order by t::text`)).rows
  }
  return rows
}
