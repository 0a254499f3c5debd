import type { Database } from '../src/data/client.ts'
import type { PinVault } from '../src/data/pins/vault.ts'
import type { Prisma } from '../src/data/prisma/client.ts'
import { newId } from '../src/data/uuid.ts'
import { addWorkspace } from '../src/domain/auth/workspace.ts'
import { type DemoCode, demoCodes, demoGroup } from './demo-codes.ts'
import { demoAccounts, demoDevices } from './demo-doors.ts'
import { placeDemoCodes } from './demo-locks.ts'

export const DEMO_WORKSPACE_ID = '750fc0bc-4450-4356-8d9f-18c6a3a6b2c7'

/**
 * The demo house. Whatever of it is there already stays as it is, changed or not.
 *
 * Its codes are on their locks before the gateway knows of either: a device gets its place in the queue together with its
 * codes, so that nobody reads a lock in between.
 */
export async function seedDemoHouse({ prisma, pool, writers }: Database, vault: PinVault): Promise<void> {
  const now = Date.now()
  await addWorkspace({ writers, vault }, { id: DEMO_WORKSPACE_ID, name: 'Demo house', isSandbox: true })
  await prisma.$transaction(
    async (tx) => {
      await tx.connectedAccount.createMany({
        data: demoAccounts.map((account) => ({ ...account, workspaceId: DEMO_WORKSPACE_ID })),
        skipDuplicates: true,
      })
      await seedDevices(tx, now)
    },
    { timeout: 30_000 },
  )
  const codes = demoCodes(new Date(now))
  const known = await prisma.accessCode.findMany({ where: { id: { in: codes.map(({ id }) => id) } } })
  const missing = codes.filter(({ id }) => !known.some((code) => code.id === id))
  const slots = await placeDemoCodes({ pool, vault }, DEMO_WORKSPACE_ID, missing)
  await prisma.$transaction(
    async (tx) => {
      await tx.linkedCodeGroup.createMany({
        data: [{ ...demoGroup, workspaceId: DEMO_WORKSPACE_ID }],
        skipDuplicates: true,
      })
      await seedCodes(tx, vault, missing, slots, now)
      await tx.deviceSync.createMany({
        data: demoDevices.map(({ id }) => ({ deviceId: id, workspaceId: DEMO_WORKSPACE_ID })),
        skipDuplicates: true,
      })
    },
    { timeout: 30_000 },
  )
}

async function seedDevices(tx: Prisma.TransactionClient, now: number): Promise<void> {
  const added = await tx.device.createManyAndReturn({
    // Lists show the newest first: the first door of the house is the last made.
    data: demoDevices.map((device, index) => ({
      ...device,
      workspaceId: DEMO_WORKSPACE_ID,
      createdAt: new Date(now - index * 1000),
    })),
    skipDuplicates: true,
    select: { id: true },
  })
  await tx.event.createMany({
    data: added.map(({ id }) => ({ id: newId(), workspaceId: DEMO_WORKSPACE_ID, type: 'DEVICE_ADDED', deviceId: id })),
  })
}

async function seedCodes(
  tx: Prisma.TransactionClient,
  vault: PinVault,
  codes: readonly DemoCode[],
  slots: ReadonlyMap<string, string>,
  now: number,
): Promise<void> {
  const added = await tx.accessCode.createManyAndReturn({
    data: codes.map(({ pin, ...code }) => {
      const sealed = {
        pinCiphertext: Uint8Array.from(vault.seal(pin, code.id)),
        pinHash: Uint8Array.from(vault.hash(DEMO_WORKSPACE_ID, pin)),
      }
      const lockSlot = slots.get(code.id)
      return {
        ...code,
        workspaceId: DEMO_WORKSPACE_ID,
        ...sealed,
        // As the engine writes down what it read.
        ...(lockSlot !== undefined && {
          lockSlot,
          confirmedAt: new Date(now),
          confirmedPinCiphertext: sealed.pinCiphertext,
          confirmedPinHash: sealed.pinHash,
          confirmedName: code.name ?? null,
        }),
      }
    }),
    skipDuplicates: true,
    select: { id: true, deviceId: true, linkedCodeGroupId: true, isManaged: true, pinHash: true },
  })
  for (const { id, deviceId, isManaged, pinHash } of added) {
    const { startsAt = null, endsAt = null, deletedAt = null } = codes.find((code) => code.id === id) ?? {}
    // Prisma knows no ranges. A PIN that was found on a lock is claimed, but not enforced.
    await tx.$executeRaw`
      insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during, enforced)
      values (${newId()}::uuid, ${DEMO_WORKSPACE_ID}::uuid, ${deviceId}::uuid, ${id}::uuid, ${pinHash},
        tstzrange(${startsAt ?? new Date(now - 86_400_000)}::timestamptz, ${deletedAt ?? endsAt}::timestamptz), ${isManaged})`
  }
  await tx.commandedPin.createMany({
    data: added.flatMap(({ id, deviceId, isManaged, pinHash }) => {
      const slot = slots.get(id)
      if (!isManaged || slot === undefined || pinHash === null) return []
      return [{ workspaceId: DEMO_WORKSPACE_ID, deviceId, slot, pinHash, accessCodeId: id }]
    }),
  })
  await tx.event.createMany({
    data: added.map(({ id, deviceId, linkedCodeGroupId, isManaged }) => ({
      id: newId(),
      workspaceId: DEMO_WORKSPACE_ID,
      type: isManaged ? ('ACCESS_CODE_CREATED' as const) : ('UNMANAGED_ACCESS_CODE_CREATED' as const),
      accessCodeId: id,
      deviceId,
      linkedCodeGroupId,
    })),
  })
}
