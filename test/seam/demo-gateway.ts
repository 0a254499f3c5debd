import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { testGateway } from '../support/gateway.ts'

/** The demo house, and a key to it. Call it at the file's top level. */
export async function demoGateway() {
  const gateway = await testGateway()
  await seedDemoHouse(gateway.database, gateway.vault)
  const { key } = await gateway.clientOf(DEMO_WORKSPACE_ID)
  return { ...gateway, where: { endpoint: gateway.url, apiKey: key }, workspaceId: DEMO_WORKSPACE_ID }
}
