import { expect, it } from 'vitest'
import { demoDeviceIds } from '../../prisma/demo-doors.ts'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { confirmBackups } from '../api/backup-codes.ts'
import { addCode, eventsAreListed } from '../api/codes.ts'
import { addWorkspace } from '../support/house.ts'
import { compare, writeComparison, writtenComparison } from './compare.ts'
import { demoGateway } from './demo-gateway.ts'

const gateway = await demoGateway()
const { workspaceId } = gateway
const stranger = await gateway.clientOf(await addWorkspace(gateway.database))
const personalAccessToken = newToken('PERSONAL_ACCESS_TOKEN')
const ada = { email: 'ada@example.com', name: 'Ada', scopes: allScopes, token: personalAccessToken }
await addPersonalAccessToken(gateway.services, { ...ada, workspaceId })
await eventsAreListed(gateway)

it('what works here and with Seam’s own fake is what operations.json says (npm run seam:operations)', async () => {
  const comparison = await compare({
    ...gateway.where,
    ...{ otherApiKey: stranger.key, personalAccessToken, workspaceId },
    doors: [demoDeviceIds.frontDoor, demoDeviceIds.backDoor],
    beforeBackup: (deviceId) => confirmBackups(gateway, deviceId),
    // No engine is at work here that would read what somebody programs at the keypad.
    addByHand: (deviceId, pin) => addCode(gateway, workspaceId, { deviceId, pin, isManaged: false, lockSlot: pin }),
  })
  if (process.env.WRITE_OPERATIONS) await writeComparison(comparison)
  expect(comparison).toEqual(await writtenComparison())
}, 60_000)
