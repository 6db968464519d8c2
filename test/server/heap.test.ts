import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const module = fileURLToPath(new URL('../../src/server/heap.ts', import.meta.url))

/** Bytes of the spaces of a process that holds some ten thousand objects while many more pass through it. */
function spaces(first: string): { readonly young: number; readonly whole: number } {
  const program = `
    import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
    import { boundHeap, boundListHeap, boundYoungGeneration } from ${JSON.stringify(module)}
    ${first}
    const kept = []
    let most = 0
    for (let n = 0; n < 2_000_000; n++) {
      kept[n % 100_000] = { n, text: 'object ' + n }
      if (n % 10_000 === 0) most = Math.max(most, getHeapStatistics().total_heap_size)
    }
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size
    console.log(JSON.stringify({ young, whole: most }))`
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  return JSON.parse(text)
}

const unbound = spaces('')

it('the young generation does not grow once it is bound, and grows otherwise', () => {
  const { young } = spaces('boundYoungGeneration()')
  expect(young).toBeLessThanOrEqual(4 * 2 ** 20)
  expect(unbound.young).toBeGreaterThan(2 * young)
})

it('the whole heap stays near to what is alive once it is bound', () => {
  const [lists, webhooks] = ['boundListHeap()', 'boundHeap()'].map((first) => spaces(first).whole)
  expect(lists).toBeLessThan(0.8 * unbound.whole)
  expect(webhooks).toBeLessThan(0.6 * unbound.whole)
})

it('the middle compiler is left out for webhooks, and used otherwise', () => {
  const isUsed = (first: string) => {
    const program = `
      import { boundHeap } from ${JSON.stringify(module)}
      ${first}
      const add = (a, b) => a + b
      let used = false
      for (let n = 0; n < 3_000_000; n++) {
        add(n, 1)
        if (n % 1000 === 0) used ||= %ActiveTierIsMaglev(add)
      }
      console.log(used)`
    const flags = ['--allow-natives-syntax', '--input-type=module', '-e', program]
    return execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim()
  }
  expect(isUsed('boundHeap()')).toBe('false')
  expect(isUsed('')).toBe('true')
})
