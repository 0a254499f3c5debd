import { createMany, createOne, plan, rotateGroup, updateOne } from '../api/documents.ts'
import { simulateExternalModification, simulateKeypadEntry, simulateUnmanagedAccessCode } from '../sandbox/documents.ts'
import { done, refused } from './asking.ts'
import type { LeakHouse } from './leak-house.ts'

/** A way in which a PIN comes to the gateway. The index tells one time that it is gone from another. */
export type Road = (house: LeakHouse, pin: string, index: number) => Promise<unknown>

/** On these a PIN comes to stay. */
export const roadsIn: Readonly<Record<string, Road>> = {
  createAccessCode: ({ owner, doorAt }, code, index) =>
    done(owner.graphql(createOne, { input: { deviceId: doorAt(index), code } })),
  'createAccessCode of a client session': ({ session, doorAt }, code, index) =>
    done(session.graphql(createOne, { input: { deviceId: doorAt(index), code } })),
  'createAccessCode again by its idempotency key': async ({ owner, doorAt }, code, index) => {
    const input = { deviceId: doorAt(index), code, idempotencyKey: `once ${index}` }
    for (let time = 0; time < 2; time++) await done(owner.graphql(createOne, { input }))
    await refused(owner.graphql(createOne, { input: { ...input, name: 'Other' } }))
  },
  'createAccessCode where the PIN is taken': async ({ owner, doorAt }, code, index) => {
    const input = { deviceId: doorAt(index), code }
    await done(owner.graphql(createOne, { input }))
    await refused(owner.graphql(createOne, { input }))
  },
  createMultipleAccessCodes: ({ owner, doorAt }, code, index) =>
    done(owner.graphql(createMany, { input: { deviceIds: [doorAt(index), doorAt(index + 1)], code } })),
  'createMultipleAccessCodes where the PIN is taken': async ({ owner, doorAt }, code, index) => {
    const input = { deviceIds: [doorAt(index), doorAt(index + 1)], code }
    await done(owner.graphql(createMany, { input }))
    await refused(owner.graphql(createMany, { input }))
  },
  rotateLinkedCodeGroup: async ({ owner, doorAt }, code, index) => {
    const { linkedCodeGroup } = await done(
      owner.graphql(createMany, { input: { deviceIds: [doorAt(index), doorAt(index + 1)] } }),
    )
    const input = { commonCodeKey: linkedCodeGroup.commonCodeKey, code, idempotencyKey: `rotated ${index}` }
    for (let time = 0; time < 2; time++) await done(owner.graphql(rotateGroup, { input }))
  },
  updateAccessCode: async ({ owner, doorAt }, code, index) => {
    const { accessCode } = await done(owner.graphql(createOne, { input: { deviceId: doorAt(index) } }))
    await done(owner.graphql(updateOne, { input: { id: accessCode.id, code } }))
  },
  'a keypad, to be found': async ({ owner, keypadAt, codeWith }, code, index) => {
    await done(owner.graphql(simulateUnmanagedAccessCode, { input: { deviceId: keypadAt(index), code } }))
    await codeWith(code)
  },
  'a keypad, to be taken over': async ({ owner, keypadAt, codeWith }, code, index) => {
    await done(owner.graphql(simulateUnmanagedAccessCode, { input: { deviceId: keypadAt(index), code } }))
    const convert = `mutation ($id: ID!) { convertUnmanagedAccessCode(input: { id: $id }) { __typename ... on UserError { message } } }`
    await done(owner.graphql(convert, { id: await codeWith(code) }))
  },
  'a keypad, in the place of another': async ({ owner, gateway, keypadAt, codeWith }, code, index) => {
    const before = gateway.newPin()
    const input = { deviceId: keypadAt(index), code: before, isExternalModificationAllowed: index % 2 === 0 }
    await done(owner.graphql(createOne, { input }))
    const accessCodeId = await codeWith(before, "status = 'SET'")
    await done(owner.graphql(simulateExternalModification, { input: { accessCodeId, code } }))
  },
  '/access_codes/create': ({ owner, doorAt }, code, index) =>
    done(
      owner.rest(
        '/access_codes/create',
        { device_id: doorAt(index), code },
        { headers: { 'idempotency-key': `by REST ${index}` } },
      ),
    ),
  '/access_codes/create_multiple by PUT, twice': async ({ owner, doorAt }, code, index) => {
    const body = { device_ids: [doorAt(index), doorAt(index + 1)], code }
    for (let time = 0; time < 2; time++)
      await done(owner.rest('/access_codes/create_multiple', body, { method: 'PUT' }))
  },
  '/access_codes/update': async ({ owner, doorAt }, code, index) => {
    const { access_code } = await done(owner.rest('/access_codes/create', { device_id: doorAt(index) }))
    await done(owner.rest('/access_codes/update', { access_code_id: access_code.access_code_id, code }))
  },
  '/access_codes/simulate/create_unmanaged_access_code': async ({ owner, keypadAt, codeWith }, code, index) => {
    // Answers when the lock was read, or tells that it was not yet.
    await owner.rest('/access_codes/simulate/create_unmanaged_access_code', { device_id: keypadAt(index), code })
    await codeWith(code)
  },
}

/** On these a PIN is asked about, and not kept. */
export const roadsPast: Readonly<Record<string, Road>> = {
  'a keypad, to enter': ({ owner, doorAt }, code, index) =>
    done(owner.graphql(simulateKeypadEntry, { input: { deviceId: doorAt(index), code } })),
  codeSharingPlan: ({ owner, doors }, code) => done(owner.graphql(plan, { input: { deviceIds: doors, code } })),
  'a filter': ({ owner }, code) =>
    done(owner.graphql('query ($code: String) { accessCodes(filter: { code: $code }) { nodes { id } } }', { code })),
  'a document': ({ owner }, code) =>
    done(owner.graphql(`{ accessCodes(filter: { code: "${code}" }) { nodes { id } } }`)),
  'an address': ({ owner }, code) =>
    done(
      owner.http(
        `/graphql?query=${encodeURIComponent(`{ accessCodes(filter: { code: "${code}" }) { nodes { id } } }`)}`,
      ),
    ),
  'an address of REST': ({ owner, doorAt }, code, index) =>
    refused(owner.http(`/access_codes/get?device_id=${doorAt(index)}&code=${code}`)),
}
