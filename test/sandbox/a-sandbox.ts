import type { Scope } from '../../src/domain/auth/viewer.ts'
import { placeOnLock } from '../../src/locks/simulated/place-on-lock.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { addCode } from '../api/codes.ts'
import type { TestGateway } from '../support/gateway.ts'
import * as documents from './documents.ts'

/** A sandbox workspace of a test's own, with doors to play with. */
export async function aSandbox(gateway: TestGateway, scopes?: readonly Scope[]) {
  const house = await aHouse(gateway, scopes)
  const { client, workspaceId } = house
  const { database, vault } = gateway
  const stack = { pool: database.pool, vault }
  const asking = (document: string) => async (input: object) => onlyResult(await client.ask(document, { input }))
  return {
    ...house,
    stack,
    simulateDevice: asking(documents.simulateDevice),
    enter: asking(documents.simulateKeypadEntry),
    addByHand: asking(documents.simulateUnmanagedAccessCode),
    changeByHand: asking(documents.simulateExternalModification),
    /** A code that is on its lock, and on record as being there. */
    async codeOnLock(deviceId: string, pin: string, about: object = {}) {
      const lockSlot = await placeOnLock(stack, { workspaceId, deviceId }, { pin })
      return addCode(gateway, workspaceId, { deviceId, pin, lockSlot, ...about })
    },
    /** What the simulated locks hold and are, of this workspace. */
    async lockRows(): Promise<object> {
      const of = 'device_id in (select device_id from simulated_lock.lock where workspace_id = $1)'
      const rows = async (columns: string, table: string) =>
        (
          await database.pool.query(`select ${columns} from simulated_lock.${table} where ${of} order by 1, 2`, [
            workspaceId,
          ])
        ).rows
      return {
        locks: await rows('device_id, is_online, slowed_by_ms, clock_offset_ms::int', 'lock'),
        codes: await rows('slot, name, pin_hash', 'code'),
        faults: await rows('kind, calls, reason, is_permanent, after_ms, times_left', 'fault'),
        events: await rows('type, slot', 'event'),
      }
    },
  }
}
