import { expect, test } from 'vitest'
import { shortened } from './shortened.ts'

const hundred = Array.from({ length: 100 }, (_, index) => index)

test('of a life that fails nothing is left but what it takes, in its order', async () => {
  const takes = (parts: readonly number[]) => [3, 47, 98].every((part) => parts.includes(part))
  const asked: number[] = []
  const left = await shortened(hundred, async (parts) => {
    asked.push(parts.length)
    return takes(parts)
  })
  expect(left).toEqual([3, 47, 98])
  expect(asked.length).toBeLessThan(100)
})

test('a life that fails however short it is becomes none', async () => {
  expect(await shortened(hundred, async () => true)).toEqual([])
})

test('what there was no time to leave out stays', async () => {
  let turns = 3
  const left = await shortened(
    hundred,
    async (parts) => parts.includes(99),
    () => turns-- > 0,
  )
  expect(left).toContain(99)
  expect(left.length).toBeLessThan(100)
  expect(left.length).toBeGreaterThan(1)
})
