import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql'
import type { Input } from './places.ts'

/**
 * The least that can be asked, about nothing that exists: a value for every argument that is needed, and for those at the
 * given path.
 *
 * @param path `input.code`, say
 */
export function leastArguments(args: readonly GraphQLArgument[], path = ''): Input {
  return least(args, path.split('.'))
}

interface Given {
  readonly name: string
  readonly type: GraphQLInputType
  readonly defaultValue?: unknown
}

function least(fields: readonly Given[], [wanted = '', ...further]: readonly string[]): Input {
  const isNeeded = ({ type, defaultValue }: Given) => String(type).endsWith('!') && defaultValue === undefined
  const needed = fields.filter((field) => field.name === wanted || isNeeded(field))
  return Object.fromEntries(
    needed.map(({ name, type }) => [name, aValueOf(name, type, name === wanted ? further : [])]),
  )
}

function aValueOf(name: string, type: GraphQLInputType, path: readonly string[]): unknown {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return [aValueOf(name, nullable.ofType, path)]
  // The one scope that whoever gives scopes has.
  if (isEnumType(nullable)) return nullable.name === 'Scope' ? 'MANAGE_CREDENTIALS' : nullable.getValues()[0]?.name
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields())
    return least(fields, nullable.isOneOf && path.length === 0 ? [fields[0]?.name ?? ''] : path)
  }
  if (name === 'code') return '4711'
  return name === 'email' ? 'nobody@example.com' : 'x'
}
