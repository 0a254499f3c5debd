import type { AccessCodeStatus, AccessCodeType } from '../prisma/enums.ts'
import { type Realm, within } from '../realm.ts'
import { isUuid } from '../uuid.ts'
import { type Conditions, nameOrIdMatches } from './conditions.ts'

/** Conditions are joined by AND; an id that is no UUID matches nothing. Backups are left out unless asked for. */
export interface AccessCodeFilter {
  readonly ids?: readonly string[] | null
  readonly deviceIds?: readonly string[] | null
  readonly linkedCodeGroupId?: string | null
  readonly commonCodeKey?: string | null
  readonly status?: readonly AccessCodeStatus[] | null
  readonly type?: AccessCodeType | null
  /** The keyed hash of the PIN that is looked for. */
  readonly pinHash?: Uint8Array | null
  /** A part of the name, or the beginning of the id. */
  readonly search?: string | null
  /** With `search`: the keyed hash of a PIN, whose codes are found too. */
  readonly searchPinHash?: Uint8Array | null
  readonly activeAt?: Date | null
  readonly isBackup?: boolean | 'EITHER' | null
  /** False: those that are not. */
  readonly isManaged?: boolean
}

/** Codes of the realm, managed ones unless told otherwise, that are not known to be gone. `a` is the table's alias. */
export function addAccessCodeFilter(to: Conditions, realm: Realm, filter: AccessCodeFilter): void {
  const workspace = within(to, realm, 'a')
  to.add(`${filter.isManaged === false ? 'not ' : ''}a.is_managed and a.removed_at is null`)
  if (filter.isBackup !== 'EITHER') to.add(`a.is_backup = ${to.bind(filter.isBackup ?? false)}`)
  if (filter.ids) to.add(`a.id = any(${to.bind(filter.ids.filter(isUuid))}::uuid[])`)
  if (filter.deviceIds) to.add(`a.device_id = any(${to.bind(filter.deviceIds.filter(isUuid))}::uuid[])`)
  if (filter.linkedCodeGroupId != null) {
    const id = isUuid(filter.linkedCodeGroupId) ? filter.linkedCodeGroupId : null
    to.add(`a.linked_code_group_id = ${to.bind(id)}::uuid`)
  }
  if (filter.commonCodeKey) {
    to.add(`a.linked_code_group_id = (select g.id from linked_code_group g
      where g.workspace_id = ${workspace} and g.common_code_key = ${to.bind(filter.commonCodeKey)} and g.ended_at is null)`)
  }
  if (filter.status) to.add(`a.status = any(${to.bind(filter.status)}::access_code_status[])`)
  if (filter.type) to.add(`a.type = ${to.bind(filter.type)}::access_code_type`)
  if (filter.pinHash) to.add(`a.pin_hash = ${to.bind(filter.pinHash)}`)
  if (filter.search) {
    const orPin = filter.searchPinHash ? ` or a.pin_hash = ${to.bind(filter.searchPinHash)}` : ''
    to.add(nameOrIdMatches(to, 'a', 'name', filter.search) + orPin)
  }
  if (filter.activeAt) {
    const at = `${to.bind(filter.activeAt)}::timestamptz`
    to.add(`(a.starts_at is null or a.starts_at <= ${at}) and (a.ends_at is null or a.ends_at > ${at})`)
  }
}
