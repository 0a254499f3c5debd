import { text } from '../domain/text.ts'

/** What somebody looks for: no other text could be found. */
export const searchText = text(200)
