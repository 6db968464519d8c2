/**
 * kubectl as a person runs it: the words on the screen and the exit code.
 * @module
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'

export interface KubectlResult {
  readonly code: number
  /** Standard output and standard error, as a terminal shows them: warnings first. */
  readonly text: string
  readonly stdout: string
}

/** Runs kubectl to its end; a failure is a result, not an exception. `input` goes to its standard input. */
export function kubectl(
  binDir: string,
  kubeconfig: string,
  args: readonly string[],
  input?: string,
): Promise<KubectlResult> {
  return new Promise((resolve) => {
    const child = execFile(
      join(binDir, 'kubectl'),
      ['--kubeconfig', kubeconfig, ...args],
      { maxBuffer: 64 * 2 ** 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, text: stderr + stdout, stdout })
      },
    )
    child.stdin?.end(input ?? '')
  })
}
