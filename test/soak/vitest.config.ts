import { defineConfig } from 'vitest/config'

/** `npm run soak`: what takes too long for `npm test`, on the same control plane. `SOAK_MINUTES` for the churn, default 30. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    globalSetup: ['test/e2e/setup.ts'],
    fileParallelism: false,
    hookTimeout: 600_000,
  },
})
