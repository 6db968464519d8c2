/**
 * A command line as a person types it, and what the terminal shows.
 * @module
 */
import { main } from '../../src/cli/main.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `fitgate …args` in this process. */
export async function run(...args: readonly string[]): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await main(args, {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
  })
  return { code, out, err }
}
