import { z } from 'zod'
import type { DeviceFilter } from '../../data/read/devices.ts'
import { bothOf } from '../both-of.ts'
import { id, ids, instant, metadataHas, wording } from '../fields.ts'
import { pageInput } from '../pages.ts'
import { withoutPeople, withoutSpaces, withoutWebviews } from '../unsupported.ts'

export const listInput = z.strictObject({
  device_ids: ids.optional().describe('Only these. Ids of no device match nothing.'),
  connected_account_id: id.nullish().describe('Only devices of this account.'),
  connected_account_ids: ids.optional().describe('Only devices of these accounts.'),
  device_type: wording.nullish().describe('Only devices of this kind, such as `august_lock`.'),
  device_types: z.array(wording).optional().describe('Only devices of these kinds.'),
  manufacturer: wording.nullish().describe('Only devices of this maker, in whatever case.'),
  created_before: instant.nullish().describe('Only devices that became known before this instant.'),
  custom_metadata_has: metadataHas.optional(),
  search: wording.nullish().describe('Only devices whose name holds this, or whose id begins with it.'),
  ...pageInput(500),
})

const byFlag = 'Devices are not told apart by their flags here: do so by the answer.'

export const unsupportedInLists = {
  ...withoutPeople,
  ...withoutSpaces,
  ...withoutWebviews,
  include_if: byFlag,
  exclude_if: byFlag,
}

export function filterOf(input: z.output<typeof listInput>): DeviceFilter {
  return {
    ids: input.device_ids ?? null,
    connectedAccountIds: bothOf(input.connected_account_id, input.connected_account_ids),
    deviceTypes: bothOf(input.device_type, input.device_types),
    manufacturer: input.manufacturer ?? null,
    createdBefore: input.created_before ?? null,
    metadataHas: input.custom_metadata_has ?? null,
    search: input.search ?? null,
  }
}
