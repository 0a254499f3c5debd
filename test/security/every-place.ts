import { getNamedType } from 'graphql'
import { schema } from '../../src/graphql/schema.ts'
import { leastArguments } from '../tenancy/least-arguments.ts'
import { placesIn } from '../tenancy/places.ts'
import { everythingOf } from '../tenancy/selection.ts'
import type { LeakHouse } from './leak-house.ts'

/** What is called so is called so for everybody: whoever calls a key by a PIN tells it. */
const names = ['createApiKey(input: { name })', 'setWorkspaceMember(input: { name })']

/**
 * Puts a PIN into every place of every query and mutation where a text can stand, beside nothing that exists.
 *
 * @returns the mutations that were not refused
 */
export async function putIntoEveryPlace({ owner, toldBack, gateway }: LeakHouse): Promise<string[]> {
  const done: string[] = []
  for (const [operation, type] of [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      for (const { name, takes, argumentsWith } of placesIn(field.args, [])) {
        if (names.includes(`${field.name}${name}`)) continue
        const given = argumentsWith(gateway.newPin(), leastArguments(field.args))
        const args = field.args.filter((one) => one.name in given)
        const document = `${operation} (${args.map((one) => `$${one.name}: ${one.type}`)}) {
          ${field.name}(${args.map((one) => `${one.name}: $${one.name}`)}) ${everythingOf(getNamedType(field.type), { lists: false })} }`
        const isLookedUp = takes === 'ID' || name.includes('commonCodeKey')
        const { isRefused } = await (isLookedUp ? toldBack : owner).graphql(document, given)
        if (operation === 'mutation' && !isRefused) done.push(`${field.name}${name}`)
      }
    }
  }
  return done
}
