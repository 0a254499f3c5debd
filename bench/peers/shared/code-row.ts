import { accessCodeErrors, accessCodeWarnings } from '../../../src/domain/access-codes/issues.ts'

/** A code as `columns.code` selects it. */
export interface CodeRow {
  readonly id: string
  readonly deviceId: string
  readonly linkedCodeGroupId: string | null
  readonly pinCiphertext: Buffer | null
  readonly createdAt: Date
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly errors: unknown
  readonly warnings: unknown
  readonly deletedAt: Date | null
  readonly isOfflineAccessCode: boolean
  readonly deviceName: string
  readonly deviceType: string
  readonly offlineSince: Date | null
  readonly removedAt: Date | null
  readonly accountDisconnectedAt: Date | null
  readonly needsTimeZoneForWindows: boolean
  readonly timeZone: string | null
}

/** Its own errors and those of its device and account, in the product's words. */
export const errorsOf = (row: CodeRow) => accessCodeErrors(row, deviceOf(row))

export const warningsOf = (row: CodeRow) => accessCodeWarnings(row, deviceOf(row))

const deviceOf = (row: CodeRow) => ({ ...row, name: row.deviceName, readyBackups: null })

/** Opaque, as cursors are. */
export const cursorOf = ({ createdAt, id }: { readonly createdAt: Date; readonly id: string }): string =>
  Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url')

export function placeOf(cursor: string): readonly [createdAt: string, id: string] {
  const [createdAt = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  return [createdAt, id]
}
