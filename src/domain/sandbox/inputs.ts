import { z } from 'zod'
import { isPin } from '../access-codes/pin.ts'
import { text } from '../text.ts'
import { simulatedCalls, simulatedRefusals } from './sandbox.ts'

/** The shapes that who tries things on simulated locks sends. */

const pin = z.string().refine(isPin, 'A PIN is 4 to 12 digits.')
const name = text(200)

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** Within PostgreSQL's and GraphQL's integers, and longer than any deadline by far. */
const duration = (max: number, words: string) =>
  z.int().min(0, 'Must not be negative.').max(max, `At most ${words}, in milliseconds.`)

const fault = z
  .object({
    kind: z.enum(['REFUSES', 'STORES_NOTHING', 'DROPS_ANSWER', 'APPLIES_LATE']),
    calls: z
      .array(z.enum([...simulatedCalls]))
      .min(1, 'Name at least one call, or leave it out.')
      .nullish(),
    reason: z.enum(simulatedRefusals).nullish(),
    isPermanent: z.boolean().nullish(),
    afterMs: duration(DAY_MS, 'a day').nullish(),
    times: z.int().min(1, 'Must be at least 1.').nullish(),
  })
  .superRefine(({ kind, calls, reason, isPermanent, afterMs }, context) => {
    const issue = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (kind !== 'REFUSES' && reason != null) issue('reason', 'Only a lock that refuses has a reason.')
    if (kind !== 'REFUSES' && isPermanent != null) issue('isPermanent', 'Only a refusal is permanent or not.')
    if (kind === 'APPLIES_LATE' && afterMs == null) issue('afterMs', 'Say how late.')
    if (kind !== 'APPLIES_LATE' && afterMs != null) issue('afterMs', 'Only what is applied late has a delay.')
    if (kind === 'APPLIES_LATE' && calls?.includes('LIST')) issue('calls', 'A reading cannot be applied late.')
    if (kind === 'STORES_NOTHING' && calls?.includes('LIST')) issue('calls', 'A reading stores nothing anyway.')
  })
export type FaultInput = z.output<typeof fault>

export const simulateDeviceInput = z.object({
  deviceId: z.string(),
  isOnline: z.boolean().nullish(),
  isRemoved: z.boolean().nullish(),
  latencyMs: duration(HOUR_MS, 'an hour').nullish(),
  clockOffsetMs: z.int().nullish(),
  faults: z.array(fault).max(20, 'At most 20 faults at once.').nullish(),
  clearFaults: z.boolean().default(false),
  loseCodeId: z.string().nullish(),
})
export type SimulateDeviceInput = z.output<typeof simulateDeviceInput>

export const simulateKeypadEntryInput = z.object({ deviceId: z.string(), code: pin })
export type SimulateKeypadEntryInput = z.output<typeof simulateKeypadEntryInput>

export const simulateUnmanagedAccessCodeInput = z.object({ deviceId: z.string(), code: pin, name: name.nullish() })
export type SimulateUnmanagedAccessCodeInput = z.output<typeof simulateUnmanagedAccessCodeInput>

export const simulateExternalModificationInput = z.object({ accessCodeId: z.string(), code: pin.nullish() })
export type SimulateExternalModificationInput = z.output<typeof simulateExternalModificationInput>
