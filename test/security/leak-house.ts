import { expect } from 'vitest'
import { addApiKey } from '../../src/domain/auth/api-keys.ts'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { callerWith, done } from './asking.ts'
import type { WatchedGateway } from './watched-gateway.ts'

export type LeakHouse = Awaited<ReturnType<typeof leakHouse>>

/** A house whose locks take PINs of twelve digits, and those who may ask in it. */
export async function leakHouse(gateway: WatchedGateway) {
  const { database, vault } = gateway
  const services = { writers: database.writers, vault }
  const workspaceId = await addWorkspace(database)
  const withKey = async (scopes: typeof allScopes, options?: { isBlind: boolean }) => {
    const key = newToken('API_KEY')
    await addApiKey(services, { workspaceId, name: 'Key', key, scopes })
    return callerWith(gateway, key, options)
  }
  const owner = await withKey(allScopes)
  const blind = await withKey(
    allScopes.filter((scope) => scope !== 'SEE_PINS'),
    { isBlind: true },
  )
  const door = (about: Parameters<typeof addDevice>[2] = {}) =>
    addDevice(database, workspaceId, { supportedCodeLengths: [12], ...about })
  const doors = await Promise.all(Array.from({ length: 10 }, () => door()))
  const keypads = await Promise.all(Array.from({ length: 6 }, () => door()))

  const token = newToken('PERSONAL_ACCESS_TOKEN')
  const about = { workspaceId, email: 'ada@example.com', name: 'Laptop', token, scopes: allScopes }
  await addPersonalAccessToken(services, about)
  const asked = { device_ids: doors, scopes: ['READ_CODES', 'SEE_PINS', 'WRITE_CODES'] }
  const made = await done(owner.rest('/client_sessions/create', asked))

  return {
    gateway,
    workspaceId,
    owner,
    blind,
    /** The same as the owner, whose refusals are not kept. */
    toldBack: callerWith(gateway, owner.key, { isToldBack: true }),
    person: callerWith(gateway, token, { workspaceId }),
    session: callerWith(gateway, made.client_session.token),
    doors,
    /** Takes turns. */
    doorAt: (index: number): string => doors[index % doors.length] ?? '',
    /** Of a few on which little else is done, so that they are read soon. */
    keypadAt: (index: number): string => keypads[index % keypads.length] ?? '',
    /** Takes PINs of four digits only. */
    shortDoor: await door({ supportedCodeLengths: [4] }),
    offlineDoor: await door({ deviceType: 'igloohome_lock', canProgramOfflineAccessCodes: true }),
    /** The id of a code once the gateway has it, and it is as it is to be. */
    async codeWith(pin: string, where = 'true'): Promise<string> {
      const text = `select id from access_code where workspace_id = $1 and pin_hash = $2 and ${where}`
      const find = async () => (await database.pool.query(text, [workspaceId, vault.hash(workspaceId, pin)])).rows
      await expect.poll(find, { timeout: 30_000, interval: 50 }).toHaveLength(1)
      return (await find())[0].id
    },
  }
}
