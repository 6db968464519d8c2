import { expect, it } from 'vitest'
import { killedFetches } from './killed.ts'

it('a fetch that is killed twenty times at random moments ends with every file identical, and little is fetched twice', async () => {
  const { kills, extraBytes, allowedBytes } = await killedFetches(20)
  expect(kills).toBe(20)
  expect(extraBytes).toBeGreaterThanOrEqual(0)
  expect(extraBytes).toBeLessThanOrEqual(allowedBytes)
}, 600_000)
