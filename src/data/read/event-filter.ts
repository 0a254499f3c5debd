import type { EventFilter, EventRow } from './events.ts'

/** What the filter means, for an event that is in memory: the same as in SQL. */
export function meets(event: EventRow, filter: EventFilter): boolean {
  return (
    (!filter.types || filter.types.includes(event.type)) &&
    isAt(event.deviceId, filter.deviceId) &&
    isAt(event.accessCodeId, filter.accessCodeId) &&
    isAt(event.linkedCodeGroupId, filter.linkedCodeGroupId) &&
    (!filter.since || event.occurredAt >= filter.since)
  )
}

const isAt = (id: string | null, wanted: string | null | undefined): boolean =>
  wanted == null || id === wanted.toLowerCase()
