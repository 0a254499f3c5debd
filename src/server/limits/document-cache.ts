import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** A parsed document takes up to 300 times the memory of its text, so that all of them are held to some 75 MB. */
const TEXT_MAX = 250_000
/** What is longer than this is nobody's everyday query, and is parsed each time. */
const ENTRY_TEXT_MAX = 20_000

/** What is remembered of documents, so that asking again costs no parsing: as many as their texts together allow. */
export function documentCache() {
  return { documentCache: cacheByText<DocumentNode>(), errorCache: cacheByText<Error>() }
}

function cacheByText<Value extends object>(): LRUCache<string, Value> {
  return new LRUCache<string, Value>({
    maxSize: TEXT_MAX,
    maxEntrySize: ENTRY_TEXT_MAX,
    // No text at all is an entry too.
    sizeCalculation: (_value, text) => Math.max(text.length, 1),
  })
}
