import type { Database } from '../../src/data/client.ts'
import type { Prisma } from '../../src/data/prisma/client.ts'
import { newId } from '../../src/data/uuid.ts'

/** A workspace of a test's own. */
export async function addWorkspace(
  { prisma }: Database,
  name = 'Test house',
  { isSandbox = true }: { readonly isSandbox?: boolean } = {},
): Promise<string> {
  const id = newId()
  await prisma.workspace.create({ data: { id, name, isSandbox } })
  return id
}

/** A lock that takes four to eight digits and has no limits but those given. */
export async function addDevice(
  { prisma }: Database,
  workspaceId: string,
  given: Partial<Prisma.DeviceCreateManyInput> = {},
): Promise<string> {
  const id = given.id ?? newId()
  await prisma.device.createMany({
    data: [
      {
        name: 'Door',
        provider: 'SIMULATED',
        deviceType: 'test_lock',
        canProgramOnlineAccessCodes: true,
        supportsNativeScheduling: true,
        supportsBackupAccessCodePool: true,
        supportedCodeLengths: [4, 5, 6, 7, 8],
        ...given,
        id,
        workspaceId,
      },
    ],
  })
  await prisma.deviceSync.create({ data: { deviceId: id, workspaceId } })
  return id
}
