import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { demoGateway } from './demo-gateway.ts'
import { examplesOf, readUserPages } from './pages.ts'
import { Placeholders } from './placeholders.ts'
import { isRunHere, runExample } from './run-example.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

for (const page of await readUserPages()) {
  const examples = examplesOf(page).filter(({ language, text }) => language === 'graphql' || isRunHere(text))
  if (examples.length === 0) continue
  const house = await demoGateway()

  // One after the other, as somebody who reads the page from its beginning runs them.
  describe(`${page.file}, in a demo house of its own,`, () => {
    beforeAll(() => house.begin())
    afterAll(() => house.end())
    const known = new Placeholders()

    for (const example of examples) {
      const needsCurl = example.text.startsWith('curl ')
      it.skipIf(needsCurl && !hasCurl)(`keeps the promise of line ${example.line}: ${summaryOf(example.text)}`, () =>
        runExample(house, example, known),
      )
    }
  })
}

function summaryOf(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 60)
}
