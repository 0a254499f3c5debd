import { Reader } from '../data/read/reader.ts'
import type { Context } from './context.ts'

/** What a subscription delivers, and the reader that everything below it is read with. */
export interface Delivery<Item> {
  readonly item: Item
  readonly read: Reader
}

/** A reader that remembers nothing yet. */
export const freshReader = ({ services: { pool, vault }, viewer }: Context): Reader => new Reader(pool, vault, viewer)

/**
 * Unpacks a delivery for the resolvers below. A subscription has one context for all that it delivers, and its reader
 * would show what it read for the first delivery for ever. Deliveries are resolved one after the other.
 */
export function unpack<Item>({ item, read }: Delivery<Item>, context: Context): Item {
  context.read = read
  return item
}
