import { parse } from 'graphql'
import { expect, it } from 'vitest'
import { documentCache } from '../../src/server/limits/document-cache.ts'

const document = parse('{ a }')
/** A different text of this length for each number. */
const text = (number: number, length: number) => `{ a } #${number}`.padEnd(length)

it('remembers no more documents than their texts allow, the latest of them', () => {
  const { documentCache: cache } = documentCache()
  for (let number = 0; number < 100; number++) cache.set(text(number, 10_000), document)
  const remembered = Array.from({ length: 100 }, (_, number) => cache.get(text(number, 10_000)) !== undefined)
  expect(remembered).toEqual([...Array(75).fill(false), ...Array(25).fill(true)])
})

it('remembers hundreds of everyday queries, and none that is far longer', () => {
  const { documentCache: cache } = documentCache()
  for (let number = 0; number < 300; number++) cache.set(text(number, 800), document)
  cache.set(text(0, 20_001), document)
  expect([cache.size, cache.get(text(0, 800)), cache.get(text(0, 20_001))]).toEqual([300, document, undefined])
})

it('remembers what is no document within the same bounds', () => {
  const { errorCache: cache } = documentCache()
  for (let number = 0; number < 100; number++) cache.set(text(number, 10_000), new Error('Syntax Error'))
  cache.set('', new Error('Syntax Error'))
  expect([cache.size, cache.get(text(0, 10_000)), cache.get('')?.message]).toEqual([25, undefined, 'Syntax Error'])
})
