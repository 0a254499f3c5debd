import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getArgumentValues,
  getNamedType,
  isObjectType,
} from 'graphql'
import { cursorOf, type Order, type PageRequest } from '../../data/read/keyset.ts'
import { decoded } from '../../data/read/selections/kinds.ts'
import {
  aliasOf,
  type FilterOf,
  type ListedNoun,
  type SelectedPage,
  type WrittenRow,
} from '../../data/read/selections/rows.ts'
import { Selection } from '../../data/read/selections/selection.ts'
import type { Context } from '../context.ts'
import { pageRequest } from '../pagination.ts'
import type { ListReading } from '../reading.ts'
import { searchText } from '../search-text.ts'
import { collectFields, NotCompiled, type Source } from './collect.ts'
import { compileNode, type Gathered, noWants, type Wants } from './node.ts'

/** A list as it is asked for in one request. */
export interface AskedList {
  readonly page: PageRequest
  readonly filter: FilterOf[ListedNoun]
  readonly order: Order
}

/** A connection: what its rows hold, and how a page of them is written. */
export interface CompiledList {
  readonly noun: ListedNoun
  readonly parent: ListReading['parent']
  readonly selection: Selection
  readonly wants: Wants
  readonly isCounted: boolean
  ask(variables: Variables, context: Context): AskedList
  write(page: SelectedPage, asked: AskedList, gathered: Gathered, count: number | null): string
}

type Variables = Readonly<Record<string, unknown>>

export function compileList(
  source: Source,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  nodes: readonly FieldNode[],
  reading: ListReading,
): CompiledList {
  const { noun, parent } = reading
  const selection = new Selection(noun, aliasOf[noun])
  const wants = noWants()
  const connection = objectType(field)
  const parts = compileConnection(source, connection, nodes, selection, wants)
  return {
    noun,
    parent,
    selection,
    wants,
    isCounted: parts.isCounted,
    ask(variables, context) {
      const args = getArgumentValues(field, node, variables as Record<string, unknown>)
      mustBePlain(args)
      const { first, after, last, before } = args as Record<string, never>
      return {
        page: pageRequest({ first, after, last, before }),
        filter: reading.filter(args as never, context),
        order: reading.order(args as never),
      }
    },
    write: parts.write,
  }
}

type WritePage = CompiledList['write']

function compileConnection(
  source: Source,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  selection: Selection,
  wants: Wants,
): { readonly write: WritePage; readonly isCounted: boolean } {
  let isCounted = false
  const compile = (name: string, fieldNodes: readonly FieldNode[]): WritePage => {
    const field = type.getFields()[name]
    if (name === '__typename') return () => `"${type.name}"`
    if (name === 'totalCount') {
      isCounted = true
      return (_page, _asked, _gathered, count) => String(count)
    }
    if (!field) throw new NotCompiled(`${type.name}.${name}`)
    if (name === 'nodes') {
      const write = compileNode(source, objectType(field), fieldNodes, selection, wants)
      return ({ rows }, _asked, gathered) => `[${rows.map((row) => write(row, gathered)).join(',')}]`
    }
    if (name === 'edges') return compileEdges(source, objectType(field), fieldNodes, selection, wants)
    if (name === 'pageInfo') return compilePageInfo(source, objectType(field), fieldNodes, selection)
    throw new NotCompiled(`${type.name}.${name}`)
  }
  return {
    write: compileObject(source, type, nodes, compile),
    get isCounted() {
      return isCounted
    },
  }
}

function compileEdges(
  source: Source,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  selection: Selection,
  wants: Wants,
): WritePage {
  const cursor = cursorWriter(selection)
  const fields = collectFields(
    source,
    type,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  )
  const parts = [...fields].map(([key, fieldNodes]) => {
    const name = fieldNodes[0]?.name.value ?? ''
    const written = `${JSON.stringify(key)}:`
    if (name === '__typename') return () => `${written}"${type.name}"`
    if (name === 'cursor') return (row: WrittenRow, { order }: AskedList) => `${written}"${cursor(row, order)}"`
    const field = type.getFields()[name]
    if (name !== 'node' || !field) throw new NotCompiled(`${type.name}.${name}`)
    const write = compileNode(source, objectType(field), fieldNodes, selection, wants)
    return (row: WrittenRow, _asked: AskedList, gathered: Gathered) => written + write(row, gathered)
  })
  return ({ rows }, asked, gathered) =>
    `[${rows.map((row) => `{${parts.map((part) => part(row, asked, gathered)).join(',')}}`).join(',')}]`
}

function compilePageInfo(
  source: Source,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  selection: Selection,
): WritePage {
  const cursor = cursorWriter(selection)
  const cursorAt = (row: WrittenRow | undefined, order: Order) => (row ? `"${cursor(row, order)}"` : 'null')
  const writers: Readonly<Record<string, WritePage>> = {
    __typename: () => `"${type.name}"`,
    hasNextPage: ({ hasMore }, { page }) => String(page.isBackward ? page.cursor !== null : hasMore),
    hasPreviousPage: ({ hasMore }, { page }) => String(page.isBackward ? hasMore : page.cursor !== null),
    startCursor: ({ rows }, { order }) => cursorAt(rows[0], order),
    endCursor: ({ rows }, { order }) => cursorAt(rows.at(-1), order),
  }
  return compileObject(source, type, nodes, (name) => writers[name] ?? notCompiled(`${type.name}.${name}`))
}

function compileObject(
  source: Source,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  compile: (name: string, nodes: readonly FieldNode[]) => WritePage,
): WritePage {
  const fields = collectFields(
    source,
    type,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  )
  const parts = [...fields].map(([key, fieldNodes]) => {
    const write = compile(fieldNodes[0]?.name.value ?? '', fieldNodes)
    const name = `${JSON.stringify(key)}:`
    return ((page, asked, gathered, count) => name + write(page, asked, gathered, count)) satisfies WritePage
  })
  return (page, asked, gathered, count) => `{${parts.map((part) => part(page, asked, gathered, count)).join(',')}}`
}

/** Every order of a list may be asked for, so that every column that one sorts by is read. */
function cursorWriter(selection: Selection): (row: WrittenRow, order: Order) => string {
  const id = selection.need('id')
  const sorted = ['createdAt', ...(selection.noun === 'AccessCode' ? ['startsAt', 'name'] : [])]
  const places = sorted.map((field) => [field, selection.need(field)] as const)
  return (row, order) => {
    const values = places.map(([field, { index, kind }]) => {
      const written = row[index]
      return [field, written == null ? null : decoded[kind](written)]
    })
    return cursorOf(order as Order<{ id: string }>, { id: row[id.index] ?? '', ...Object.fromEntries(values) })
  }
}

function objectType({ type, name }: GraphQLField<unknown, unknown>): GraphQLObjectType {
  const named = getNamedType(type)
  return isObjectType(named) ? named : notCompiled(name)
}

function notCompiled(what: string): never {
  throw new NotCompiled(what)
}

/** Texts that a resolver would refuse, or read as others, are left to it. */
export function mustBePlain(args: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)) {
      mustBePlain(value as Record<string, unknown>)
    } else if (typeof value === 'string' && texts.has(name)) {
      const parsed = searchText.safeParse(value)
      if (!parsed.success || parsed.data !== value) throw new NotCompiled(name)
    } else if (name === 'code' && value !== null) throw new NotCompiled('a PIN that is looked for')
  }
}

const texts: ReadonlySet<string> = new Set(['search', 'commonCodeKey'])
