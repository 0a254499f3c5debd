import type { ArgBuilder } from '@pothos/core'
import { credentialOrder } from '../../data/read/credential-lists.ts'
import { cursorOf, type Page, type PageRequest } from '../../data/read/keyset.ts'
import type { builder } from '../builder.ts'
import { connectionOf, type PageArgs, pageRequest, reading } from '../pagination.ts'

/** The arguments of a list of credentials or members. */
export const pageArgs = (t: ArgBuilder<typeof builder.$inferSchemaTypes>) => ({
  first: t.int({ description: 'At most this many from the start, up to 100; 20 if neither first nor last is given.' }),
  after: t.string({ description: 'Only those after this cursor.' }),
  last: t.int({ description: 'At most this many from the end, up to 100.' }),
  before: t.string({ description: 'Only those before this cursor.' }),
})

/** Such a list as a connection, newest first. */
export async function listed<Row extends { id: string; createdAt: Date }>(
  args: PageArgs,
  read: (page: PageRequest) => Promise<Page<Row>>,
) {
  const page = pageRequest(args)
  return connectionOf(page, await reading(() => read(page)), (row: Row) => cursorOf(credentialOrder, row), null)
}
