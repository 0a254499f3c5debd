/**
 * How PostgreSQL writes values as text, and what they are in JSON and in JavaScript. Rows that are only written out again
 * are never made into values: an instant that becomes a Date to become a text again costs more than reading it.
 */
export type Kind =
  | 'id'
  | 'word'
  | 'text'
  | 'boolean'
  | 'int'
  | 'float'
  | 'instant'
  | 'ints'
  | 'words'
  | 'json'
  | 'bytes'

/** A value as PostgreSQL writes it. */
export type Written = string | null

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them
const needsEscape = /[\u0000-\u001f"\\\ud800-\udfff]/

const quoted = (text: string): string => (needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`)

/** An instant as GraphQL and REST write it: `2026-11-25T23:35:00.120Z`, from `2026-11-25 23:35:00.12+00`. */
function isoOf(written: string): string {
  // Sessions are in UTC (see connect); other zones, and years of more digits, are for Date.
  if (!written.endsWith('+00') || written.charCodeAt(4) !== 45) {
    return new Date(/[+-]\d\d$/.test(written) ? `${written}:00` : written).toISOString()
  }
  const end = written.length - 3
  const seconds = written.slice(11, 19)
  const fraction = end > 19 ? written.slice(20, end).padEnd(3, '0') : '000'
  return `${written.slice(0, 10)}T${seconds}.${fraction}Z`
}

/** The JSON of what PostgreSQL wrote. */
export const jsonOf: Readonly<Record<Kind, (written: string) => string>> = {
  id: (written) => `"${written}"`,
  word: (written) => `"${written}"`,
  text: quoted,
  boolean: (written) => (written === 't' ? 'true' : 'false'),
  int: (written) => written,
  float: (written) => JSON.stringify(Number(written)),
  instant: (written) => `"${isoOf(written)}"`,
  ints: (written) => `[${written.slice(1, -1)}]`,
  words: (written) => (written === '{}' ? '[]' : `["${written.slice(1, -1).replaceAll(',', '","')}"]`),
  json: (written) => JSON.stringify(JSON.parse(written)),
  bytes: () => {
    throw new Error('bytes are never shown')
  },
}

/** The value that a row holds of what PostgreSQL wrote, as the driver would have read it. */
export const decoded: Readonly<Record<Kind, (written: string) => unknown>> = {
  id: (written) => written,
  word: (written) => written,
  text: (written) => written,
  boolean: (written) => written === 't',
  int: Number,
  float: Number,
  instant: (written) => new Date(isoOf(written)),
  ints: (written) => (written === '{}' ? [] : written.slice(1, -1).split(',').map(Number)),
  words: (written) => (written === '{}' ? [] : written.slice(1, -1).split(',')),
  json: (written) => JSON.parse(written),
  bytes: (written) => Buffer.from(written.slice(2), 'hex'),
}
