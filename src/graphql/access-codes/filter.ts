import { z } from 'zod'
import type { AccessCodeFilter as Filter } from '../../data/read/access-code-filter.ts'
import type { Reader } from '../../data/read/reader.ts'
import type { Viewer } from '../../domain/auth/viewer.ts'
import { forbidden } from '../bad-user-input.ts'
import { builder } from '../builder.ts'
import { AccessCodeStatus, AccessCodeType } from '../enums.ts'
import { searchText } from '../search-text.ts'

export const AccessCodeFilter = builder.inputType('AccessCodeFilter', {
  description: 'Which codes to list: those that meet all that is given.',
  fields: (t) => ({
    ids: t.idList({ description: 'Only codes with these ids. Ids of no code of the workspace match nothing.' }),
    deviceIds: t.idList({ description: 'Only codes on these devices.' }),
    linkedCodeGroupId: t.id({ description: 'Only codes of this group.' }),
    commonCodeKey: t.string({ description: 'Only codes of the group of this key.', validate: { schema: searchText } }),
    status: t.field({ type: [AccessCodeStatus], description: 'Only codes in one of these states.' }),
    type: t.field({ type: AccessCodeType, description: 'Only codes of this type.' }),
    code: t.string({
      description: 'Only codes with exactly this PIN. Needs the scope SEE_PINS.',
      validate: { schema: z.string().max(20, 'At most 20 characters.') },
    }),
    search: t.string({
      description: 'Only codes whose name holds this, or whose id begins with it. Case does not matter.',
      validate: { schema: searchText },
    }),
    activeAt: t.field({
      type: 'DateTime',
      description: 'Only codes whose window this instant is in: from their start up to, not including, their end.',
    }),
    isBackup: t.boolean({ description: 'True: only backup codes, spare or pulled. Otherwise they are left out.' }),
  }),
})

/** The filter as the data storey takes it: a PIN is looked for by its keyed hash, and only by who may see PINs. */
export function accessCodeFilter(
  filter: typeof AccessCodeFilter.$inferInput | null | undefined,
  read: Reader,
  viewer: Viewer,
): Filter {
  const { code, ...rest } = filter ?? {}
  if (code == null) return rest
  if (!viewer.scopes.has('SEE_PINS')) throw forbidden('This credential needs the scope SEE_PINS to look for a PIN.')
  return { ...rest, pinHash: read.pinHash(code) }
}
