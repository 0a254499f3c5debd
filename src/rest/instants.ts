import { z } from 'zod'

/** An instant as it is always answered: in UTC, with milliseconds. */
export const instantAnswer = z.string().meta({ format: 'date-time' })

export const instantOrNull = (instant: Date | null): string | null => instant?.toISOString() ?? null
