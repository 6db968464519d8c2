/**
 * The test of a churn, short in `npm test` and long in `npm run soak`.
 * @module
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { controlPlane } from '../control-plane.ts'
import type { ChurnReport } from './churn.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = fileURLToPath(new URL('churn.ts', import.meta.url))
const commands: Readonly<Record<string, readonly string[]>> = {
  node: ['--expose-gc', program],
  deno: ['run', '-A', '--quiet', '--v8-flags=--expose-gc', program],
}
/** What a heap may be larger by at the end without anything having leaked. */
const slackMiB = 24

export function testChurn({ seconds }: { readonly seconds: number }): void {
  describe.concurrent('under random operations and faults', () => {
    it.each(Object.keys(commands))(
      'on %s, stores and what was reconciled equal the truth at every quiet point, and nothing leaks',
      { timeout: seconds * 1000 + 180_000 },
      async (runtime) => {
        const args = [...(commands[runtime] ?? []), controlPlane.kubeconfig, String(seconds)]
        const { stdout } = await promisify(execFile)(`${root}node_modules/.bin/${runtime}`, args, {
          cwd: root,
          timeout: seconds * 1000 + 120_000,
          killSignal: 'SIGKILL',
        })
        const report: ChurnReport = JSON.parse(stdout)
        console.log(runtime, report)
        expect(report.wrongs).toEqual([])
        expect(report.operations).toBeGreaterThan(0)
        expect(report.faults).toBeGreaterThan(report.quietPoints)
        expect(report.end.heapMiB - report.warm.heapMiB).toBeLessThan(slackMiB)
        // Pools and kept connections come and go; what leaks does so for every storm.
        expect(report.end.resources - report.warm.resources).toBeLessThan(100)
      },
    )
  })
}
