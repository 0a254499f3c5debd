import { expect, test, vi } from 'vitest'
import { query } from '../../src/data/statement.ts'
import { createMultipleAccessCodes } from '../../src/domain/access-codes/create-multiple.ts'
import { createMultipleAccessCodesInput } from '../../src/domain/access-codes/inputs.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { aViewer } from '../support/viewer.ts'

const CALLERS = 20
const CALLS_EACH = 15
const ROUNDS = 15

type Arm = 'with the entry' | 'with its values sent, and nothing written' | 'without'
let arm: Arm = 'with the entry'
vi.mock('../../src/data/audit/record.ts', async (original) => {
  const { recordAudit } = await original<typeof import('../../src/data/audit/record.ts')>()
  type Record = (...args: Parameters<typeof recordAudit>) => Promise<unknown>
  const records: { readonly [one in Arm]: Record } = {
    'with the entry': recordAudit,
    'with its values sent, and nothing written': (tx, _vault, { details, ...others }) => {
      const values = [...Object.values(others), JSON.stringify(details)]
      return query(tx, `select ${values.map((_, index) => `$${index + 1}::text`)}`, values)
    },
    without: async () => {},
  }
  return { recordAudit: (...args: Parameters<typeof recordAudit>) => records[arm](...args) }
})

const gateway = await testGateway({ connectionsMax: CALLERS })
const workspaceId = await addWorkspace(gateway.database)
const viewer = aViewer(workspaceId, ['WRITE_CODES', 'SEE_PINS'])

test('what createMultipleAccessCodes by twenty connections costs with its audit entry, and with less', async () => {
  const { services, database } = gateway
  const doors = await Promise.all(Array.from({ length: CALLERS * 2 }, () => addDevice(database, workspaceId)))
  const round = async () => {
    const startedAt = performance.now()
    await Promise.all(
      Array.from({ length: CALLERS }, async (_, caller) => {
        const deviceIds = doors.slice(caller * 2, caller * 2 + 2)
        const input = createMultipleAccessCodesInput.parse({ deviceIds })
        for (let call = 0; call < CALLS_EACH; call++) await createMultipleAccessCodes(services, viewer, input)
      }),
    )
    const perSecond = (CALLERS * CALLS_EACH * 1_000) / (performance.now() - startedAt)
    // Every round finds the same house.
    await database.pool.query('truncate access_code, linked_code_group cascade')
    return perSecond
  }
  const arms: readonly Arm[] = ['with the entry', 'with its values sent, and nothing written', 'without']
  const figures = new Map<Arm, number[]>(arms.map((one) => [one, []]))
  await round()
  for (let count = 0; count < ROUNDS; count++) {
    // Whoever comes first may find another machine than who comes last.
    for (const one of [...arms.slice(count % 3), ...arms.slice(0, count % 3)]) {
      arm = one
      figures.get(one)?.push(await round())
    }
  }
  const medians = Object.fromEntries([...figures].map(([one, all]) => [one, Math.round(median(all))]))
  console.log('createMultipleAccessCodes a second, by 20 connections (median of the rounds):', medians)
  const text = `select count(*)::int as n, pg_total_relation_size('audit_entry') / count(*) as "bytesEach" from audit_entry`
  const { rows } = await database.pool.query(text)
  console.log('bytes an entry, with its indexes:', rows[0].bytesEach)
  expect(rows[0].n).toBe((ROUNDS + 1) * CALLERS * CALLS_EACH)
}, 600_000)

const median = (figures: number[]): number => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
