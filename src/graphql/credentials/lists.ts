import { credentialOrder } from '../../data/read/credential-lists.ts'
import { cursorOf, type Page, type PageRequest } from '../../data/read/keyset.ts'
import { connectionOf, type PageArgs, pageRequest, reading } from '../pagination.ts'

/** A list of credentials or members as a connection, newest first. */
export async function listed<Row extends { id: string; createdAt: Date }>(
  args: PageArgs,
  read: (page: PageRequest) => Promise<Page<Row>>,
) {
  const page = pageRequest(args)
  return connectionOf(page, await reading(() => read(page)), (row: Row) => cursorOf(credentialOrder, row), null)
}
