import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import { closable } from '../../data/read/closable.ts'
import type { EventRow } from '../../data/read/events.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { type Delivery, freshReader, unpack } from '../delivery.ts'
import { AccessCode } from '../nouns.ts'

builder.subscriptionField('accessCode', (t) =>
  t.field({
    type: AccessCode,
    nullable: true,
    description:
      'A managed code as it is now, and again after every change of it or of its device; changes in quick succession may come as one. Null once it is gone, or if this workspace has none of that id, and then the stream completes.',
    args: { id: t.arg.id({ required: true, description: 'The id of the code.' }) },
    authScopes: { readCodes: true },
    subscribe: (_root, { id }, context) => versions(context, id.toLowerCase()),
    resolve: (delivery, _args, context) => unpack(delivery, context),
  }),
)

async function versions(context: Context, id: string) {
  let deviceId: string | undefined
  const concerns = (event: EventRow) =>
    event.accessCodeId === id || (event.accessCodeId === null && event.deviceId === deviceId)
  // Opened before the first look, so that no change falls in between.
  const changes = await context.events.changes(context.viewer, concerns)
  const delivered = async function* (): AsyncGenerator<Delivery<AccessCodeRow | null>> {
    do {
      const read = freshReader(context)
      const code = await read.accessCode.load(id)
      const item = code?.isManaged && code.removedAt === null ? code : null
      deviceId = item?.deviceId
      yield { item, read }
      if (item === null) return
    } while (!(await changes.next()).done)
  }
  return closable(delivered(), () => void changes.return?.())
}
