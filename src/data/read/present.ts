/** What a foreign key promises. */
export function present<Row>(row: Row | null): Row {
  if (row === null) throw new Error('a row that a foreign key promises is not there')
  return row
}
