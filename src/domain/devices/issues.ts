/** How many spare codes wait on a device whose backup pool is switched on. */
export const BACKUP_POOL_SIZE = 3

export interface DeviceFacts {
  readonly name: string
  readonly deviceType: string
  readonly offlineSince: Date | null
  readonly removedAt: Date | null
  readonly accountDisconnectedAt: Date | null
  readonly needsTimeZoneForWindows: boolean
  readonly timeZone: string | null
  /** How many spare codes are on it; null where none are to be kept. */
  readonly readyBackups: number | null
}

export interface DeviceIssue {
  readonly issueCode: string
  readonly source: 'DEVICE' | 'ACCOUNT'
  readonly message: string
  readonly createdAt: Date | null
}

/** What keeps a device from being reached or from helping a guest, its account's errors included. */
export function deviceErrors(device: DeviceFacts): DeviceIssue[] {
  const { name, offlineSince, removedAt, accountDisconnectedAt, readyBackups } = device
  const issues: DeviceIssue[] = []
  if (removedAt !== null) {
    const message = `${name} is no longer in its account, so that its codes can be neither changed nor checked: add it there again.`
    issues.push({ issueCode: 'device_removed', source: 'DEVICE', message, createdAt: removedAt })
  } else if (offlineSince !== null) {
    const message = `${name} is offline. Changes reach it when it is back: check its power and its connection.`
    issues.push({ issueCode: 'device_disconnected', source: 'DEVICE', message, createdAt: offlineSince })
  }
  if (accountDisconnectedAt !== null) {
    const message = `The account of ${name} is disconnected, so that its codes can be neither changed nor checked: connect it again.`
    issues.push({ issueCode: 'account_disconnected', source: 'ACCOUNT', message, createdAt: accountDisconnectedAt })
  }
  if (readyBackups === 0) {
    const message = `${name} has no spare code ready, so that no backup can be pulled. They are being set on it: if it stays so, see whether it is online and has room.`
    issues.push({ issueCode: 'empty_backup_access_code_pool', source: 'DEVICE', message, createdAt: null })
  }
  return issues
}

/** What wants attention on a device and may trouble each of its codes. */
export function deviceWarnings({ name, needsTimeZoneForWindows, timeZone, readyBackups }: DeviceFacts): DeviceIssue[] {
  const issues: DeviceIssue[] = []
  if (needsTimeZoneForWindows && timeZone === null) {
    const message = `The time zone of ${name} is unknown, so that it can hold no codes with a start and an end: set it.`
    issues.push({ issueCode: 'time_zone_unknown', source: 'DEVICE', message, createdAt: null })
  }
  if (readyBackups !== null && readyBackups > 0 && readyBackups < BACKUP_POOL_SIZE) {
    const message = `${name} has ${readyBackups} of ${BACKUP_POOL_SIZE} spare codes ready. The others are being set on it: if it stays so, see whether it is online and has room.`
    issues.push({ issueCode: 'partial_backup_access_code_pool', source: 'DEVICE', message, createdAt: null })
  }
  return issues
}

/** That a device has room for no more codes, if so. */
export function roomWarnings(
  { name, maxActiveCodesSupported: max }: { name: string; maxActiveCodesSupported: number | null },
  activeCodes: number,
): DeviceIssue[] {
  if (max === null || activeCodes < max) return []
  const message = `${name} holds ${activeCodes} codes, and ${max} at most: delete some to make room for others.`
  return [{ issueCode: 'max_access_codes_reached', source: 'DEVICE', message, createdAt: null }]
}

/** What keeps an account from being used. */
export function accountErrors(account: { displayName: string; disconnectedAt: Date | null }): DeviceIssue[] {
  if (account.disconnectedAt === null) return []
  const message = `${account.displayName} is disconnected: connect it again.`
  return [{ issueCode: 'account_disconnected', source: 'ACCOUNT', message, createdAt: account.disconnectedAt }]
}
