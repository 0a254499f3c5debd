import type pg from 'pg'

const names = new Map<string, string>()

/** Runs a text as a named prepared statement. */
export async function run<Row>(
  on: Pick<pg.ClientBase, 'query'>,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const name = names.get(text) ?? `s${names.size}`
  names.set(text, name)
  const { rows } = await on.query({ name, text, values: values as unknown[] })
  return rows
}
