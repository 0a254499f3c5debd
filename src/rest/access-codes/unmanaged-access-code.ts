import { z } from 'zod'
import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import { commonFields, type Showing, showCommonFields } from './access-code.ts'

export const unmanagedAccessCode = z
  .strictObject({
    ...commonFields,
    is_managed: z.literal(false),
    status: z
      .enum(['set', 'unset'])
      .describe('`unset`: known and unusable. One that is being deleted is `set` until it is gone.'),
    cannot_be_managed: z.literal(true).optional().describe('The lock keeps it from being taken over.'),
    cannot_delete_unmanaged_access_code: z.literal(true).optional().describe('Only its maker’s own app can delete it.'),
  })
  .meta({
    id: 'unmanaged_access_code',
    description: 'A code that was found on a lock and that this workspace did not create.',
  })

export async function showUnmanagedAccessCode(
  code: AccessCodeRow,
  showing: Showing,
): Promise<z.input<typeof unmanagedAccessCode>> {
  return {
    ...(await showCommonFields(code, showing)),
    is_managed: false,
    status: code.status === 'UNSET' ? 'unset' : 'set',
    ...(code.cannotBeManaged && { cannot_be_managed: true }),
    ...(code.cannotDelete && { cannot_delete_unmanaged_access_code: true }),
  }
}
