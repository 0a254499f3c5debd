export interface DeviceFacts {
  readonly name: string
  readonly offlineSince: Date | null
  readonly accountDisconnectedAt: Date | null
  readonly needsTimeZoneForWindows: boolean
  readonly timeZone: string | null
}

export interface DeviceIssue {
  readonly issueCode: string
  readonly source: 'DEVICE' | 'ACCOUNT'
  readonly message: string
  readonly createdAt: Date | null
}

/** What keeps a device from being reached, its account's errors included. */
export function deviceErrors({ name, offlineSince, accountDisconnectedAt }: DeviceFacts): DeviceIssue[] {
  const issues: DeviceIssue[] = []
  if (offlineSince !== null) {
    const message = `${name} is offline. Changes reach it when it is back: check its power and its connection.`
    issues.push({ issueCode: 'device_disconnected', source: 'DEVICE', message, createdAt: offlineSince })
  }
  if (accountDisconnectedAt !== null) {
    const message = `The account of ${name} is disconnected, so that its codes can be neither changed nor checked: connect it again.`
    issues.push({ issueCode: 'account_disconnected', source: 'ACCOUNT', message, createdAt: accountDisconnectedAt })
  }
  return issues
}

/** What wants attention on a device and may trouble each of its codes. */
export function deviceWarnings({ name, needsTimeZoneForWindows, timeZone }: DeviceFacts): DeviceIssue[] {
  if (!needsTimeZoneForWindows || timeZone !== null) return []
  const message = `The time zone of ${name} is unknown, so that it can hold no codes with a start and an end: set it.`
  return [{ issueCode: 'time_zone_unknown', source: 'DEVICE', message, createdAt: null }]
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
