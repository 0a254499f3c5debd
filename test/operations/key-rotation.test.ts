import { expect, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { rotateUnderLoad } from './rotation.ts'

const { url } = await freshDatabase()

test('while the keys of two gateways are rotated, every code that is asked for has its PIN', async () => {
  const figures = await rotateUnderLoad(url, 500)
  expect(figures.unreadable).toEqual([])
  expect(figures.sealedAnew).toBeGreaterThanOrEqual(500)
  expect(figures.codesRead).toBeGreaterThan(500)
  expect(figures.written).toBeGreaterThan(0)
}, 120_000)
