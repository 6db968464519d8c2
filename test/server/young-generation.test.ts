import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const module = fileURLToPath(new URL('../../src/server/young-generation.ts', import.meta.url))

/** Bytes of the young generation of a process through which many objects have passed. */
function youngBytes(bound: boolean): number {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { boundYoungGeneration } from ${JSON.stringify(module)}
    if (${bound}) boundYoungGeneration()
    const kept = []
    for (let n = 0; n < 400_000; n++) kept[n % 100_000] = { n, text: 'object ' + n }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size)`
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }))
}

it('the young generation does not grow once it is bound, and grows otherwise', () => {
  const bound = youngBytes(true)
  expect(bound).toBeLessThanOrEqual(4 * 2 ** 20)
  expect(youngBytes(false)).toBeGreaterThan(2 * bound)
})
