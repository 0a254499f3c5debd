import { z } from 'zod'
import { text } from '../domain/text.ts'

/** What inputs are made of. Rules are the domain's: here is only how a value is written. */

/** Whether there is such a thing is not a question of shape: a malformed id is one that is not there. */
export const id = z.string().meta({ format: 'uuid' })
export const ids = z.array(id)

/** ISO 8601 with an offset, also as older samples write it, `+0000`; finer than milliseconds is cut off. */
export const instant = z
  .string()
  .transform((text) =>
    text.replace(/([+-]\d\d):?(\d\d)$/, '$1:$2').replace(/(T\d\d:\d\d)(Z|[+-]\d\d:\d\d)$/, '$1:00$2'),
  )
  .pipe(z.iso.datetime({ offset: true, error: 'Must be an ISO 8601 date and time with its offset from UTC.' }))
  .transform((text) => new Date(text))
  .meta({ format: 'date-time' })

/** The words of an enum of the domain, in small letters. */
export const lowered = <const Word extends string>(words: readonly Word[]) =>
  z
    .enum(words.map((word) => word.toLowerCase()) as [Lowercase<Word>, ...Lowercase<Word>[]])
    .transform((word) => word.toUpperCase() as Word)

/** What somebody looks for or calls a thing: no other text is stored. */
export const wording = text(200)

export const metadataHas = z
  .record(text(40), z.union([text(500), z.boolean()]))
  .describe('Only those that have all of these noted, key by key.')
