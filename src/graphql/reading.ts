import type { AccessCodeRow } from '../data/read/access-codes.ts'
import type { DeviceRow } from '../data/read/devices.ts'
import type { Order } from '../data/read/keyset.ts'
import type { NounName } from '../data/read/selections/nouns.ts'
import type { FilterOf, ListedNoun, ParentColumn } from '../data/read/selections/rows.ts'
import { type DeviceFacts, deviceFacts, deviceFactsOf } from '../domain/devices/device-facts.ts'
import type { Context } from './context.ts'

/**
 * How a field is read, said once, where the field is: resolvers follow it field by field, and compiled operations for all
 * fields at once. It stands in the field's extensions as `reading`. A field without one that exposes a field of its row
 * is read as that.
 */
export type Reading =
  /** Worked out from fields of the row. */
  | { readonly by: 'ROW'; readonly needs: readonly string[]; readonly of: (row: never, context: Context) => unknown }
  /** Worked out from fields of a code's row, and from its device. */
  | { readonly by: 'DEVICE'; readonly needs: readonly string[]; readonly of: (row: never, device: never) => unknown }
  /** Worked out from what a device's issues are told from. */
  | { readonly by: 'DEVICE_FACTS'; readonly of: (device: never, activeCodes: number | null) => unknown }
  /** Whether a code that could be given a backup is on a device that has one ready. */
  | { readonly by: 'READY_BACKUPS'; readonly needs: readonly string[]; readonly of: (row: never) => boolean }
  /** What a row refers to, if anything; or one field of that. */
  | { readonly by: 'REFERENCE'; readonly to: string; readonly noun: NounName; readonly field: string | null }
  /** A list, at the top or below a row. */
  | ListReading
  /** One thing, by what names it in the arguments. */
  | { readonly by: 'LOOK_UP'; readonly noun: ListedNoun; readonly key: (args: never) => LookUpKey }

type LookUpKey = { readonly id: string } | { readonly commonCodeKey: string }

export interface ListReading {
  readonly by: 'LIST'
  readonly noun: ListedNoun
  /** The column of the listed things that refers to the row; null at the top. */
  readonly parent: ParentColumn | null
  /** Throws what the caller may not ask. */
  readonly filter: (args: never, context: Context) => FilterOf[ListedNoun]
  readonly order: (args: never) => Order
}

export const readingOf = (reading: Reading) => ({ extensions: { reading } })

/** A field that is worked out from fields of its row. */
export const fromRow =
  <Row>() =>
  <const Need extends keyof Row & string, Value>(
    needs: readonly Need[],
    of: (row: Pick<Row, Need>, context: Context) => Value,
  ) => ({
    resolve: (row: Row, _args: object, context: Context): Value => of(row, context),
    ...readingOf({ by: 'ROW', needs, of }),
  })

/** A field of a code that is worked out from fields of its row, and from its device. */
export const fromDevice = <const Need extends keyof AccessCodeRow & string, Value>(
  needs: readonly Need[],
  of: (code: Pick<AccessCodeRow, Need>, device: DeviceFacts) => Value,
) => ({
  resolve: async (code: AccessCodeRow, _args: object, { read }: Context): Promise<Value> =>
    of(code, await deviceFactsOf(code, read)),
  ...readingOf({ by: 'DEVICE', needs, of }),
})

/** A field of a device that is worked out from what its issues are told from, and how many codes are on it if it has a limit. */
export const fromDeviceFacts = <Value>(of: (device: DeviceFacts, activeCodes: number | null) => Value) => ({
  resolve: async (device: DeviceRow, _args: object, { read }: Context): Promise<Value> => {
    const isLimited = device.maxActiveCodesSupported !== null
    return of(await deviceFacts(device, read), isLimited ? await read.activeCodesOfDevice.load(device.id) : null)
  },
  ...readingOf({ by: 'DEVICE_FACTS', of }),
})
