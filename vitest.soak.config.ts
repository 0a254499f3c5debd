import { defineConfig, mergeConfig } from 'vitest/config'
import shared from './vitest.config.ts'

/** What measures time against real processes: alone, one file after the other, since a neighbour would be measured too. */
const { exclude: _, ...test } = shared.test ?? {}
export default mergeConfig(
  { ...shared, test: { ...test, include: [] } },
  defineConfig({ test: { include: ['test/soak/**/*.test.ts'], fileParallelism: false } }),
)
