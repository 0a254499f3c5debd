import fc from 'fast-check'
import type { Args, CodeKind, Request } from '../requests.ts'
import type { RequestName } from '../rules.ts'
import * as creations from './creations.ts'
import { badPin, code, days, door, key, kindOf, mostly, name, often, oneDay, pin, rarely, record } from './values.ts'

type Weighted<Value> = readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Value> }[]

export const request = (name: RequestName, args: fc.Arbitrary<Args>): fc.Arbitrary<Request> =>
  args.map((given) => ({ name, args: given }))

const times = { days: often(fc.option(days, { freq: 5 })), startsAt: rarely(oneDay), endsAt: rarely(oneDay) }
const someCode = (usual: CodeKind) =>
  record<Args>({ code, kind: kindOf(usual, 'OWN', 'BACKUP', 'SPARE', 'FOREIGN', 'GONE', 'NOBODYS') })

const update = record<Args>({
  code,
  kind: kindOf('OWN', 'BACKUP', 'SPARE', 'FOREIGN', 'GONE', 'NOBODYS'),
  ...times,
  more: record({
    name: often(fc.option(name, { freq: 5 })),
    code: often(mostly(pin, badPin)),
    type: rarely(fc.constantFrom('ONGOING', 'TIME_BOUND')),
    isExternalModificationAllowed: rarely(fc.boolean()),
    attemptForOfflineDevice: rarely(fc.boolean()),
  }),
})

const handOver = record<Args>({
  code,
  kind: kindOf('OWN', 'BACKUP', 'SPARE'),
  more: record({ isManaged: fc.constant(false), name: rarely(name) }),
})

/** About one code of the workspace's own. */
export const ofCode: Weighted<Request> = [
  { weight: 16, arbitrary: request('updateAccessCode', update) },
  { weight: 3, arbitrary: request('updateAccessCode', handOver) },
  { weight: 6, arbitrary: request('deleteAccessCode', someCode('OWN')) },
  { weight: 3, arbitrary: request('unlinkAccessCode', someCode('OWN')) },
  { weight: 6, arbitrary: request('pullBackupAccessCode', someCode('OWN')) },
]

const groupKey = mostly(key, fc.constant('no such group'))
const updateMany = record<Args>({ key: groupKey, ...times, more: record({ name: often(fc.option(name)) }) })
const rotate = record<Args>({
  key: groupKey,
  more: record({
    code: often(pin),
    preferredCodeLength: rarely(fc.constantFrom(4, 5, 6)),
    idempotencyKey: creations.idempotencyKey,
  }),
})
const join = record<Args>({ door, key, days: often(days), more: record({ name: often(name), code: rarely(pin) }) })

/** About one group. */
export const ofGroup: Weighted<Request> = [
  { weight: 5, arbitrary: request('updateMultipleAccessCodes', updateMany) },
  { weight: 2, arbitrary: request('deleteLinkedCodeGroup', record<Args>({ key: groupKey })) },
  { weight: 5, arbitrary: request('rotateLinkedCodeGroup', rotate) },
  { weight: 4, arbitrary: request('createAccessCode', join) },
]

const convert = record<Args>({
  code,
  kind: kindOf('FOREIGN', 'OWN', 'GONE'),
  more: record({ isExternalModificationAllowed: rarely(fc.boolean()) }),
})

const ofForeign: Weighted<Request> = [
  { weight: 5, arbitrary: request('convertUnmanagedAccessCode', convert) },
  { weight: 2, arbitrary: request('deleteUnmanagedAccessCode', someCode('FOREIGN')) },
]

const metadata = fc.constantFrom<object[]>({ floor: '2' }, { floor: null, isWest: true }, { floor: '' }, { 'a.b': 'x' })
const updateDevice = record<Args>({
  door,
  more: record({
    name: rarely(fc.constantFrom('Gate', 'Attic')),
    isManaged: rarely(fc.boolean()),
    backupAccessCodePoolEnabled: often(fc.boolean()),
    customMetadata: rarely(metadata),
  }),
})
const report = record<Args>({
  door: mostly(fc.constant(1), door),
  more: fc.constantFrom<NonNullable<Args['more']>[]>(
    { supportedCodeLengths: [6, 4] },
    { supportedCodeLengths: [5] },
    { minCodeLength: 4, maxCodeLength: 6 },
    { minCodeLength: 5 },
    { supportedCodeLengths: [3] },
  ),
})

/** Requests that may be made at the same moment as others. */
export const requests: Weighted<Request> = [
  { weight: 12, arbitrary: request('createAccessCode', creations.aCode) },
  { weight: 5, arbitrary: request('createAccessCode', creations.aCodeWithPool) },
  { weight: 3, arbitrary: request('createAccessCode', creations.anOfflineCode) },
  { weight: 6, arbitrary: request('createMultipleAccessCodes', creations.manyCodes) },
  ...ofCode,
  ...ofGroup,
  ...ofForeign,
  { weight: 5, arbitrary: request('updateDevice', updateDevice) },
  { weight: 2, arbitrary: request('reportDeviceConstraints', report) },
  { weight: 3, arbitrary: code.map((index) => ({ name: 'again', args: { code: index } })) },
]
