import { expect, test } from 'vitest'
import { rotateUnderLoad } from '../operations/rotation.ts'
import { freshDatabase } from '../support/database.ts'

const { url } = await freshDatabase()

test('of ten thousand codes none is unreadable at any moment while the keys are rotated', async () => {
  const { unreadable, ...figures } = await rotateUnderLoad(url, 10_000)
  console.log({ ...figures, unreadable: unreadable.length })
  expect(unreadable).toEqual([])
  expect(figures.sealedAnew).toBeGreaterThanOrEqual(10_000)
  expect(figures.codesRead).toBeGreaterThan(10_000)
}, 600_000)
