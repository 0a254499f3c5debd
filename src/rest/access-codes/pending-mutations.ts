import { z } from 'zod'
import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import type { DeviceRow } from '../../data/read/devices.ts'
import { type PendingUpdate, pendingMutations, pendingUpdates } from '../../domain/access-codes/lifecycle.ts'
import type { Window } from '../../domain/access-codes/window.ts'
import { instantAnswer, instantOrNull } from '../instants.ts'
import type { ShowPin } from './access-code.ts'

const sides = <Side extends z.ZodType>(side: Side) => ({
  from: side.describe('What the lock still has.'),
  to: side.describe('What is wished.'),
})
const common = { created_at: instantAnswer.describe('Since when it is wished.'), message: z.string() }
const times = z.strictObject({ starts_at: instantAnswer.nullable(), ends_at: instantAnswer.nullable() })

export const pendingMutation = z
  .discriminatedUnion('mutation_code', [
    z.strictObject({ mutation_code: z.enum(['creating', 'deleting']), ...common }),
    z.strictObject({
      mutation_code: z.literal('deferring_creation'),
      ...common,
      scheduled_at: instantAnswer.describe('When programming begins.'),
    }),
    z.strictObject({
      mutation_code: z.literal('updating_code'),
      ...common,
      ...sides(z.strictObject({ code: z.string().nullable() })),
    }),
    z.strictObject({
      mutation_code: z.literal('updating_name'),
      ...common,
      ...sides(z.strictObject({ name: z.string().nullable() })),
    }),
    z.strictObject({ mutation_code: z.literal('updating_time_frame'), ...common, ...sides(times) }),
  ])
  .meta({ id: 'pending_mutation', description: 'A change that is wished and not yet confirmed by the lock.' })

/** What the lock has not confirmed yet. */
export function showPendingMutations(
  code: AccessCodeRow,
  device: DeviceRow,
  showPin: ShowPin,
): z.input<typeof pendingMutation>[] {
  const mutations = pendingMutations(code, device).map((mutation) => {
    const common = { created_at: mutation.createdAt.toISOString(), message: mutation.message }
    if (mutation.mutationCode !== 'DEFERRING_CREATION') {
      return { mutation_code: lowerCase(mutation.mutationCode), ...common }
    }
    const scheduled_at = mutation.scheduledAt.toISOString()
    return { mutation_code: lowerCase(mutation.mutationCode), ...common, scheduled_at }
  })
  return [...mutations, ...pendingUpdates(code).map((update) => showUpdate(update, code.id, showPin))]
}

function showUpdate(update: PendingUpdate, id: string, showPin: ShowPin): z.input<typeof pendingMutation> {
  const common = { created_at: update.createdAt.toISOString(), message: update.message }
  const { mutationCode, from, to } = update
  if (mutationCode === 'UPDATING_NAME') return { mutation_code: 'updating_name', ...common, from, to }
  if (mutationCode === 'UPDATING_TIME_FRAME') {
    return { mutation_code: 'updating_time_frame', ...common, from: showWindow(from), to: showWindow(to) }
  }
  const pin = (sealed: { pinCiphertext: Uint8Array | null }) => ({ code: showPin({ id, ...sealed }) })
  return { mutation_code: 'updating_code', ...common, from: pin(from), to: pin(to) }
}

const lowerCase = <Word extends string>(word: Word): Lowercase<Word> => word.toLowerCase() as Lowercase<Word>

const showWindow = ({ startsAt, endsAt }: Window) => ({
  starts_at: instantOrNull(startsAt),
  ends_at: instantOrNull(endsAt),
})
