import type { CodeConstraint } from '../access-codes/constraints.ts'
import type { Occupancy, Window } from '../access-codes/window.ts'

/** What a plan is asked: which code, and on which devices, as they are at that moment. */
export interface PlanRequest {
  /** The caller's own PIN, already known to be one; null: find one. */
  readonly code: string | null
  readonly preferredCodeLength: number | null
  readonly name: string | null
  readonly window: Window
  readonly now: Date
  readonly attemptForOfflineDevice: boolean
  readonly useBackupAccessCodePool: boolean
  readonly isOfflineAccessCode: boolean
  /** Of an offline code. */
  readonly isOneTimeUse?: boolean
  readonly maxTimeRounding?: 'ONE_HOUR' | 'ONE_DAY'
  readonly preferNativeScheduling: boolean
}

export interface PlanDevice {
  readonly id: string
  readonly name: string
  readonly deviceType: string
  /** Null: the model has no such capability. */
  readonly canProgramOnlineAccessCodes: boolean | null
  readonly canProgramOfflineAccessCodes: boolean | null
  readonly isOnline: boolean
  readonly isManaged: boolean
  /** Its account has it no more. */
  readonly isRemoved: boolean
  readonly supportedCodeLengths: readonly number[]
  readonly codeConstraints: readonly CodeConstraint[]
  /** Null: no limit is known. */
  readonly maxActiveCodesSupported: number | null
  readonly supportsNativeScheduling: boolean
  readonly supportsBackupAccessCodePool: boolean
  readonly needsTimeZoneForWindows: boolean
  readonly timeZone: string | null
  /** Every code that is or will be on the lock: managed or not, backups and those still being removed included. */
  readonly occupancies: readonly Occupancy[]
  /** Its offline codes that have not ended. Asked only for another one. */
  readonly offlineCodes: readonly { readonly startsAt: Date | null; readonly isOneTimeUse: boolean }[]
  /** Names of its codes, as wished and as its lock still shows them. Asked only under NAME_MUST_BE_UNIQUE. */
  readonly names: ReadonlySet<string>
  /** PINs that locks of its account hold. Asked only under PIN_CODE_MATCHES_EXISTING_SET, where null counts as none. */
  readonly accountPins: ReadonlySet<string> | null
  /** The id of the code that has this PIN here in a window that overlaps the one asked for. */
  readonly holderOf: (pin: string) => string | undefined
}
