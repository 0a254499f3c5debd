import { columnOf } from '../../columns.ts'
import type { Kind } from './kinds.ts'
import { type NounName, nouns } from './nouns.ts'

/** Where a field is in the rows of a selection, and how it is written there. */
export interface Place {
  readonly index: number
  readonly kind: Kind
}

/**
 * Which fields of a noun's rows a statement reads, and of what they lead to. Asked for one by one; rows are lists of texts
 * in the order in which they were asked for.
 */
export class Selection {
  readonly noun: NounName
  readonly #statement: Statement
  readonly #alias: string
  readonly #places = new Map<string, Place>()
  readonly #references = new Map<string, Selection>()
  readonly #summary: string[] = []

  constructor(noun: NounName, alias: string, statement: Statement = { list: [], joins: [] }) {
    this.noun = noun
    this.#alias = alias
    this.#statement = statement
  }

  need(field: string): Place {
    const known = this.#places.get(field)
    if (known) return known
    this.#statement.written = undefined
    const noun = nouns[this.noun]
    const kind = noun.kinds[field]
    if (!kind) throw new Error(`${this.noun} has no ${field}`)
    if (noun.summary[field] && this.#summary.push(field) === 1) this.#statement.joins.push(() => this.#summaryJoin())
    const from = noun.summary[field] ? `${this.#alias}s` : this.#alias
    const expression = noun.expressions[field]?.(this.#alias) ?? `${from}.${columnOf(field)}`
    const place = { index: this.#statement.list.push(expression) - 1, kind }
    this.#places.set(field, place)
    return place
  }

  /** What a row refers to, in the same statement. */
  to(reference: string): Selection {
    const known = this.#references.get(reference)
    if (known) return known
    this.#statement.written = undefined
    const found = nouns[this.noun].toOne[reference]
    if (!found) throw new Error(`${this.noun} leads to no ${reference}`)
    const alias = `${this.#alias}_${columnOf(reference)}`
    this.#statement.joins.push(() => found.join(this.#alias, alias))
    const selection = new Selection(found.noun, alias, this.#statement)
    this.#references.set(reference, selection)
    return selection
  }

  get list(): string {
    return this.#written.list
  }

  get listLength(): number {
    return this.#statement.list.length
  }

  /** The list with a name for each column. */
  named(names: readonly string[]): string {
    return this.#statement.list.map((expression, index) => `${expression} as ${names[index]}`).join(', ')
  }

  /** The expression of a field, for other parts of the statement. */
  expressionOf(field: string): string {
    return this.#statement.list[this.need(field).index] ?? ''
  }

  get joins(): string {
    return this.#written.joins
  }

  /** Once and not for each request: nothing is asked for any more when the first of them comes. */
  get #written(): Written {
    const statement = this.#statement
    const { list, joins } = statement
    statement.written ??= { list: list.join(', '), joins: joins.map((join) => join()).join(' ') }
    return statement.written
  }

  #summaryJoin(): string {
    const { summary } = nouns[this.noun]
    const list = this.#summary.map((field) => `${summary[field]} as ${columnOf(field)}`).join(', ')
    const at = this.#alias
    return `cross join lateral (select ${list} from access_code a
      where a.workspace_id = ${at}.workspace_id and a.linked_code_group_id = ${at}.id and a.removed_at is null) ${at}s`
  }
}

interface Written {
  readonly list: string
  readonly joins: string
}

interface Statement {
  readonly list: string[]
  readonly joins: (() => string)[]
  /** As long as nothing else is asked for. */
  written?: Written | undefined
}
