import DataLoader from 'dataloader'
import type { PinVault } from '../pins/vault.ts'
import type { Realm } from '../realm.ts'
import type { Queryable } from '../statement.ts'
import type { AccessCodeFilter } from './access-code-filter.ts'
import * as accessCodes from './access-codes.ts'
import { type AuditFilter, pageOfAuditEntries } from './audit-log.ts'
import * as credentials from './credential-lists.ts'
import * as devices from './devices.ts'
import * as events from './events.ts'
import type { Order, PageRequest } from './keyset.ts'
import * as groups from './linked-code-groups.ts'
import { loaderFor, readValid } from './loaders.ts'
import { nodeTypesByIds } from './node-types.ts'
import { type TimelineRequest, timelineOf } from './timeline.ts'
import * as workspaces from './workspaces.ts'

/**
 * What one request may read: one realm, each thing once, look-ups of one tick in one statement. Made for each request, since
 * its loaders remember what they read. A request uses few of them, and is often over before it has used any.
 */
export class Reader {
  readonly workspaceId: string
  readonly #on: Queryable
  readonly #vault: PinVault
  readonly #realm: Realm
  readonly #made = new Map<string, unknown>()

  constructor(on: Queryable, vault: PinVault, realm: Realm) {
    this.workspaceId = realm.workspaceId
    this.#on = on
    this.#vault = vault
    this.#realm = realm
  }

  get workspace() {
    return this.#once('workspace', () => this.#byId(workspaces.workspacesByIds))
  }

  get connectedAccount() {
    return this.#once('connectedAccount', () => this.#byId(workspaces.connectedAccountsByIds))
  }

  get actionAttempt() {
    return this.#once('actionAttempt', () => this.#byId(workspaces.actionAttemptsByIds))
  }

  get device() {
    return this.#once('device', () => this.#byId(devices.devicesByIds))
  }

  get accessCode() {
    return this.#once('accessCode', () => this.#byId(accessCodes.accessCodesByIds))
  }

  get linkedCodeGroup() {
    return this.#once('linkedCodeGroup', () => this.#byId(groups.linkedCodeGroupsByIds))
  }

  /** The group even if it has ended: a verb's answer shows what it was about. */
  get linkedCodeGroupAtLast() {
    return this.#once('linkedCodeGroupAtLast', () => this.#byId(groups.linkedCodeGroupsAtLast))
  }

  get event() {
    return this.#once('event', () => this.#byId(events.eventsByIds))
  }

  get nodeType() {
    return this.#once('nodeType', () => this.#byId(nodeTypesByIds))
  }

  get activeCodesOfDevice() {
    return this.#once(
      'activeCodesOfDevice',
      () => new DataLoader((ids: readonly string[]) => accessCodes.countsOfActiveCodes(this.#on, this.#realm, ids)),
    )
  }

  get readyBackupsOfDevice() {
    return this.#once(
      'readyBackupsOfDevice',
      () => new DataLoader((ids: readonly string[]) => accessCodes.countsOfReadyBackups(this.#on, this.#realm, ids)),
    )
  }

  linkedCodeGroupByKey(key: string) {
    return groups.linkedCodeGroupByKey(this.#on, this.#realm, key)
  }

  accessCodes(filter: AccessCodeFilter, by: Order<accessCodes.AccessCodeRow>, page: PageRequest) {
    return accessCodes.pageOfAccessCodes(this.#on, this.#realm, filter, by, page)
  }

  accessCodeByPin(deviceId: string, pin: string, isManaged: boolean) {
    return accessCodes.accessCodeByPin(this.#on, this.#realm, {
      deviceId,
      pinHash: this.#vault.hash(this.workspaceId, pin),
      isManaged,
    })
  }

  accessCodeCount(filter: AccessCodeFilter) {
    return accessCodes.countAccessCodes(this.#on, this.#realm, filter)
  }

  get accessCodesOf() {
    return this.#once('accessCodesOf', () =>
      loaderFor(
        (parent: accessCodes.AccessCodeParent, filter: AccessCodeFilter, page: PageRequest) =>
          new DataLoader((ids: readonly string[]) =>
            accessCodes.pagesOfAccessCodes(this.#on, this.#realm, parent, ids, filter, page),
          ),
      ),
    )
  }

  get accessCodeCountOf() {
    return this.#once('accessCodeCountOf', () =>
      loaderFor(
        (parent: accessCodes.AccessCodeParent, filter: AccessCodeFilter) =>
          new DataLoader((ids: readonly string[]) =>
            accessCodes.countsOfAccessCodes(this.#on, this.#realm, parent, ids, filter),
          ),
      ),
    )
  }

  get unmanagedAccessCodesOfDevice() {
    return this.#once('unmanagedAccessCodesOfDevice', () =>
      loaderFor(
        (page: PageRequest) =>
          new DataLoader((ids: readonly string[]) =>
            accessCodes.pagesOfUnmanagedAccessCodes(this.#on, this.#realm, ids, page),
          ),
      ),
    )
  }

  devices(filter: devices.DeviceFilter, page: PageRequest) {
    return devices.pageOfDevices(this.#on, this.#realm, filter, page)
  }

  deviceCount(filter: devices.DeviceFilter) {
    return devices.countDevices(this.#on, this.#realm, filter)
  }

  get devicesOfAccount() {
    return this.#once('devicesOfAccount', () =>
      loaderFor(
        (page: PageRequest) =>
          new DataLoader((ids: readonly string[]) => devices.pagesOfDevices(this.#on, this.#realm, ids, page)),
      ),
    )
  }

  get deviceCountOfAccount() {
    return this.#once(
      'deviceCountOfAccount',
      () => new DataLoader((ids: readonly string[]) => devices.countsOfDevices(this.#on, this.#realm, ids)),
    )
  }

  linkedCodeGroups(filter: groups.LinkedCodeGroupFilter, page: PageRequest) {
    return groups.pageOfLinkedCodeGroups(this.#on, this.#realm, filter, page)
  }

  linkedCodeGroupCount(filter: groups.LinkedCodeGroupFilter) {
    return groups.countLinkedCodeGroups(this.#on, this.#realm, filter)
  }

  events(filter: events.EventListFilter, page: PageRequest & { readonly offset?: number }) {
    return events.pageOfEvents(this.#on, this.#realm, filter, page)
  }

  timeline(accessCodeId: string, asked: TimelineRequest) {
    return timelineOf(this.#on, this.#realm, accessCodeId, asked)
  }

  connectedAccounts(filter: workspaces.ConnectedAccountFilter, page: PageRequest) {
    return workspaces.pageOfConnectedAccounts(this.#on, this.#realm, filter, page)
  }

  actionAttempts(filter: workspaces.ActionAttemptFilter, page: PageRequest) {
    return workspaces.pageOfActionAttempts(this.#on, this.#realm, filter, page)
  }

  auditEntries(filter: AuditFilter, page: PageRequest) {
    return pageOfAuditEntries(this.#on, this.#realm, filter, page)
  }

  apiKeys(page: PageRequest) {
    return credentials.apiKeys.page(this.#on, this.workspaceId, page)
  }

  apiKey(id: string) {
    return credentials.apiKeys.byId(this.#on, this.workspaceId, id)
  }

  clientSessions(page: PageRequest) {
    return credentials.clientSessions.page(this.#on, this.workspaceId, page)
  }

  clientSessionsThat(filter: credentials.ClientSessionFilter, page: PageRequest) {
    return credentials.clientSessionsThat(this.#on, this.workspaceId, filter, page)
  }

  clientSession(id: string) {
    return credentials.clientSessions.byId(this.#on, this.workspaceId, id)
  }

  workspaceMembers(page: PageRequest) {
    return credentials.workspaceMembers.page(this.#on, this.workspaceId, page)
  }

  workspaceMember(id: string) {
    return credentials.workspaceMembers.byId(this.#on, this.workspaceId, id)
  }

  /** Of no workspace: whoever is asked for must be who asks. */
  personalAccessTokens(personId: string, page: PageRequest) {
    return credentials.personalAccessTokens.page(this.#on, personId, page)
  }

  personalAccessToken(personId: string, id: string) {
    return credentials.personalAccessTokens.byId(this.#on, personId, id)
  }

  workspacesOfPerson(personId: string) {
    return workspaces.workspacesOfPerson(this.#on, personId)
  }

  pinHash(pin: string) {
    return this.#vault.hash(this.workspaceId, pin)
  }

  /** The PIN of a row, whose `id` it is sealed to; null while none is assigned. */
  pin(row: { id: string; pinCiphertext: Uint8Array | null }) {
    return row.pinCiphertext && this.#vault.open(row.pinCiphertext, row.id)
  }

  #once<Loader>(name: string, make: () => Loader): Loader {
    const loader = (this.#made.get(name) as Loader | undefined) ?? make()
    this.#made.set(name, loader)
    return loader
  }

  #byId<Row>(read: (on: Queryable, realm: Realm, ids: readonly string[]) => Promise<(Row | null)[]>) {
    return new DataLoader((ids: readonly string[]) => readValid(ids, (valid) => read(this.#on, this.#realm, valid)))
  }
}
