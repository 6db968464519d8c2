/**
 * `npm test`: types, lint, unit tests, tests on the real control plane, generated files, Deno. Every stage runs; any failure fails.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = `${root}.test-results/vitest.json`

/** Name → command; the tests come last because they take longest. */
const stages: readonly (readonly [string, readonly string[]])[] = [
  ['types', ['tsc', '--noEmit']],
  ['lint', ['biome', 'ci', '.']],
  ['generated files', ['node', 'src/cli/main.ts', 'generate', '--check']],
  ['types on Deno', ['deno', 'check', '--quiet', 'src/cli/main.ts']],
  ['tests', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`]],
]

mkdirSync(`${root}.test-results`, { recursive: true })
rmSync(results, { force: true })
let failed = 0
for (const [name, [command = '', ...args]] of stages) {
  console.log(`\n== ${name}`)
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (error) console.error(error.message)
  if (status !== 0) failed += 1
  console.log(status === 0 ? `ok: ${name}` : `FAILED: ${name}`)
}

/** Tests as vitest counts them, plus one for each of the other stages. */
function counts(): { passed: number; failed: number } {
  const others = stages.length - 1
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8'))
    // a suite that could not be loaded has no failed test of its own
    const testsFailed = Math.max(numFailedTests, failed > 0 && numFailedTests === 0 ? failed : 0)
    return { passed: numPassedTests + others - Math.min(failed, others), failed: testsFailed }
  } catch {
    return { passed: 0, failed: Math.max(1, failed) }
  }
}

const total = counts()
console.log(`\ntests: ${total.passed} passed, ${total.failed} failed`)
process.exitCode = failed === 0 && total.failed === 0 ? 0 : 1
