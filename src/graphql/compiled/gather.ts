import type { AccessCodeFilter } from '../../data/read/access-code-filter.ts'
import { type SelectedPage, selectPagesOf, type WrittenRow } from '../../data/read/selections/rows.ts'
import type { Context } from '../context.ts'
import type { AskedList, CompiledList } from './list.ts'
import type { Gathered, Wants } from './node.ts'

type Variables = Readonly<Record<string, unknown>>

export const nothingGathered = (context: Context): Gathered => ({
  context,
  readyBackups: new Map(),
  activeCodes: new Map(),
  lists: new Map(),
})

/** Reads what rows want beside themselves: each kind in one statement for all of them. */
export async function gather(
  wants: Wants,
  rows: readonly WrittenRow[],
  variables: Variables,
  gathered: Gathered,
): Promise<void> {
  const { read } = gathered.context
  if (rows.length === 0) return
  await Promise.all([
    count(wants.readyBackups, rows, () => read.readyBackupsOfDevice, gathered.readyBackups),
    count(wants.activeCodes, rows, () => read.activeCodesOfDevice, gathered.activeCodes),
    ...wants.lists.map(({ list, parentId }) => gatherList(list, idsOf([parentId], rows), variables, gathered)),
  ])
}

type IdOf = (row: WrittenRow) => string | null

function idsOf(idsOfRow: readonly IdOf[], rows: readonly WrittenRow[]): string[] {
  const ids = new Set<string>()
  for (const idOf of idsOfRow) {
    for (const row of rows) {
      const id = idOf(row)
      if (id !== null) ids.add(id)
    }
  }
  return [...ids]
}

async function count(
  idsOfRow: readonly IdOf[],
  rows: readonly WrittenRow[],
  loader: () => { load(id: string): Promise<number> },
  into: Map<string, number>,
): Promise<void> {
  const ids = idsOf(idsOfRow, rows)
  if (ids.length === 0) return
  const counts = loader()
  await Promise.all(ids.map(async (id) => into.set(id, await counts.load(id))))
}

/** Reads a list below each of these rows, and writes each page of it. */
async function gatherList(
  list: CompiledList,
  parentIds: readonly string[],
  variables: Variables,
  gathered: Gathered,
): Promise<void> {
  const { noun, parent, selection } = list
  if (parent === null || noun === 'LinkedCodeGroup') throw new Error(`a list of ${noun} is below nothing`)
  const { services, viewer, read } = gathered.context
  const asked = list.ask(variables, gathered.context)
  const { filter, page } = asked
  const counting =
    list.isCounted && parent !== 'connected_account_id'
      ? parentIds.map((id) => read.accessCodeCountOf(parent, filter as AccessCodeFilter).load(id))
      : parentIds.map((id) => (list.isCounted ? read.deviceCountOfAccount.load(id) : null))
  const [pages, counts] = await Promise.all([
    selectPagesOf(services.pool, viewer, noun, parent, selection, filter, page, parentIds),
    Promise.all(counting),
  ])
  await keepList(list, asked, parentIds, pages, variables, gathered, counts)
}

/** Writes the page of a list below each of these rows, with all that its own rows want. */
export async function keepList(
  list: CompiledList,
  asked: AskedList,
  parentIds: readonly (string | null)[],
  pages: readonly SelectedPage[],
  variables: Variables,
  gathered: Gathered,
  counts: readonly (number | null)[] = [],
): Promise<void> {
  await gather(
    list.wants,
    pages.flatMap(({ rows }) => rows),
    variables,
    gathered,
  )
  const written = new Map<string, string>()
  for (const [index, id] of parentIds.entries()) {
    const page = pages[index]
    if (id !== null && page) written.set(id, list.write(page, asked, gathered, counts[index] ?? null))
  }
  gathered.lists.set(list, written)
}
