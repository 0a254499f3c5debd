import { routes } from '../../src/rest/routes.ts'
import { everyPath } from '../tenancy/paths.ts'
import { done } from './asking.ts'
import type { LeakHouse } from './leak-house.ts'

const AT_ONCE = 6

/** Everything is asked for that can be read, by who may read everything but PINs; and what anybody can look at. */
export async function lookAround({ blind, owner, doors, gateway }: LeakHouse): Promise<void> {
  // A few of each list are enough: how far they go is not what is asked here.
  const documents = everyPath()
    .filter((path) => !path.includes('personalAccessTokens'))
    .map((path) => path.replaceAll('(first: 20)', '(first: 3)'))
  for (let at = 0; at < documents.length; at += AT_ONCE) {
    // What is asked again is answered on another way.
    for (let time = 0; time < 2; time++) {
      await Promise.all(documents.slice(at, at + AT_ONCE).map((document) => done(blind.graphql(document))))
    }
  }
  const everywhere = `{ accessCodes(first: 100) { nodes { code errors { message } warnings { message } pendingMutations { __typename message
    ... on UpdatingCodeMutation { from { code } to { code } } } } }
    auditLog(first: 100) { nodes { actorName action details } } }`
  // Whoever sees PINs has asked the same before.
  for (const asker of [owner, owner, blind]) await done(asker.graphql(everywhere))
  for (const { path } of routes.filter(({ scope, methods }) => scope === 'READ_CODES' && methods.includes('GET'))) {
    await blind.rest(path, {})
    for (const deviceId of doors.slice(0, 2)) await blind.rest(path, { device_id: deviceId })
  }
  await done(blind.rest('/events/list', { since: '2020-01-01T00:00:00Z', limit: 500 }))
  for (const path of ['/health', '/ready', '/openapi.json', '/graphql', '/', '/metrics']) {
    gateway.forTheBlind.push(await (await fetch(`${gateway.url}${path}`, { headers: { accept: 'text/html' } })).text())
  }
}
