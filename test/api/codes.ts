import { expect, vi } from 'vitest'
import type { Prisma } from '../../src/data/prisma/client.ts'
import { newId } from '../../src/data/uuid.ts'
import type { TestGateway } from '../support/gateway.ts'
import { fingerprints } from '../support/rows.ts'

/** An instant so many hours from now, as clients write it. */
export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

type GivenCode = Partial<Omit<Prisma.AccessCodeCreateManyInput, 'pinCiphertext' | 'pinHash'>> & {
  readonly deviceId: string
  readonly pin?: string
  /** Whether its lock was read with it. */
  readonly isOnLock?: boolean
}

/** A code written past every rule, as a lock or the past may have left it; its PIN is claimed for its window. */
export async function addCode(
  { database: { prisma, pool }, vault }: TestGateway,
  workspaceId: string,
  { pin, isOnLock = false, ...given }: GivenCode,
): Promise<string> {
  const id = given.id ?? newId()
  const hash = pin === undefined ? null : vault.hash(workspaceId, pin)
  await prisma.accessCode.createMany({
    data: [
      {
        type: given.startsAt ? 'TIME_BOUND' : 'ONGOING',
        status: 'SET',
        ...given,
        id,
        workspaceId,
        ...(hash &&
          pin !== undefined &&
          pinColumns(Uint8Array.from(vault.seal(pin, id)), Uint8Array.from(hash), isOnLock)),
      },
    ],
  })
  if (hash) {
    await pool.query(
      `insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during, enforced)
       values ($1, $2, $3, $4, $5, tstzrange(coalesce($6::timestamptz, now()), $7::timestamptz), $8)`,
      [newId(), workspaceId, given.deviceId, id, hash, given.startsAt, given.endsAt, given.isManaged ?? true],
    )
  }
  return id
}

const pinColumns = (pinCiphertext: Uint8Array<ArrayBuffer>, pinHash: Uint8Array<ArrayBuffer>, isOnLock: boolean) => ({
  pinCiphertext,
  pinHash,
  ...(isOnLock && {
    lockSlot: '1',
    confirmedAt: new Date(),
    confirmedPinCiphertext: pinCiphertext,
    confirmedPinHash: pinHash,
  }),
})

/** What a request answers that must not write anything. */
export async function writingNothing<Result>({ database }: TestGateway, ask: () => Promise<Result>): Promise<Result> {
  const before = await fingerprints(database)
  const answer = await ask()
  expect(await fingerprints(database)).toEqual(before)
  return answer
}

/** Resolves once every event written so far is listed: a transaction open anywhere on the server holds events back. */
export async function eventsAreListed({ database: { pool } }: TestGateway): Promise<void> {
  const { rows } = await pool.query('select pg_snapshot_xmax(pg_current_snapshot())::text as next')
  const isPast = 'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as "isPast"'
  await vi.waitUntil(async () => (await pool.query(isPast, [rows[0].next])).rows[0].isPast, { timeout: 15_000 })
}
