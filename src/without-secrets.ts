/**
 * A text of which a part came from a caller, without what may be a PIN or opens something: somebody keeps what is logged
 * and answered, and what was put into the wrong place is as secret as in the right one. An id of ours stays.
 */
export const withoutSecrets = (text: string): string =>
  text.replace(givenValue, '$1[redacted]').replaceAll(idOrSecret, (_, id: string | undefined) => id ?? '[redacted]')

/** As GraphQL quotes the whole of a variable's value, before it says what is wrong with a part of it. */
const givenValue = /^(Variable "\$\w+" got invalid value ).*?(?=(?: at "[^"]+")?; )/s
const idOrSecret = /(?<![0-9a-f])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])|[0-9]{4,}|seam_[\w-]+/gi
