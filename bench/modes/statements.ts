import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { restore } from '../data-set/pristine.ts'
import { ask } from '../measure/ask.ts'
import type { RecordedStatement } from '../measure/record-statements.ts'
import { cursorsOf } from '../measure/same-answers.ts'
import { startServer } from '../measure/server-process.ts'
import type { Options } from '../options.ts'
import { table } from '../report/tables.ts'
import type { Stand } from '../stand.ts'
import { isMutation } from '../workloads/documents.ts'
import { requestsOf } from '../workloads/requests.ts'

const isTransaction = ({ text }: RecordedStatement): boolean => /^(begin|commit|rollback)/i.test(text.trim())

/** How often each server asks the database for one request, and what Latchkey's statements cost there. */
export async function statements(stand: Stand, options: Options): Promise<string> {
  const counts: string[][] = [['', ...options.operations]]
  const plans: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-statements-'))
  const file = join(folder, 'statements')
  try {
    for (const peer of options.peers) {
      await using server = await startServer(peer, {
        databaseUrl: stand.databaseUrl,
        nodeFlags: ['--import', fileURLToPath(new URL('../measure/record-statements.ts', import.meta.url))],
        environment: { BENCH_STATEMENTS_FILE: file },
      })
      const cursors = await cursorsOf(server, stand.shape)
      const line = [peer.title]
      for (const operation of options.operations) {
        const requestOf = requestsOf(operation, stand.shape, cursors)
        for (let n = 0; n < 3; n++) await ask(server, operation, requestOf(n))
        writeFileSync(file, '')
        await ask(server, operation, requestOf(3))
        const recorded = readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((text) => JSON.parse(text) as RecordedStatement)
        const work = recorded.filter((statement) => !isTransaction(statement))
        line.push(
          recorded.length === work.length ? `${work.length}` : `${work.length} + ${recorded.length - work.length}`,
        )
        if (isMutation(operation)) await restore(stand.database)
        if (peer.name !== 'latchkey') continue
        const mode = isMutation(operation) ? 'force_generic_plan' : 'auto'
        plans.push(`### ${operation}\n\n${await costs(stand.database, work, mode)}`)
      }
      counts.push(line)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return [
    `## Statements for one request\n\nBEGIN and COMMIT behind the +. Who asks is one of them where the key was not asked for just before.\n\n${table(counts)}`,
    `## What Latchkey's statements cost in PostgreSQL\n\nA plan that is not kept is made anew for each execution.\n\n${plans.join('\n\n')}`,
  ].join('\n\n')
}

/** More than the five executions after which PostgreSQL decides whether one plan will do for all values. */
const EXECUTIONS = 8

/** Whether a prepared statement is planned once, or for each execution anew. */
async function isPlanKept(database: pg.Client, text: string, values: readonly unknown[]): Promise<boolean> {
  prepared += 1
  const name = `kept ${prepared}`
  for (let execution = 0; execution < EXECUTIONS; execution++) {
    await database.query('savepoint before')
    await database.query({ name, text, values: values as unknown[] })
    await database.query('rollback to before')
  }
  const { rows } = await database.query<{ kept: boolean }>(
    'select generic_plans > 0 as kept from pg_prepared_statements where name = $1',
    [name],
  )
  return rows[0]?.kept ?? false
}

let prepared = 0

interface Plan {
  readonly 'Execution Time': number
  readonly 'Planning Time': number
  readonly Plan: { readonly 'Shared Hit Blocks': number; readonly 'Actual Rows': number }
}

/**
 * Each statement run once more, in a transaction that is rolled back.
 *
 * @param planCacheMode of the connections on which the product runs them
 */
async function costs(
  database: pg.Client,
  work: readonly RecordedStatement[],
  planCacheMode: 'auto' | 'force_generic_plan',
): Promise<string> {
  const lines: string[][] = [['plan ms', 'kept', 'run ms', 'buffers', 'rows', 'statement']]
  await database.query('begin')
  await database.query(`set local plan_cache_mode = ${planCacheMode}`)
  for (const { text, values } of work) {
    // Once to warm up, once to look.
    for (const isLooked of [false, true]) {
      await database.query('savepoint before')
      const explain = `explain (analyze, buffers, format json) ${text}`
      const { rows } = await database.query<{ 'QUERY PLAN': [Plan] }>(explain, values as unknown[])
      await database.query('rollback to before')
      const plan = rows[0]?.['QUERY PLAN'][0]
      if (!isLooked || !plan) continue
      lines.push([
        plan['Planning Time'].toFixed(2),
        (await isPlanKept(database, text, values)) ? 'yes' : 'no',
        plan['Execution Time'].toFixed(2),
        String(plan.Plan['Shared Hit Blocks']),
        String(plan.Plan['Actual Rows']),
        text.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 160),
      ])
    }
  }
  await database.query('rollback')
  return table(lines)
}
