import {
  type GraphQLField,
  type GraphQLNamedType,
  GraphQLUnionType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql'
import type { Context } from './context.ts'
import { EVENT_COST_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, QUERY_COST_MAX_DEFAULT } from './limits.ts'

/** How many a list of things with ids is taken to hold where nobody says how many are asked for. */
const LIST_SIZE = 10

/** What it costs to work something out, or to change something, for each device that an input names. */
const DEVICE_COST = 10

/** For the description of the schema: the rule that `costOf` follows. */
export const costRule = `A field costs 1, and what is selected below a page is multiplied by its size (\`first\` or \`last\`, else ${PAGE_SIZE_DEFAULT}); \`nodes(ids:)\` counts its ids, a \`deviceIds\` input its devices, and each of these costs ${DEVICE_COST} beside; any other list of things with ids counts as ${LIST_SIZE}. An operation may cost ${inEnglish(QUERY_COST_MAX_DEFAULT)} unless the gateway is set to allow another figure, and more is refused before anything is read: \`QUERY_TOO_COMPLEX\`.`

/** The same for subscriptions. */
export const eventCostRule = `Each event is answered anew, and may cost ${inEnglish(EVENT_COST_MAX)} by the rule of \`Query\`.`

type Args = Record<string, unknown>
type Field = GraphQLField<unknown, Context, Args>

/** What a field costs, and how many times what is selected below it. */
export function costOf(args: Args, _context: Context, field: Field) {
  return { field: 1 + DEVICE_COST * devicesNamedBy(args).length, multiplier: sizeOf(args, field) }
}

const devicesNamedBy = ({ input }: Args): readonly unknown[] =>
  (input as { deviceIds?: readonly unknown[] | null } | undefined)?.deviceIds ?? []

function sizeOf(args: Args, { name, type }: Field): number {
  if (getNamedType(type).name.endsWith('Connection')) return asked(args.first) ?? asked(args.last) ?? PAGE_SIZE_DEFAULT
  const named = devicesNamedBy(args).length
  // What is told of each device is in a list below, which counts as one of LIST_SIZE.
  if (named > 0) return Math.max(named / LIST_SIZE, 1)
  // The page that they are in was multiplied by already.
  if (!isListType(getNullableType(type)) || name === 'edges' || (name === 'nodes' && !args.ids)) return 1
  if (Array.isArray(args.ids)) return args.ids.length
  return isThing(getNamedType(type)) ? LIST_SIZE : 1
}

/** A size that is refused later costs nothing before. */
function asked(size: unknown): number | null {
  if (typeof size !== 'number') return null
  return size >= 0 && size <= PAGE_SIZE_MAX ? size : 0
}

/** Whether it leads on to others: an issue of a code is as small as a number. */
function isThing(type: GraphQLNamedType): boolean {
  if (!isObjectType(type) && !isInterfaceType(type)) return type instanceof GraphQLUnionType
  return type.name === 'Node' || Object.values(type.getFields()).some((field) => isObjectType(getNamedType(field.type)))
}

function inEnglish(count: number): string {
  return count.toLocaleString('en')
}
