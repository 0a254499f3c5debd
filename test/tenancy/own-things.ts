import { newId } from '../../src/data/uuid.ts'
import { addCode } from '../api/codes.ts'
import type { TestGateway } from '../support/gateway.ts'
import { addDevice } from '../support/house.ts'
import type { Own } from './graphql-slots.ts'
import type { Input } from './places.ts'

/** Things of an asker's own, all on devices of one account. */
export async function ownThings(gateway: TestGateway, workspaceId: string, connectedAccountId: string): Promise<Own> {
  const { deviceId, accessCodeId, groupId } = await aDoor(gateway, workspaceId, connectedAccountId)
  const nodes = {
    Device: deviceId,
    ConnectedAccount: connectedAccountId,
    AccessCode: accessCodeId,
    LinkedCodeGroup: groupId,
  }
  return {
    nodes,
    async inputOf(mutation) {
      const input = inputs[mutation]
      if (!input) throw new Error(`say here what ${mutation} needs beside the value that is tried`)
      return input({ ...(await aDoor(gateway, workspaceId, connectedAccountId)), connectedAccountId })
    },
  }
}

type Door = Awaited<ReturnType<typeof aDoor>> & { readonly connectedAccountId: string }

/** What each mutation takes, of one door that no other input names. */
const inputs: Readonly<Record<string, (door: Door) => Input>> = {
  createAccessCode: ({ deviceId }) => ({ deviceId }),
  createMultipleAccessCodes: ({ deviceId }) => ({ deviceIds: [deviceId] }),
  updateAccessCode: ({ accessCodeId }) => ({ id: accessCodeId }),
  updateMultipleAccessCodes: ({ commonCodeKey }) => ({ commonCodeKey, name: 'Guest' }),
  deleteAccessCode: ({ accessCodeId }) => ({ id: accessCodeId }),
  unlinkAccessCode: ({ linkedCodeId }) => ({ id: linkedCodeId }),
  pullBackupAccessCode: ({ accessCodeId }) => ({ id: accessCodeId }),
  convertUnmanagedAccessCode: ({ unmanagedId }) => ({ id: unmanagedId }),
  deleteUnmanagedAccessCode: ({ unmanagedId }) => ({ id: unmanagedId }),
  rotateLinkedCodeGroup: ({ commonCodeKey }) => ({ commonCodeKey }),
  deleteLinkedCodeGroup: ({ commonCodeKey }) => ({ commonCodeKey }),
  updateDevice: ({ deviceId }) => ({ id: deviceId }),
  reportDeviceConstraints: ({ deviceId }) => ({ deviceId, supportedCodeLengths: [4] }),
  simulateDevice: ({ deviceId }) => ({ deviceId }),
  simulateKeypadEntry: ({ deviceId }) => ({ deviceId, code: '480917352816' }),
  simulateUnmanagedAccessCode: ({ deviceId }) => ({ deviceId, code: '480917352816' }),
  simulateExternalModification: ({ accessCodeId }) => ({ accessCodeId, code: '480917352816' }),
  createApiKey: () => ({ name: 'Key', scopes: ['READ_CODES'] }),
  createPersonalAccessToken: () => ({ name: 'Token', scopes: ['READ_CODES'] }),
  createClientSession: ({ deviceId, connectedAccountId }) => ({
    scopes: ['READ_CODES'],
    deviceIds: [deviceId],
    connectedAccountIds: [connectedAccountId],
  }),
  setWorkspaceMember: () => ({ email: 'own@example.com', name: 'Own', scopes: ['READ_CODES'] }),
  revokeApiKey: () => ({ id: newId() }),
  revokePersonalAccessToken: () => ({ id: newId() }),
  revokeClientSession: () => ({ id: newId() }),
  removeWorkspaceMember: () => ({ id: newId() }),
}

let pins = 571_300_000_000

async function aDoor(gateway: TestGateway, workspaceId: string, connectedAccountId: string) {
  // No PIN that is drawn is one that is taken: another draw would look like a difference.
  const about = { connectedAccountId, supportedCodeLengths: [12] }
  const deviceId = await addDevice(gateway.database, workspaceId, about)
  // The simulated lock is made when something is asked of it for the first time.
  await gateway.services.sandbox.enterPin({ workspaceId, deviceId }, '0000')
  const [groupId, commonCodeKey] = [newId(), `own-${deviceId}`]
  await gateway.database.prisma.linkedCodeGroup.create({ data: { id: groupId, workspaceId, commonCodeKey } })
  const code = (about: object) => addCode(gateway, workspaceId, { deviceId, pin: String(pins++), ...about })
  return {
    deviceId,
    accessCodeId: await code({ name: 'Own' }),
    linkedCodeId: await code({ linkedCodeGroupId: groupId }),
    unmanagedId: await code({ isManaged: false }),
    groupId,
    commonCodeKey,
  }
}
