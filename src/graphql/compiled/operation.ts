import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isObjectType,
  Kind,
} from 'graphql'
import type { Reader } from '../../data/read/reader.ts'
import {
  type Along,
  aliasOf,
  type FilterOf,
  type ListedNoun,
  type LookUp,
  selectTop,
  selectWithList,
  type WrittenRow,
} from '../../data/read/selections/rows.ts'
import { Selection } from '../../data/read/selections/selection.ts'
import type { Context } from '../context.ts'
import type { Reading } from '../reading.ts'
import { collectFields, NotCompiled, type Source } from './collect.ts'
import { gather, keepList, nothingGathered } from './gather.ts'
import { compileList, mustBePlain } from './list.ts'
import { compileNode, type Gathered, noWants, type WantedList, type Wants } from './node.ts'

type Variables = Readonly<Record<string, unknown>>
type ReadRoot = (variables: Variables, context: Context) => Promise<string>

/** An operation that answers its JSON text without resolvers. */
export interface CompiledOperation {
  /**
   * The whole answer.
   *
   * @throws anything, where resolvers have to say what is wrong: nothing has been changed or told, so that they can
   */
  answer(variables: Variables, context: Context): Promise<string>
}

/** @throws NotCompiled for an operation that is left to resolvers, at least for now */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): CompiledOperation {
  const operation = getOperationAST(document, operationName)
  const type = schema.getQueryType()
  if (operation?.operation !== 'query' || !type) throw new NotCompiled('no query')
  if (operation.directives && operation.directives.length > 0) throw new NotCompiled('a directive')
  const fragments = document.definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  )
  const source = { schema, fragments: new Map(fragments.map((each) => [each.name.value, each])) }
  const roots = [...collectFields(source, type, [operation.selectionSet])].map(([key, nodes]) => {
    const [node] = nodes
    const name = node?.name.value ?? ''
    const written = `${JSON.stringify(key)}:`
    if (name === '__typename') return async () => `${written}"${type.name}"`
    const field = type.getFields()[name]
    if (!field || !node) throw new NotCompiled(name)
    const read = compileRoot(source, field, nodes)
    return async (variables: Variables, context: Context) => written + (await read(variables, context))
  })
  const definitions = operation.variableDefinitions ?? []
  return {
    async answer(given, context) {
      const { coerced } = getVariableValues(schema, definitions, given)
      if (!coerced) throw new NotCompiled('variables')
      const parts = await Promise.all(roots.map((read) => read(coerced, context)))
      return `{"data":{${parts.join(',')}}}`
    },
  }
}

function compileRoot(source: Source, field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]): ReadRoot {
  const { reading } = field.extensions as { reading?: Reading }
  const [node] = nodes
  if (node && reading?.by === 'LIST') return compileRootList(source, field, node, nodes, reading)
  if (node && reading?.by === 'LOOK_UP') return compileLookUp(source, field, node, nodes, reading)
  throw new NotCompiled(field.name)
}

function compileRootList(
  source: Source,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  nodes: readonly FieldNode[],
  reading: Extract<Reading, { by: 'LIST' }>,
): ReadRoot {
  const list = compileList(source, field, node, nodes, reading)
  const { noun, selection, wants } = list
  return async (variables, context) => {
    mustReadCodes(context)
    const asked = list.ask(variables, context)
    const gathered = nothingGathered(context)
    const readPage = async () => {
      const found = await selectTop(context.services.pool, context.viewer, { noun, ...asked }, selection)
      await gather(wants, found.rows, variables, gathered)
      return found
    }
    const [found, count] = await Promise.all([
      readPage(),
      list.isCounted ? countOf[noun](context.read, asked.filter as never) : null,
    ])
    return list.write(found, asked, gathered, count)
  }
}

const countOf = {
  AccessCode: (read, filter) => read.accessCodeCount(filter),
  Device: (read, filter) => read.deviceCount(filter),
  LinkedCodeGroup: (read, filter) => read.linkedCodeGroupCount(filter),
} satisfies { [Name in ListedNoun]: (read: Reader, filter: FilterOf[Name]) => Promise<number> }

function compileLookUp(
  source: Source,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  nodes: readonly FieldNode[],
  { noun, key }: Extract<Reading, { by: 'LOOK_UP' }>,
): ReadRoot {
  const type = getNamedType(field.type)
  if (!isObjectType(type)) throw new NotCompiled(field.name)
  const selection = new Selection(noun, aliasOf[noun])
  const wants = noWants()
  const write = compileNode(source, type, nodes, selection, wants)
  const readRow = compileRow(selection, wants)
  return async (variables, context) => {
    mustReadCodes(context)
    const args = getArgumentValues(field, node, variables as Record<string, unknown>)
    mustBePlain(args)
    const gathered = nothingGathered(context)
    const row = await readRow({ noun, ...key(args as never) }, variables, gathered)
    return row ? write(row, gathered) : 'null'
  }
}

type ReadRow = (lookUp: LookUp, variables: Variables, gathered: Gathered) => Promise<WrittenRow | null>

/** Reads one row, and all that it wants: an only list below it in the same statement. */
function compileRow(selection: Selection, wants: Wants): ReadRow {
  const [only, ...others] = wants.lists
  if (!only || others.length > 0 || only.list.isCounted) {
    return async (lookUp, variables, gathered) => {
      const { services, viewer } = gathered.context
      const { rows } = await selectTop(services.lookUps, viewer, lookUp, selection)
      await gather(wants, rows, variables, gathered)
      return rows[0] ?? null
    }
  }
  const { list, parentId } = only
  const along = alongOf(only)
  const rest = { ...wants, lists: [] }
  return async (lookUp, variables, gathered) => {
    const { services, viewer } = gathered.context
    const asked = list.ask(variables, gathered.context)
    const { filter, page } = asked
    const { row, below } = await selectWithList(services.lookUps, viewer, lookUp, selection, { ...along, filter, page })
    if (!row) return null
    await Promise.all([
      gather(rest, [row], variables, gathered),
      keepList(list, asked, [parentId(row)], [below], variables, gathered),
    ])
    return row
  }
}

/** What is the same in every request. */
function alongOf({ list, parentExpression }: WantedList): Omit<Along, 'filter' | 'page'> {
  const { noun, parent, selection } = list
  if (parent === null || noun === 'LinkedCodeGroup') throw new Error(`a list of ${noun} is below nothing`)
  const idIndex = selection.need('id').index
  const { joins, listLength } = selection
  const named = (names: readonly string[]) => selection.named(names)
  return { noun, parent, parentExpression, selected: { joins, listLength, named, idIndex } }
}

/** Whose realm is a part of a workspace, and who may not read, is answered by resolvers. */
function mustReadCodes({ viewer }: Context): void {
  if (viewer.deviceIds !== null || !viewer.scopes.has('READ_CODES')) throw new NotCompiled('who asks')
}
