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
import { type Along, aliasOf, type SelectedPage, selectTop, type Top } from '../../data/read/selections/rows.ts'
import { Selection } from '../../data/read/selections/selection.ts'
import type { Context } from '../context.ts'
import type { Reading } from '../reading.ts'
import { collectFields, NotCompiled, type Source } from './collect.ts'
import { gather, keepList, nothingGathered } from './gather.ts'
import { type AskedList, compileList, mustBePlain } from './list.ts'
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
  const readRows = compileTop(selection, wants, false)
  return async (variables, context) => {
    mustReadCodes(context)
    const { read } = context
    const asked = list.ask(variables, context)
    const counts = {
      AccessCode: read.accessCodeCount,
      Device: read.deviceCount,
      LinkedCodeGroup: read.linkedCodeGroupCount,
    }
    const gathered = nothingGathered(context)
    const [found, count] = await Promise.all([
      readRows({ noun, ...asked }, variables, gathered),
      list.isCounted ? counts[noun](asked.filter as never) : null,
    ])
    return list.write(found, asked, gathered, count)
  }
}

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
  const readRows = compileTop(selection, wants, true)
  return async (variables, context) => {
    mustReadCodes(context)
    const args = getArgumentValues(field, node, variables as Record<string, unknown>)
    mustBePlain(args)
    const gathered = nothingGathered(context)
    const { rows } = await readRows({ noun, ...key(args as never) }, variables, gathered)
    return rows[0] ? write(rows[0], gathered) : 'null'
  }
}

/** Reads rows at the top, and all that they want: an only list below an only row in the same statement. */
function compileTop(selection: Selection, wants: Wants, isOneRow: boolean) {
  const id = selection.need('id')
  const [only, ...others] = wants.lists
  // Below several rows, each would be told anew with each item of its list.
  const along = isOneRow && only && others.length === 0 && !only.list.isCounted ? only : null
  const rest = along ? { ...wants, lists: [] } : wants
  return async (top: Top, variables: Variables, gathered: Gathered): Promise<SelectedPage> => {
    const { services, viewer } = gathered.context
    const asked = along?.list.ask(variables, gathered.context) ?? null
    const read = await selectTop(
      services.pool,
      viewer,
      top,
      selection,
      id.index,
      along && asked && alongOf(along, asked),
    )
    await Promise.all([
      gather(rest, read.rows, variables, gathered),
      along && asked
        ? keepList(along.list, asked, read.rows.map(along.parentId), read.pages, variables, gathered)
        : undefined,
    ])
    return read
  }
}

function alongOf({ list, parentExpression }: WantedList, { filter, page }: AskedList): Along {
  const { noun, parent, selection } = list
  if (parent === null || noun === 'LinkedCodeGroup') throw new Error(`a list of ${noun} is below nothing`)
  const idIndex = selection.need('id').index
  const { joins, listLength } = selection
  const named = (names: readonly string[]) => selection.named(names)
  return { noun, parent, parentExpression, selected: { joins, listLength, named, idIndex }, filter, page } as Along
}

/** Whose realm is a part of a workspace, and who may not read, is answered by resolvers. */
function mustReadCodes({ viewer }: Context): void {
  if (viewer.deviceIds !== null || !viewer.scopes.has('READ_CODES')) throw new NotCompiled('who asks')
}
