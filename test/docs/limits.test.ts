import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { programmingPerMinute } from '../../src/domain/programming-limits.ts'
import { EVENT_COST_MAX } from '../../src/graphql/limits.ts'
import { documentLimits } from '../../src/server/limits/document.ts'
import { operationLimits } from '../../src/server/limits/operation.ts'

const written = (count: number | undefined): string => Number(count).toLocaleString('en')

it('the limits in docs/security.md are those of the code', async () => {
  const page = await readFile('docs/security.md', 'utf8')
  const rows = new Map([...page.matchAll(/^\| ([^|`]+) \| ([^|]+) \|/gm)].map(([, what = '', max = '']) => [what, max]))
  const { limits } = readConfig({})
  for (const [what, max] of [
    ['fields written in a document', written(documentLimits.fields)],
    ['fragment spreads in a document', written(documentLimits.fragmentSpreads)],
    ['aliases in a document', written(documentLimits.aliases)],
    ['directives in a document', written(documentLimits.directives)],
    ['fields at the top of an operation', written(documentLimits.rootFields)],
    ['fields inside of each other', written(operationLimits.depthMax)],
    ['fields selected, each fragment wherever it is spread', written(operationLimits.fieldsMax)],
    ['what an operation may cost, by its variables', `${written(limits.queryCostMax)} (`],
    ['what each event of a subscription may cost', written(EVENT_COST_MAX)],
    ['requests of a credential a minute', `${written(limits.rates?.requestsPerMinute)} (`],
    ['their cost a minute', `${written(limits.rates?.costPerMinute)} (`],
    ['its requests at work at the same moment', `${written(limits.rates?.atOnceMax)} (`],
  ] as const) {
    expect([what, rows.get(what)?.startsWith(max)]).toEqual([what, true])
  }
  const { CREATE, UPDATE, DELETE } = programmingPerMinute
  expect(page).toContain(`${CREATE} creations, ${UPDATE} updates, ${DELETE} deletions`)
})
