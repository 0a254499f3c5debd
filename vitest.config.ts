import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Vite would load graphql's ES build, and Node's own imports of it (Pothos, Yoga) the CommonJS one: two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/browser/**', 'test/soak/**'],
    globalSetup: ['test/support/postgres-server.ts'],
    maxWorkers: 2,
    // A busy machine makes a test slow, not wrong.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: { include: ['src/**'], exclude: ['src/data/prisma/**'] },
  },
})
