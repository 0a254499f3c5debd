import { readFile } from 'node:fs/promises'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { readExamples } from '../../src/graphql/examples.ts'

const examples = await readExamples()

describe('the examples', () => {
  it('come in the order of their files, titled after them', () => {
    expect(examples.map(({ title }) => title)).toEqual([
      'See the house',
      'Plan a shared code',
      'One pin on three doors',
      'Create on one door',
      'Move a booking',
      'Help a guest at the door',
      'Replace a lost pin',
      'Take over a house',
      'Watch what happens',
      'Break a lock',
    ])
  })

  it('are no more than fit over the editor', () => {
    expect(examples.length).toBeLessThanOrEqual(10)
  })

  it.each(examples)('are valid in the published schema: $title', async ({ query }) => {
    const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'))
    expect(validate(schema, parse(query))).toEqual([])
  })

  it.each(examples)('say first what they show: $title', ({ query }) => {
    expect(query).toMatch(/^# \w/)
  })

  it.each(examples)('name their one operation, which GraphiQL shows as the tab: $title', ({ title, query }) => {
    const names = parse(query).definitions.flatMap((node) =>
      node.kind === 'OperationDefinition' ? [node.name?.value.toLowerCase()] : [],
    )
    expect(names).toEqual([title.toLowerCase().replaceAll(' ', '')])
  })
})
