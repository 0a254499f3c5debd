import * as accessCodes from '../domain/access-codes/inputs.ts'
import * as credentials from '../domain/auth/inputs.ts'
import * as devices from '../domain/devices/inputs.ts'
import { snakeCase } from './cases.ts'

/** The domain names its fields and verbs as GraphQL has them: what it says is put in the words of this surface. */
export function inTheseWords(message: string): string {
  return message.replace(
    /\b[a-z]+[A-Z][A-Za-z]*\b/g,
    (word) => verbs.get(word) ?? (fields.has(word) ? snakeCase(word) : word),
  )
}

const verbs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    createAccessCode: '/access_codes/create',
    createMultipleAccessCodes: '/access_codes/create_multiple',
    updateAccessCode: '/access_codes/update',
    updateMultipleAccessCodes: '/access_codes/update_multiple',
    deleteAccessCode: '/access_codes/delete',
    pullBackupAccessCode: '/access_codes/pull_backup_access_code',
    convertUnmanagedAccessCode: '/access_codes/unmanaged/convert_to_managed',
    deleteUnmanagedAccessCode: '/access_codes/unmanaged/delete',
    updateDevice: '/devices/update',
    reportDeviceConstraints: '/access_codes/report_device_constraints',
    createClientSession: '/client_sessions/create',
    revokeClientSession: '/client_sessions/revoke',
    ...onlyByGraphQL(
      'rotateLinkedCodeGroup',
      'unlinkAccessCode',
      'deleteLinkedCodeGroup',
      'createApiKey',
      'revokeApiKey',
      'createPersonalAccessToken',
      'revokePersonalAccessToken',
      'setWorkspaceMember',
      'removeWorkspaceMember',
    ),
  }),
)

/** Every field of an input that is written in two words: no other word of a message is touched, a door's name least. */
const fields: ReadonlySet<string> = new Set(
  [accessCodes, credentials, devices].flatMap((module) =>
    Object.values(module).flatMap((exported) =>
      typeof exported === 'object' && 'shape' in exported ? Object.keys(exported.shape) : [],
    ),
  ),
)

function onlyByGraphQL(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `${name} (by GraphQL)`]))
}
