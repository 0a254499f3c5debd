import { defineConfig } from 'vitest/config'

/** Apart from `npm test`, since it needs a Chromium (CHROMIUM_PATH, or /usr/bin/chromium). */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
