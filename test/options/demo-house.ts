import { expect } from 'vitest'
import { demoCodes } from '../../prisma/demo-codes.ts'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { onlyResult } from '../api/a-house.ts'
import { testGateway } from '../support/gateway.ts'
import { fingerprints } from '../support/rows.ts'
import type { House } from './device-rules.ts'

/** The demo house, which is as it was again after each case. Call it at the file's top level. */
export async function demoHouse() {
  // All that can be answered, for all of its doors, is more than anybody may ask for at once.
  const gateway = await testGateway({ queryCostMax: Number.POSITIVE_INFINITY })
  const { database, vault } = gateway
  await seedDemoHouse(database, vault)
  const client = await gateway.clientOf(DEMO_WORKSPACE_ID)
  const now = new Date()
  const house: House = {
    now,
    occupants: demoCodes(now).map(({ id, deviceId, pin, startsAt, endsAt, deletedAt }) => ({
      id,
      deviceId,
      pin,
      from: startsAt ?? new Date(0),
      until: endsAt ?? null,
      isGoing: deletedAt !== undefined,
    })),
  }
  let before = await fingerprints(database)

  return {
    house,
    workspaceId: DEMO_WORKSPACE_ID,
    client,
    async ask(document: string, input: object) {
      return onlyResult(await client.ask(document, { input }))
    },
    /** From now on the house is to be as it is now. */
    async remember(): Promise<void> {
      await database.pool.query(remember)
      before = await fingerprints(database)
    },
    async expectNothingWritten(): Promise<void> {
      expect(await fingerprints(database)).toEqual(before)
    },
    async restore(): Promise<void> {
      await database.pool.query(restore)
    },
    countOf: async (text: string, values: unknown[]) => (await database.pool.query(text, values)).rows[0].count,
  }
}

/** What a verb adds is told by its id, what it changes is kept as it was. */
const added = ['event', 'action_attempt', 'pin_claim', 'access_code', 'linked_code_group', 'audit_entry']
const remember = `drop schema if exists before cascade; create schema before;
  ${[...added, 'idempotency_key', 'device', 'device_sync'].map((table) => `create table before.${table} as table ${table}`).join(';')}`
// The audit log lets nothing be taken away by anybody else.
const restore = `set local session_replication_role = replica;
  ${added.map((table) => `delete from ${table} where id not in (select id from before.${table})`).join(';')};
  delete from idempotency_key where key not in (select key from before.idempotency_key);
  update device d set backup_access_code_pool_enabled = b.backup_access_code_pool_enabled
    from before.device b where b.id = d.id and d is distinct from b;
  update device_sync s set generation = b.generation, due_at = b.due_at
    from before.device_sync b where b.device_id = s.device_id and s is distinct from b`
