import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { programsOf, projectFolder, readPage, readUserPages } from '../docs/pages.ts'
import { Placeholders } from '../docs/placeholders.ts'
import { demoGateway } from './demo-gateway.ts'

const gateway = await demoGateway()
const { endpoint, apiKey } = gateway.where
const file = 'docs/coming-from-seam.md'
const programs = programsOf(await readPage(file))

describe(`what ${file} has in JavaScript`, () => {
  const known = new Placeholders()

  it.each(programs)('prints what is promised: line $line', async ({ text, answer }) => {
    const program = text.replaceAll('http://127.0.0.1:4000', endpoint)
    const env = { ...process.env, SEAM_API_KEY: apiKey }
    const options = { cwd: projectFolder, env }
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], options)
    const printed = JSON.parse((await run).stdout)
    const promised = JSON.parse(answer?.text ?? '')
    expect(printed).toEqual(known.resolved(promised, printed))
    known.learn(promised, printed)
  })

  it('is there, and nowhere else', async () => {
    const pages = (await readUserPages()).filter((page) => programsOf(page).length > 0)
    expect(pages.map((page) => page.file)).toEqual([file])
  })
})
