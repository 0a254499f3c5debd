import fc from 'fast-check'
import { ask, daysPass, search, settled, together } from '../commands.ts'
import type { DrawnFilter, Request } from '../requests.ts'
import type { Filter, Order } from '../search.ts'
import { atTheDoor } from './at-the-door.ts'
import { aPlan } from './creations.ts'
import { ofCode, ofGroup, request, requests } from './requests.ts'
import { code, door, key, kindOf, pin, rarely, record } from './values.ts'

const any = fc.oneof(...requests)
const some = (one: fc.Arbitrary<Request>) => fc.array(one, { minLength: 2, maxLength: 3 })

/** About the same code, or group, or twice the same: what gets into each other's way most. */
const contended = fc.oneof(
  some(any),
  fc
    .tuple(code, some(fc.oneof(...ofCode)))
    .map(([index, list]) => list.map(({ name, args }): Request => ({ name, args: { ...args, code: index } }))),
  fc
    .tuple(key, some(fc.oneof(...ofGroup)))
    .map(([same, list]) => list.map(({ name, args }): Request => ({ name, args: { ...args, key: same } }))),
  fc.tuple(any, fc.constantFrom(2, 3)).map(([one, times]) => Array.from({ length: times }, () => one)),
)

const filter: fc.Arbitrary<DrawnFilter> = record<DrawnFilter>({
  codes: rarely(fc.array(code, { maxLength: 3 })),
  kind: kindOf('OWN', 'BACKUP', 'FOREIGN', 'GONE', 'NOBODYS'),
  doors: rarely(fc.uniqueArray(door, { maxLength: 3 })),
  key: rarely(key),
  activeOn: rarely(fc.constantFrom(0, 2, 5, 15)),
  more: record<Filter>({
    status: rarely(fc.subarray(['SETTING', 'SET', 'UNSET', 'REMOVING'])),
    type: rarely(fc.constantFrom('ONGOING', 'TIME_BOUND')),
    code: rarely(pin),
    search: rarely(fc.constantFrom('ann', 'b', '01', 'no such name')),
    isBackup: rarely(fc.boolean()),
  }),
})
const order = fc.constantFrom<Order[]>('CREATED_AT_DESC', 'CREATED_AT_ASC', 'STARTS_AT_ASC', 'NAME_ASC')

const asked = (one: fc.Arbitrary<Request>) => one.map(({ name, args }) => ask(name, args))

/** What happens in a house, by how often. */
export const commands = fc.oneof(
  { weight: 80, arbitrary: asked(any) },
  { weight: 20, arbitrary: asked(fc.oneof(...atTheDoor)) },
  { weight: 4, arbitrary: asked(request('codeSharingPlan', aPlan)) },
  { weight: 10, arbitrary: fc.tuple(contended, fc.boolean()).map(([list, isEngineIn]) => together(list, isEngineIn)) },
  { weight: 4, arbitrary: fc.tuple(filter, order).map(([drawn, by]) => search(drawn, by)) },
  { weight: 22, arbitrary: fc.constant(settled()) },
  { weight: 5, arbitrary: fc.constantFrom(1, 1, 3, 3, 8, 15).map(daysPass) },
)
