import { type Queryable, query } from '../statement.ts'

/** What time it is by the database's clock, the only one that decides. */
export async function instant(on: Queryable): Promise<Date> {
  const text = `select date_trunc('milliseconds', clock_timestamp()) as now`
  const [row] = await query<{ now: Date }>(on, text, [])
  if (!row) throw new Error('the database did not tell the time')
  return row.now
}
