/** The domain and the database say `startsAt`, clients of the Seam API `starts_at`. */

export const snakeCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const camelCase = (text: string): string =>
  text.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
