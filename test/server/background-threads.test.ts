import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { expect, it } from 'vitest'

const module = new URL('../../src/server/background-threads.ts', import.meta.url).href

/** Niceness of the threads of a process, by their name. */
function niceness(first: string): Readonly<Record<string, readonly number[]>> {
  const program = `
    import { readdirSync, readFileSync } from 'node:fs'
    import { holdBackCompilers } from ${JSON.stringify(module)}
    ${first}
    const found = {}
    for (const thread of readdirSync('/proc/self/task')) {
      const stat = readFileSync('/proc/self/task/' + thread + '/stat', 'utf8')
      // the second field, in brackets, may hold blanks
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      ;(found[name] ??= []).push(Number(fields[16]))
    }
    process.stdout.write(JSON.stringify(found))`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  )
}

it.runIf(process.platform === 'linux')('V8 works behind the main thread', () => {
  const { MainThread: main, V8Worker: workers = [] } = niceness('holdBackCompilers()')
  expect(workers.length).toBeGreaterThan(0)
  expect(new Set(workers.map((nice) => nice - (main?.[0] ?? Number.NaN)))).toEqual(new Set([5]))
})

it.runIf(process.platform === 'linux')('nothing is held back unasked', () => {
  const { MainThread: main = [], V8Worker: workers = [] } = niceness('')
  expect(new Set(workers)).toEqual(new Set(main))
})
