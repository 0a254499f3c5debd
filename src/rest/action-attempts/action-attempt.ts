import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import type { ActionAttemptRow } from '../../data/read/workspaces.ts'
import { accessCode, type Showing, showAccessCode } from '../access-codes/access-code.ts'
import { showUnmanagedAccessCode, unmanagedAccessCode } from '../access-codes/unmanaged-access-code.ts'

const identity = { action_attempt_id: z.string(), action_type: z.string() }

export const actionAttempt = z
  .discriminatedUnion('status', [
    z.strictObject({ ...identity, status: z.literal('pending'), result: z.null(), error: z.null() }),
    z.strictObject({
      ...identity,
      status: z.literal('success'),
      result: z
        .strictObject({ access_code: z.union([accessCode, unmanagedAccessCode]) })
        .partial()
        .describe('Of creating and updating: the code as it is now, or was last.'),
      error: z.null(),
    }),
    z.strictObject({
      ...identity,
      status: z.literal('error'),
      result: z.null(),
      error: z.strictObject({ type: z.string(), message: z.string() }),
    }),
  ])
  .meta({
    id: 'action_attempt',
    description:
      'The carrying out of something that takes a lock’s time. Ask for it again until it is no longer `pending`.',
  })

export async function showActionAttempt(
  attempt: ActionAttemptRow,
  showing: Showing,
): Promise<z.input<typeof actionAttempt>> {
  const identity = { action_attempt_id: attempt.id, action_type: attempt.actionType }
  switch (attempt.status) {
    case 'PENDING':
      return { ...identity, status: 'pending', result: null, error: null }
    case 'ERROR':
      return { ...identity, status: 'error', result: null, error: attempt.error as { type: string; message: string } }
    case 'SUCCESS':
      return { ...identity, status: 'success', result: await resultOf(attempt, showing), error: null }
  }
}

async function resultOf({ accessCodeId, actionType }: ActionAttemptRow, showing: Showing) {
  // What was deleted is gone.
  if (accessCodeId === null || actionType.startsWith('DELETE')) return {}
  const code = present(await showing.read.accessCode.load(accessCodeId))
  const show = code.isManaged ? showAccessCode : showUnmanagedAccessCode
  return { access_code: await show(code, showing) }
}
