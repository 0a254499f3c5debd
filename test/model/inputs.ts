import type { Span } from './world.ts'

/** What is sent, field by field as the schema names it; instants are text. */
export interface TimesInput {
  readonly startsAt?: string | null
  readonly endsAt?: string | null
}

interface CreationOptions extends TimesInput {
  readonly code?: string
  readonly preferredCodeLength?: number
  readonly name?: string
  readonly preferNativeScheduling?: boolean
  readonly useBackupAccessCodePool?: boolean
  readonly isExternalModificationAllowed?: boolean
  readonly attemptForOfflineDevice?: boolean
  readonly isOfflineAccessCode?: boolean
  readonly isOneTimeUse?: boolean
  readonly maxTimeRounding?: 'ONE_HOUR' | 'ONE_DAY'
  readonly idempotencyKey?: string
}

export interface CreateInput extends CreationOptions {
  readonly deviceId: string
  readonly commonCodeKey?: string
}

export interface CreateManyInput extends CreationOptions {
  readonly deviceIds: readonly string[]
  readonly behaviorWhenCodeCannotBeShared?: 'THROW' | 'CREATE_RANDOM_CODE'
}

export interface UpdateInput extends TimesInput {
  readonly id: string
  readonly name?: string | null
  readonly code?: string | null
  readonly type?: 'ONGOING' | 'TIME_BOUND'
  readonly isExternalModificationAllowed?: boolean
  readonly attemptForOfflineDevice?: boolean
  readonly isManaged?: boolean
}

export interface UpdateManyInput extends TimesInput {
  readonly commonCodeKey: string
  readonly name?: string | null
}

export interface RotateInput {
  readonly commonCodeKey: string
  readonly code?: string
  readonly preferredCodeLength?: number
  readonly idempotencyKey?: string
}

export interface UpdateDeviceInput {
  readonly id: string
  readonly name?: string
  readonly customMetadata?: Readonly<Record<string, string | boolean | null>>
  readonly isManaged?: boolean
  readonly backupAccessCodePoolEnabled?: boolean
}

export interface ReportInput {
  readonly deviceId: string
  readonly supportedCodeLengths?: readonly number[]
  readonly minCodeLength?: number
  readonly maxCodeLength?: number
}

export const instantOf = (text: string | null | undefined): number | null => (text == null ? null : Date.parse(text))
export const spanOf = ({ startsAt, endsAt }: TimesInput): Span => ({
  startsAt: instantOf(startsAt),
  endsAt: instantOf(endsAt),
})

export const isPin = (text: string): boolean => /^[0-9]{4,12}$/.test(text)
