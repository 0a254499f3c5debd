import { createMany, createOne } from '../api/documents.ts'
import { refused } from './asking.ts'
import type { Road } from './roads.ts'

const aDocument = 'mutation ($input: CreateAccessCodeInput!) { createAccessCode(input: $input) { __typename } }'
const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => ({
  method: 'POST',
  headers,
  body,
})

/** On these a PIN comes to a request that is refused. */
export const roadsAstray: Readonly<Record<string, Road>> = {
  'to a lock that takes other lengths': ({ owner, shortDoor }, code) =>
    refused(owner.graphql(createOne, { input: { deviceId: shortDoor, code } })),
  'to locks that take other lengths': ({ owner, shortDoor, doorAt }, code, index) =>
    refused(owner.graphql(createMany, { input: { deviceIds: [shortDoor, doorAt(index)], code } })),
  'from who may see none': ({ blind, doorAt }, code, index) =>
    refused(blind.graphql(createOne, { input: { deviceId: doorAt(index), code } })),
  'as no PIN at all': ({ owner, doorAt }, code, index) =>
    refused(owner.graphql(createOne, { input: { deviceId: doorAt(index), code: `${code}#` } })),
  'as a number in a variable': ({ owner, doorAt }, code, index) =>
    refused(owner.graphql(createOne, { input: { deviceId: doorAt(index), code: Number(code) } })),
  'as a list in a variable': ({ owner, doorAt }, code, index) =>
    refused(owner.graphql(createOne, { input: { deviceId: doorAt(index), code: [code] } })),
  'as an object in a variable': ({ owner, doorAt }, code, index) =>
    refused(owner.graphql(createOne, { input: { deviceId: doorAt(index), code: { code } } })),
  'as the input': ({ owner }, code) => refused(owner.graphql(aDocument, { input: code })),
  'as the variables': ({ owner }, code) =>
    refused(owner.http('/graphql', post(JSON.stringify({ query: aDocument, variables: code })))),
  'as a number in a document': ({ owner, doorAt }, code, index) =>
    refused(
      owner.graphql(
        `mutation { createAccessCode(input: { deviceId: "${doorAt(index)}", code: ${code} }) { __typename } }`,
      ),
    ),
  'in the place of an enum in a document': ({ owner, doorAt }, code, index) =>
    refused(
      owner.graphql(
        `mutation { createAccessCode(input: { deviceId: "${doorAt(index)}", maxTimeRounding: "${code}" }) { __typename } }`,
      ),
    ),
  'in the place of an instant': ({ owner, doorAt }, code, index) =>
    refused(owner.graphql(createOne, { input: { deviceId: doorAt(index), startsAt: code } })),
  'in a document that does not end': ({ owner }, code) =>
    refused(owner.graphql(`mutation { createAccessCode(input: { code: "${code}"`)),
  'behind a document': ({ owner }, code) => refused(owner.graphql(`{ viewer { kind } } ${code}`)),
  'as the name of a field': ({ owner }, code) => refused(owner.graphql(`{ _${code} }`)),
  'as the name of an argument': ({ owner }, code) => refused(owner.graphql(`{ viewer(_${code}: 1) { kind } }`)),
  'as the name of a field of an input': ({ owner, doorAt }, code, index) =>
    refused(owner.graphql(createOne, { input: { deviceId: doorAt(index), [code]: '1' } })),
  'as the name of an operation': ({ owner }, code) =>
    refused(owner.http('/graphql', post(JSON.stringify({ query: '{ viewer { kind } }', operationName: `_${code}` })))),
  'to change something by GET': ({ owner, doorAt }, code, index) =>
    refused(
      owner.http(
        `/graphql?${new URLSearchParams({ query: aDocument, variables: JSON.stringify({ input: { deviceId: doorAt(index), code } }) })}`,
      ),
    ),
  'in a body that is no JSON': ({ owner }, code) => refused(owner.http('/graphql', post(`{"query":"${code}`))),
  'in a body of another kind': ({ owner }, code) =>
    refused(owner.http('/graphql', post(`code=${code}`, { 'content-type': 'text/plain' }))),
  'as a kind of body': ({ owner }, code) => refused(owner.http('/graphql', post('{}', { 'content-type': code }))),
  'in a body that is too large': ({ owner }, code) =>
    refused(
      owner.http(
        '/graphql',
        post(JSON.stringify({ query: '{ viewer { kind } }', variables: { code: code.repeat(9_000) } })),
      ),
    ),
  'as a credential': ({ owner }, code) =>
    refused(owner.http('/graphql', { headers: { authorization: `Bearer ${code}` } })),
  'as a workspace': ({ owner }, code) =>
    refused(owner.http('/graphql?query={viewer{kind}}', { headers: { 'latchkey-workspace': code } })),
  'as a path': ({ owner }, code) => refused(owner.http(`/access_codes/${code}`)),
  'in the manner of Seam, as a number': ({ owner, doorAt }, code, index) =>
    refused(owner.rest('/access_codes/create', { device_id: doorAt(index), code: Number(code) })),
  'in the manner of Seam, as no PIN at all': ({ owner, doorAt }, code, index) =>
    refused(owner.rest('/access_codes/create', { device_id: doorAt(index), code: `${code}#` })),
  'in the manner of Seam, to a lock that takes other lengths': ({ owner, shortDoor }, code) =>
    refused(owner.rest('/access_codes/create', { device_id: shortDoor, code })),
  'in the manner of Seam, where the PIN is taken': async ({ owner, doorAt }, code, index) => {
    const body = { device_ids: [doorAt(index)], code }
    await owner.rest('/access_codes/create_multiple', body)
    await refused(owner.rest('/access_codes/create', { device_id: doorAt(index), code }))
  },
  'in the manner of Seam, as an instant': ({ owner, doorAt }, code, index) =>
    refused(owner.rest('/access_codes/create', { device_id: doorAt(index), starts_at: code })),
  'in the manner of Seam, as the name of a parameter': ({ owner, doorAt }, code, index) =>
    refused(owner.rest('/access_codes/create', { device_id: doorAt(index), [code]: '1' })),
  'in the manner of Seam, as the name of a parameter in an address': ({ owner }, code) =>
    refused(owner.http(`/access_codes/list?${code}=1`)),
  'in the manner of Seam, in a body that is no JSON': ({ owner }, code) =>
    refused(owner.http('/access_codes/create', post(`{"code":"${code}`))),
  'in the manner of Seam, as a list': ({ owner }, code) =>
    refused(owner.http('/access_codes/create', post(JSON.stringify([code])))),
}
