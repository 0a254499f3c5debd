import { readFileSync } from 'node:fs'
import type { ErrorCode } from '../src/domain/errors.ts'
import { missing } from '../src/rest/missing.ts'
import { refusals } from '../src/rest/refusals.ts'
import { routes } from '../src/rest/routes.ts'
import { code, table } from './markdown.ts'

/** What docs/coming-from-seam.md says and the code knows best. */
export const seamParts: Readonly<Record<string, () => string>> = {
  'seam-routes': () =>
    table(
      ['Path', 'Methods', 'Scope', 'Does'],
      routes.map(({ path, methods, scope, summary }) => [
        code(path),
        methods.join(', '),
        scope === null ? '' : code(scope),
        summary,
      ]),
    ),
  'seam-refusals': () =>
    table(
      ['Status', '`type`', '`code` in GraphQL'],
      Object.entries(refusals)
        .flatMap(([reason, { status, type }]) =>
          typesOf(reason as ErrorCode, type).map((one) => ({ reason, status, one })),
        )
        .toSorted((a, b) => a.status - b.status)
        .map(({ reason, status, one }) => [String(status), code(one), code(reason)]),
    ),
  'seam-unsupported': () => parametersTable('unsupported'),
  'seam-ignored': () => parametersTable('ignored'),
  'seam-comparison': () =>
    table(
      ['By the client', 'Here', 'fake-seam-connect'],
      Object.entries(comparison()).map(([operation, { here, fake }]) => [operation, here, fake]),
    ),
}

/** Of the routes here: what is missing has a type by what it is, if a route asks for such things. */
function typesOf(reason: ErrorCode, type: string | null): readonly string[] {
  if (type !== null) return [type]
  if (reason !== 'NOT_FOUND') throw new Error(`${reason} has no type`)
  const parameters = new Set(routes.flatMap(({ input }) => Object.keys(input.shape)))
  const asked = Object.values(missing).filter(({ parameter }) => parameters.has(parameter))
  return [...new Set(asked.map(({ type }) => type))]
}

function parametersTable(kind: 'unsupported' | 'ignored'): string {
  const each = routes.flatMap((route) => Object.entries(route[kind] ?? {}).map(([name, why]) => ({ name, why })))
  const alike = Map.groupBy(each, ({ why }) => why)
  const rows = [...alike].map(([why, some]) => [[...new Set(some.map(({ name }) => code(name)))].join(', '), why])
  return table(['Parameters', 'Why'], rows)
}

type Comparison = Readonly<Record<string, { readonly here: string; readonly fake: string }>>

const comparison = (): Comparison =>
  JSON.parse(readFileSync(new URL('../test/seam/operations.json', import.meta.url), 'utf8'))
