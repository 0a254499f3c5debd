/** How many a page has unless asked otherwise, and at most. */
export const PAGE_SIZE_DEFAULT = 20
export const PAGE_SIZE_MAX = 100

/** What one operation may cost unless the operator decides otherwise: all there is to say of one PIN on 500 doors. */
export const QUERY_COST_MAX_DEFAULT = 50_000

/** What each event of a subscription may cost: one change must not set off much work for every one of its readers. */
export const EVENT_COST_MAX = 1_000
