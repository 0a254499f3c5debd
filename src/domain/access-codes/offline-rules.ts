import type { Window } from './window.ts'

/**
 * Which windows the offline codes of a kind of lock can have, and how many of them. As the makers' documents say, by way
 * of the Seam API's guides (igloohome algoPIN, dormakaba Oracode, Lockly).
 */
export interface OfflineRules {
  /** Begin of the `deviceType`s that they are for. */
  readonly deviceTypes: string
  /** Windows of whole hours; null: none. */
  readonly hourly: Span | null
  /** Windows of whole days, which end at the time of day at which they begin; null: none. */
  readonly daily: Span | null
  /** A code for one use opens the door once within so many hours of its start; null: there are none. */
  readonly oneTime: { readonly lastsHours: number; readonly perStartMax: number } | null
  /** A longer code has to be used first within so many hours of its start; null: at any time. */
  readonly firstUseWithinHours: number | null
}

/** In hours, or in days. */
interface Span {
  readonly min: number
  readonly max: number
  /** How many codes can begin at the same time. */
  readonly perStartMax: number
}

export const offlineKinds: readonly OfflineRules[] = [
  {
    deviceTypes: 'igloohome_',
    hourly: { min: 1, max: 672, perStartMax: 3 },
    daily: { min: 29, max: 367, perStartMax: 3 },
    oneTime: { lastsHours: 24, perStartMax: 5 },
    firstUseWithinHours: 24,
  },
  {
    deviceTypes: 'dormakaba_oracode_',
    hourly: null,
    daily: { min: 1, max: 31, perStartMax: Number.POSITIVE_INFINITY },
    oneTime: null,
    firstUseWithinHours: null,
  },
]

/** The rules for a kind of lock; null where none are known: then its maker is asked, whatever the window. */
export function offlineRules(deviceType: string): OfflineRules | null {
  return offlineKinds.find(({ deviceTypes }) => deviceType.startsWith(deviceTypes)) ?? null
}

/** What is asked of an offline code. */
export interface OfflineWish {
  readonly window: Window
  readonly isOneTimeUse: boolean
  readonly maxTimeRounding: 'ONE_HOUR' | 'ONE_DAY'
}

/** The window that the lock can work with, and how many codes may begin with it; or why there is none. */
export type OfflineFit =
  | { readonly window: Window; readonly perStartMax: number }
  | { readonly unsupported: 'ONE_TIME_USE' | 'WINDOW' }

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/**
 * Moves the bounds of a window outward to the nearest that the lock can work with: its start to the beginning of its hour,
 * its end to a whole number of hours or days after it. No bound is moved further than `maxTimeRounding`.
 */
export function fitOffline(rules: OfflineRules | null, wish: OfflineWish): OfflineFit {
  const { window, isOneTimeUse, maxTimeRounding } = wish
  if (rules === null || window.startsAt === null) return { window, perStartMax: Number.POSITIVE_INFINITY }
  const allowedMs = maxTimeRounding === 'ONE_DAY' ? DAY_MS : HOUR_MS
  const startMs = Math.floor(window.startsAt.getTime() / HOUR_MS) * HOUR_MS
  const startsAt = new Date(startMs)
  const upTo = (endMs: number, perStartMax: number): OfflineFit => {
    const asked = window.endsAt?.getTime() ?? endMs
    if (Math.abs(endMs - asked) > allowedMs) return { unsupported: 'WINDOW' }
    return { window: { startsAt, endsAt: new Date(endMs) }, perStartMax }
  }
  if (isOneTimeUse) {
    const { oneTime } = rules
    return oneTime ? upTo(startMs + oneTime.lastsHours * HOUR_MS, oneTime.perStartMax) : { unsupported: 'ONE_TIME_USE' }
  }
  const askedMs = (window.endsAt?.getTime() ?? startMs) - startMs
  const span = (of: Span | null, unitMs: number): OfflineFit => {
    if (of === null) return { unsupported: 'WINDOW' }
    const count = Math.max(of.min, Math.ceil(askedMs / unitMs))
    return count > of.max ? { unsupported: 'WINDOW' } : upTo(startMs + count * unitMs, of.perStartMax)
  }
  const hourly = span(rules.hourly, HOUR_MS)
  return 'window' in hourly ? hourly : span(rules.daily, DAY_MS)
}

/** What the lock can work with, for people: what to ask for instead. */
export function offlineWindowsText({ hourly, daily, oneTime }: OfflineRules): string {
  return [
    ...(hourly ? [`${hourly.min} to ${hourly.max} whole hours`] : []),
    ...(daily ? [`${daily.min} to ${daily.max} whole days`] : []),
    ...(oneTime ? [`${oneTime.lastsHours} hours for one use`] : []),
  ].join(', or ')
}

/** Whether such a code opens the door at all only if it is used soon after its start. */
export function mustBeUsedSoon(deviceType: string, { startsAt, endsAt }: Window): boolean {
  const hours = offlineRules(deviceType)?.firstUseWithinHours ?? null
  if (hours === null || startsAt === null || endsAt === null) return false
  return endsAt.getTime() - startsAt.getTime() > hours * HOUR_MS
}
