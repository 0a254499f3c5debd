import fc from 'fast-check'
import { expect, it } from 'vitest'
import { askByGraphQL, askByRest, type Outcome } from './ask.ts'
import { twoHouses } from './houses.ts'
import { aStay } from './stays.ts'
import { type Wish, wish } from './wishes.ts'

const newHouses = await twoHouses()

/** A refusal by GraphQL, as it is refused in the manner of the Seam API. */
const alike: Readonly<Record<string, string>> = {
  INVALID_INPUT: '400 invalid_input',
  NOT_FOUND: '404',
  CODE_CANNOT_BE_SHARED: '400 code_cannot_be_shared',
  DUPLICATE_ACCESS_CODE: '409 duplicate_access_code',
  CONSTRAINT_VIOLATED: '400 by a device',
  UNSUPPORTED_DEVICE: '400 unsupported_device',
  DEVICE_FULL: '409 device_full',
  DEVICE_OFFLINE: '409 device_offline',
  UNSUPPORTED_CODE_LENGTH: '400 by a device',
  TIME_FRAME_UNSUPPORTED: '400 by a device',
  LINKED_CODE: '409 linked_code',
  NO_BACKUP_AVAILABLE: '409 no_backup_available',
  NOT_MODIFIABLE: '409 not_modifiable',
  IDEMPOTENCY_CONFLICT: '422 idempotency_conflict',
}

const seen = new Set<string>()

async function bothAgree(wishes: readonly Wish[], seed: number): Promise<void> {
  const [one, other] = await newHouses(seed)
  if (!one || !other) throw new Error('two houses were to be built')
  for (const wish of wishes) {
    const [byGraphQL, byRest] = [await askByGraphQL(wish, one), await askByRest(wish, other)]
    seen.add(`${wish.verb} ${'refused' in byGraphQL ? byGraphQL.refused : 'done'}`)
    mustBeAlike(wish, byGraphQL, byRest)
    expect(await other.state()).toEqual(await one.state())
  }
}

function mustBeAlike(wish: Wish, byGraphQL: Outcome, byRest: Outcome): void {
  if (!('refused' in byGraphQL)) {
    expect([wish, byRest]).toEqual([wish, byGraphQL])
    return
  }
  const refused = alike[byGraphQL.refused]
  expect([wish, byRest]).toEqual([wish, { refused: expect.stringMatching(`^${refused}`), about: expect.any(Array) }])
  if (!('refused' in byRest) || byGraphQL.refused !== 'INVALID_INPUT') return
  // What fields say together is asked by REST once each of them can be.
  const about = byRest.about.map((parameter) => parameter.replace(/^(access_code|device)_id$/, 'id'))
  expect(about.length).toBeGreaterThan(0)
  expect([wish, byGraphQL.about]).toEqual([wish, expect.arrayContaining(about)])
}

it('the same wishes leave the same house, whichever way they are asked', async () => {
  const wishes = fc.array(wish, { minLength: 8, maxLength: 14, size: 'max' })
  const examples: [Wish[], number][] = aStay.map((one) => [one, 7])
  await fc.assert(fc.asyncProperty(wishes, fc.nat(), bothAgree), { numRuns: 24, examples })
}, 180_000)

it('and among them is what is granted, of every kind, and refused, of most', () => {
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'createAccessCode done',
      'createAccessCode DUPLICATE_ACCESS_CODE',
      'createAccessCode INVALID_INPUT',
      'createAccessCode UNSUPPORTED_DEVICE',
      'createAccessCode CONSTRAINT_VIOLATED',
      'createAccessCode DEVICE_OFFLINE',
      'createAccessCode LINKED_CODE',
      'createAccessCode IDEMPOTENCY_CONFLICT',
      'createMultipleAccessCodes done',
      'createMultipleAccessCodes CODE_CANNOT_BE_SHARED',
      'updateAccessCode done',
      'updateAccessCode LINKED_CODE',
      'updateAccessCode NOT_FOUND',
      'updateMultipleAccessCodes done',
      'updateMultipleAccessCodes NOT_FOUND',
      'deleteAccessCode done',
      'pullBackupAccessCode done',
      'pullBackupAccessCode NO_BACKUP_AVAILABLE',
      'pullBackupAccessCode NOT_MODIFIABLE',
      'convertUnmanagedAccessCode done',
      'deleteUnmanagedAccessCode done',
      'updateDevice done',
      'updateDevice INVALID_INPUT',
      'reportDeviceConstraints done',
      'reportDeviceConstraints UNSUPPORTED_DEVICE',
    ]),
  )
})
