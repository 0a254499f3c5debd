import fc from 'fast-check'
import type { Args } from '../requests.ts'
import { request } from './requests.ts'
import { byHandPin, code, door, kindOf, often, pin, rarely, record } from './values.ts'

/** What befalls locks, and what people do there. */

const faults = fc.constantFrom<object[][]>(
  [{ kind: 'DROPS_ANSWER', times: 1 }],
  [{ kind: 'STORES_NOTHING', times: 1 }],
  [{ kind: 'REFUSES', reason: 'BUSY', times: 2 }],
  [{ kind: 'DROPS_ANSWER', calls: ['LIST'], times: 1 }],
)

const mishap = record<Args>({
  door,
  more: record({
    isOnline: often(fc.boolean()),
    isRemoved: rarely(fc.boolean()),
    clearFaults: rarely(fc.boolean()),
    faults: often(faults),
  }),
})

const loss = record<Args>({ door, code, kind: kindOf('OWN', 'FOREIGN', 'BACKUP'), loses: fc.constant(true) })

const newByHand = record<Args>({
  door,
  more: record({ code: byHandPin, name: often(fc.constantFrom('Plumber', 'Aunt')) }),
})

const changedByHand = record<Args>({
  code,
  kind: kindOf('OWN', 'BACKUP', 'FOREIGN'),
  more: record({ code: often(byHandPin) }),
})

export const atTheDoor = [
  { weight: 5, arbitrary: request('simulateDevice', mishap) },
  { weight: 2, arbitrary: request('simulateDevice', loss) },
  { weight: 4, arbitrary: request('simulateUnmanagedAccessCode', newByHand) },
  { weight: 4, arbitrary: request('simulateExternalModification', changedByHand) },
  { weight: 4, arbitrary: request('simulateKeypadEntry', record<Args>({ door, more: record({ code: pin }) })) },
]
