/** What hand-written servers select: the columns that their schema shows, under its names. */

const codeColumns = `a.id, a.device_id as "deviceId", a.linked_code_group_id as "linkedCodeGroupId", a.name,
  a.pin_ciphertext as "pinCiphertext", a.verification, a.type, a.status, a.starts_at as "startsAt", a.ends_at as "endsAt",
  a.created_at as "createdAt", a.updated_at as "updatedAt", a.is_managed as "isManaged", a.is_backup as "isBackup",
  a.is_external_modification_allowed as "isExternalModificationAllowed", a.is_offline_access_code as "isOfflineAccessCode",
  a.is_one_time_use as "isOneTimeUse", a.is_scheduled_on_device as "isScheduledOnDevice",
  a.is_waiting_for_code_assignment as "isWaitingForCodeAssignment", a.errors, a.warnings, a.deleted_at as "deletedAt"`

/** With what the issues of a code are told from, and the key of its group. */
export const code = `${codeColumns}, g.common_code_key as "commonCodeKey", d.name as "deviceName",
  d.device_type as "deviceType", d.offline_since as "offlineSince", d.removed_at as "removedAt",
  c.disconnected_at as "accountDisconnectedAt", d.needs_time_zone_for_windows as "needsTimeZoneForWindows",
  d.time_zone as "timeZone"`

export const codeJoins = `join device d on d.workspace_id = a.workspace_id and d.id = a.device_id
  left join connected_account c on c.workspace_id = d.workspace_id and c.id = d.connected_account_id
  left join linked_code_group g on g.workspace_id = a.workspace_id and g.id = a.linked_code_group_id`

/** The codes that lists show. */
export const listed = 'a.is_managed and a.removed_at is null and not a.is_backup'

export const device = `d.id, d.name, d.device_type as "deviceType", d.manufacturer, d.offline_since as "offlineSince",
  d.supported_code_lengths as "supportedCodeLengths", d.created_at as "createdAt"`

export const group = `g.id, g.common_code_key as "commonCodeKey", g.created_at as "createdAt"`
