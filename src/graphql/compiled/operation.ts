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
import { aliasOf, selectById, selectGroupByKey, selectPage } from '../../data/read/selections/rows.ts'
import { Selection } from '../../data/read/selections/selection.ts'
import type { Context } from '../context.ts'
import type { Reading } from '../reading.ts'
import { collectFields, NotCompiled, type Source } from './collect.ts'
import { gather, nothingGathered } from './gather.ts'
import { compileList, mustBePlain } from './list.ts'
import { compileNode, noWants } from './node.ts'

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
  if (!node) throw new NotCompiled(field.name)
  if (reading?.by === 'LIST') return compileRootList(source, field, node, nodes, reading)
  if (reading?.by === 'LOOK_UP') return compileLookUp(source, field, node, nodes, reading)
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
    const { read, services, viewer } = context
    const asked = list.ask(variables, context)
    const { filter, order, page } = asked
    const countOf = {
      AccessCode: read.accessCodeCount,
      Device: read.deviceCount,
      LinkedCodeGroup: read.linkedCodeGroupCount,
    }
    const [found, count] = await Promise.all([
      selectPage(services.pool, viewer, noun, selection, filter, order, page),
      list.isCounted ? countOf[noun](filter) : null,
    ])
    const gathered = nothingGathered(context)
    await gather(wants, found.rows, variables, gathered)
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
  return async (variables, context) => {
    mustReadCodes(context)
    const { services, viewer } = context
    const args = getArgumentValues(field, node, variables as Record<string, unknown>)
    mustBePlain(args)
    const named = key(args as never)
    const row =
      'id' in named
        ? await selectById(services.pool, viewer, noun, selection, named.id)
        : await selectGroupByKey(services.pool, viewer, selection, named.commonCodeKey)
    if (!row) return 'null'
    const gathered = nothingGathered(context)
    await gather(wants, [row], variables, gathered)
    return write(row, gathered)
  }
}

/** Whose realm is a part of a workspace, and who may not read, is answered by resolvers. */
function mustReadCodes({ viewer }: Context): void {
  if (viewer.deviceIds !== null || !viewer.scopes.has('READ_CODES')) throw new NotCompiled('who asks')
}
