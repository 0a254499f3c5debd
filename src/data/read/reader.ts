import DataLoader from 'dataloader'
import type { PinVault } from '../pins/vault.ts'
import type { Realm } from '../realm.ts'
import type { Queryable } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import type { AccessCodeFilter } from './access-code-filter.ts'
import * as accessCodes from './access-codes.ts'
import { type AuditFilter, pageOfAuditEntries } from './audit-log.ts'
import * as credentials from './credential-lists.ts'
import * as devices from './devices.ts'
import * as events from './events.ts'
import type { Order, PageRequest } from './keyset.ts'
import * as groups from './linked-code-groups.ts'
import { nodeTypesByIds } from './node-types.ts'
import { type TimelineRequest, timelineOf } from './timeline.ts'
import * as workspaces from './workspaces.ts'

/** What one request may read: one realm, each thing once, look-ups of one tick in one statement. */
export type Reader = ReturnType<typeof readerFor>

/** Made for each request, since its loaders remember what they read. */
export function readerFor(on: Queryable, vault: PinVault, realm: Realm) {
  const { workspaceId } = realm
  const byId = <Row>(read: (on: Queryable, realm: Realm, ids: readonly string[]) => Promise<(Row | null)[]>) =>
    new DataLoader((ids: readonly string[]) => readValid(ids, (valid) => read(on, realm, valid)))
  // A request uses few of them, and is often over before it has used any.
  const made = new Map<string, unknown>()
  const once = <Loader>(name: string, make: () => Loader): Loader => {
    const loader = (made.get(name) as Loader | undefined) ?? make()
    made.set(name, loader)
    return loader
  }

  return {
    workspaceId,
    get workspace() {
      return once('workspace', () => byId(workspaces.workspacesByIds))
    },
    get connectedAccount() {
      return once('connectedAccount', () => byId(workspaces.connectedAccountsByIds))
    },
    get actionAttempt() {
      return once('actionAttempt', () => byId(workspaces.actionAttemptsByIds))
    },
    get device() {
      return once('device', () => byId(devices.devicesByIds))
    },
    get accessCode() {
      return once('accessCode', () => byId(accessCodes.accessCodesByIds))
    },
    get linkedCodeGroup() {
      return once('linkedCodeGroup', () => byId(groups.linkedCodeGroupsByIds))
    },
    /** The group even if it has ended: a verb's answer shows what it was about. */
    get linkedCodeGroupAtLast() {
      return once('linkedCodeGroupAtLast', () => byId(groups.linkedCodeGroupsAtLast))
    },
    get event() {
      return once('event', () => byId(events.eventsByIds))
    },
    get nodeType() {
      return once('nodeType', () => byId(nodeTypesByIds))
    },
    get activeCodesOfDevice() {
      return once(
        'activeCodesOfDevice',
        () => new DataLoader((ids: readonly string[]) => accessCodes.countsOfActiveCodes(on, realm, ids)),
      )
    },
    get readyBackupsOfDevice() {
      return once(
        'readyBackupsOfDevice',
        () => new DataLoader((ids: readonly string[]) => accessCodes.countsOfReadyBackups(on, realm, ids)),
      )
    },

    linkedCodeGroupByKey: (key: string) => groups.linkedCodeGroupByKey(on, realm, key),

    accessCodes: (filter: AccessCodeFilter, by: Order<accessCodes.AccessCodeRow>, page: PageRequest) =>
      accessCodes.pageOfAccessCodes(on, realm, filter, by, page),
    accessCodeByPin: (deviceId: string, pin: string, isManaged: boolean) =>
      accessCodes.accessCodeByPin(on, realm, { deviceId, pinHash: vault.hash(workspaceId, pin), isManaged }),
    accessCodeCount: (filter: AccessCodeFilter) => accessCodes.countAccessCodes(on, realm, filter),
    get accessCodesOf() {
      return once('accessCodesOf', () =>
        loaderFor(
          (parent: accessCodes.AccessCodeParent, filter: AccessCodeFilter, page: PageRequest) =>
            new DataLoader((ids: readonly string[]) =>
              accessCodes.pagesOfAccessCodes(on, realm, parent, ids, filter, page),
            ),
        ),
      )
    },
    get accessCodeCountOf() {
      return once('accessCodeCountOf', () =>
        loaderFor(
          (parent: accessCodes.AccessCodeParent, filter: AccessCodeFilter) =>
            new DataLoader((ids: readonly string[]) => accessCodes.countsOfAccessCodes(on, realm, parent, ids, filter)),
        ),
      )
    },
    get unmanagedAccessCodesOfDevice() {
      return once('unmanagedAccessCodesOfDevice', () =>
        loaderFor(
          (page: PageRequest) =>
            new DataLoader((ids: readonly string[]) => accessCodes.pagesOfUnmanagedAccessCodes(on, realm, ids, page)),
        ),
      )
    },

    devices: (filter: devices.DeviceFilter, page: PageRequest) => devices.pageOfDevices(on, realm, filter, page),
    deviceCount: (filter: devices.DeviceFilter) => devices.countDevices(on, realm, filter),
    get devicesOfAccount() {
      return once('devicesOfAccount', () =>
        loaderFor(
          (page: PageRequest) =>
            new DataLoader((ids: readonly string[]) => devices.pagesOfDevices(on, realm, ids, page)),
        ),
      )
    },
    get deviceCountOfAccount() {
      return once(
        'deviceCountOfAccount',
        () => new DataLoader((ids: readonly string[]) => devices.countsOfDevices(on, realm, ids)),
      )
    },

    linkedCodeGroups: (filter: groups.LinkedCodeGroupFilter, page: PageRequest) =>
      groups.pageOfLinkedCodeGroups(on, realm, filter, page),
    linkedCodeGroupCount: (filter: groups.LinkedCodeGroupFilter) => groups.countLinkedCodeGroups(on, realm, filter),

    events: (filter: events.EventListFilter, page: PageRequest & { readonly offset?: number }) =>
      events.pageOfEvents(on, realm, filter, page),
    timeline: (accessCodeId: string, asked: TimelineRequest) => timelineOf(on, realm, accessCodeId, asked),

    connectedAccounts: (filter: workspaces.ConnectedAccountFilter, page: PageRequest) =>
      workspaces.pageOfConnectedAccounts(on, realm, filter, page),
    actionAttempts: (filter: workspaces.ActionAttemptFilter, page: PageRequest) =>
      workspaces.pageOfActionAttempts(on, realm, filter, page),

    auditEntries: (filter: AuditFilter, page: PageRequest) => pageOfAuditEntries(on, realm, filter, page),

    apiKeys: (page: PageRequest) => credentials.apiKeys.page(on, workspaceId, page),
    apiKey: (id: string) => credentials.apiKeys.byId(on, workspaceId, id),
    clientSessions: (page: PageRequest) => credentials.clientSessions.page(on, workspaceId, page),
    clientSessionsThat: (filter: credentials.ClientSessionFilter, page: PageRequest) =>
      credentials.clientSessionsThat(on, workspaceId, filter, page),
    clientSession: (id: string) => credentials.clientSessions.byId(on, workspaceId, id),
    workspaceMembers: (page: PageRequest) => credentials.workspaceMembers.page(on, workspaceId, page),
    workspaceMember: (id: string) => credentials.workspaceMembers.byId(on, workspaceId, id),
    /** Of no workspace: whoever is asked for must be who asks. */
    personalAccessTokens: (personId: string, page: PageRequest) =>
      credentials.personalAccessTokens.page(on, personId, page),
    personalAccessToken: (personId: string, id: string) => credentials.personalAccessTokens.byId(on, personId, id),
    workspacesOfPerson: (personId: string) => workspaces.workspacesOfPerson(on, personId),

    pinHash: (pin: string) => vault.hash(workspaceId, pin),
    /** The PIN of a row, whose `id` it is sealed to; null while none is assigned. */
    pin: (row: { id: string; pinCiphertext: Uint8Array | null }) =>
      row.pinCiphertext && vault.open(row.pinCiphertext, row.id),
  }
}

/** One loader for each distinct set of arguments, so that equal selections on many parents are read together. */
function loaderFor<Args extends readonly unknown[], Loader>(
  make: (...args: Args) => Loader,
): (...args: Args) => Loader {
  const loaders = new Map<string, Loader>()
  return (...args) => {
    const key = JSON.stringify(args)
    const loader = loaders.get(key) ?? make(...args)
    loaders.set(key, loader)
    return loader
  }
}

/** A malformed id is one that is not there: PostgreSQL is asked about well-formed ones only, as it writes them. */
async function readValid<Row>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<(Row | null)[]>,
): Promise<(Row | null)[]> {
  const valid = ids.filter(isUuid).map((id) => id.toLowerCase())
  const rows = valid.length > 0 ? await read(valid) : []
  const byId = new Map(valid.map((id, index) => [id, rows[index] ?? null]))
  return ids.map((id) => byId.get(id.toLowerCase()) ?? null)
}
