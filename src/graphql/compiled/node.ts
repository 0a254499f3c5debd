import { type FieldNode, type GraphQLField, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
import { decoded, jsonOf } from '../../data/read/selections/kinds.ts'
import type { WrittenRow } from '../../data/read/selections/rows.ts'
import type { Place, Selection } from '../../data/read/selections/selection.ts'
import { type DeviceFacts, deviceFactFields, keepsSpares } from '../../domain/devices/device-facts.ts'
import type { Context } from '../context.ts'
import type { Reading } from '../reading.ts'
import { collectFields, NotCompiled, type Source } from './collect.ts'
import { type CompiledList, compileList } from './list.ts'
import { valueWriter } from './values.ts'

/** What was read for one request beside its rows. */
export interface Gathered {
  readonly context: Context
  readonly readyBackups: Map<string, number>
  readonly activeCodes: Map<string, number>
  /** The lists below rows, written, by the id of the row that each is below. */
  readonly lists: Map<CompiledList, ReadonlyMap<string, string>>
}

type WriteRow = (row: WrittenRow, gathered: Gathered) => string

/** What rows need beside themselves. */
export interface Wants {
  /** Where the ids are of devices whose spare codes are to be counted, if the rest of the row says so. */
  readonly readyBackups: ((row: WrittenRow) => string | null)[]
  /** The same of all their codes. */
  readonly activeCodes: ((row: WrittenRow) => string | null)[]
  readonly lists: WantedList[]
  /** How the facts of a device are found in a row, by where it is selected. */
  readonly facts: Map<Selection, FactsOf>
}

/** A list below rows, or below what they refer to. */
export interface WantedList {
  readonly list: CompiledList
  readonly parentId: (row: WrittenRow) => string | null
  /** The same, in the statement that reads the rows. */
  readonly parentExpression: string
}

export const noWants = (): Wants => ({ readyBackups: [], activeCodes: [], lists: [], facts: new Map() })

/** Compiles what is selected of a noun; its fields are asked of `selection`. */
export function compileNode(
  source: Source,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  selection: Selection,
  wants: Wants,
): WriteRow {
  const fields = collectFields(
    source,
    type,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  )
  const parts = [...fields].map(([key, fieldNodes], index): WriteRow => {
    const name = `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`
    const write = compileField(source, type, fieldNodes, selection, wants)
    return (row, gathered) => name + write(row, gathered)
  })
  return (row, gathered) => {
    let text = ''
    for (const part of parts) text += part(row, gathered)
    return `${text}}`
  }
}

function compileField(
  source: Source,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  selection: Selection,
  wants: Wants,
): WriteRow {
  const [node] = nodes
  const name = node?.name.value ?? ''
  if (name === '__typename') return () => `"${type.name}"`
  const field = type.getFields()[name]
  if (!field || !node) throw new NotCompiled(`${type.name}.${name}`)
  const { reading, pothosExposedField } = field.extensions as { reading?: Reading; pothosExposedField?: string }
  if (!reading) {
    const column = pothosExposedField ?? (name === 'id' ? name : null)
    if (column === null || field.args.length > 0) throw new NotCompiled(`${type.name}.${name}`)
    return writeColumn(selection.need(column))
  }
  switch (reading.by) {
    case 'ROW': {
      const write = valueWriter(source, field.type, nodes)
      const rowOf = objectOf(reading.needs, selection)
      return (row, { context }) => write(reading.of(rowOf(row) as never, context), context)
    }
    case 'DEVICE':
      return compileFromDevice(source, field, nodes, reading, selection, wants)
    case 'DEVICE_FACTS':
      return compileFromFacts(source, field, nodes, reading, selection, wants)
    case 'READY_BACKUPS': {
      const rowOf = objectOf(reading.needs, selection)
      const deviceId = selection.need('deviceId')
      const canHave = (row: WrittenRow) => reading.of(rowOf(row) as never)
      wants.readyBackups.push((row) => (canHave(row) ? at(row, deviceId) : null))
      return (row, { readyBackups }) =>
        canHave(row) && (readyBackups.get(at(row, deviceId) ?? '') ?? 0) > 0 ? 'true' : 'false'
    }
    case 'REFERENCE':
      return compileReference(source, field, nodes, reading, selection, wants)
    case 'LIST': {
      const parentId = selection.need('id')
      const list = compileList(source, field, node, nodes, reading)
      wants.lists.push({
        list,
        parentId: (row) => at(row, parentId),
        parentExpression: selection.expressionOf('id'),
      })
      return (row, { lists }) => lists.get(list)?.get(at(row, parentId) ?? '') ?? missing(name)
    }
    case 'LOOK_UP':
      throw new NotCompiled('a look-up below a row')
  }
}

const at = (row: WrittenRow, { index }: Place): string | null => row[index] ?? null

function writeColumn(place: Place): WriteRow {
  const write = jsonOf[place.kind]
  const { index } = place
  return (row) => {
    const written = row[index]
    return written == null ? 'null' : write(written)
  }
}

/** The part of a row that holds these fields, as the driver would have read it. */
function objectOf(fields: readonly string[], selection: Selection): (row: WrittenRow) => Record<string, unknown> {
  const places = fields.map((field) => [field, selection.need(field)] as const)
  return (row) => {
    const object: Record<string, unknown> = {}
    for (const [field, { index, kind }] of places) {
      const written = row[index]
      object[field] = written == null ? null : decoded[kind](written)
    }
    return object
  }
}

type Compiles<By extends Reading['by']> = [
  source: Source,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  reading: Extract<Reading, { by: By }>,
  selection: Selection,
  wants: Wants,
]

type FactsOf = (row: WrittenRow, gathered: Gathered) => DeviceFacts

/** The facts of a device, for all fields of a row that are told from them. */
function factsOf(device: Selection, wants: Wants): FactsOf {
  const known = wants.facts.get(device)
  if (known) return known
  const read = factsReader(device, wants)
  let last: { readonly row: WrittenRow; readonly facts: DeviceFacts } | undefined
  const ofRow: FactsOf = (row, gathered) => {
    if (last?.row !== row) last = { row, facts: read(row, gathered) }
    return last.facts
  }
  wants.facts.set(device, ofRow)
  return ofRow
}

/** With how many spare codes it has ready, where any are to be kept. */
function factsReader(device: Selection, wants: Wants): FactsOf {
  const deviceOf = objectOf(deviceFactFields, device)
  const id = device.need('id')
  const spares = objectOf(['isManaged', 'supportsBackupAccessCodePool', 'backupAccessCodePoolEnabled'], device)
  const keeps = (row: WrittenRow) => keepsSpares(spares(row) as Parameters<typeof keepsSpares>[0])
  wants.readyBackups.push((row) => (keeps(row) ? at(row, id) : null))
  return (row, { readyBackups }) =>
    ({
      ...deviceOf(row),
      readyBackups: keeps(row) ? (readyBackups.get(at(row, id) ?? '') ?? 0) : null,
    }) as DeviceFacts
}

function compileFromDevice(...[source, field, nodes, { needs, of }, selection, wants]: Compiles<'DEVICE'>): WriteRow {
  const write = valueWriter(source, field.type, nodes)
  const codeOf = objectOf(needs, selection)
  const deviceOf = factsOf(selection.to('device'), wants)
  return (row, gathered) => write(of(codeOf(row) as never, deviceOf(row, gathered) as never), gathered.context)
}

function compileFromFacts(...[source, field, nodes, { of }, selection, wants]: Compiles<'DEVICE_FACTS'>): WriteRow {
  const write = valueWriter(source, field.type, nodes)
  const deviceOf = factsOf(selection, wants)
  const id = selection.need('id')
  const limit = selection.need('maxActiveCodesSupported')
  const limitedId = (row: WrittenRow) => (at(row, limit) === null ? null : at(row, id))
  wants.activeCodes.push(limitedId)
  return (row, gathered) => {
    const limited = limitedId(row)
    const activeCodes = limited === null ? null : (gathered.activeCodes.get(limited) ?? 0)
    return write(of(deviceOf(row, gathered) as never, activeCodes), gathered.context)
  }
}

function compileReference(
  ...[source, field, nodes, { to, field: only }, selection, wants]: Compiles<'REFERENCE'>
): WriteRow {
  const target = selection.to(to)
  if (only !== null) return writeColumn(target.need(only))
  const type = getNamedType(field.type)
  if (!isObjectType(type)) throw new NotCompiled(`a reference to ${type.name}`)
  const id = target.need('id')
  const write = compileNode(source, type, nodes, target, wants)
  return (row, gathered) => (at(row, id) === null ? 'null' : write(row, gathered))
}

function missing(what: string): never {
  throw new Error(`${what} was to be read`)
}
