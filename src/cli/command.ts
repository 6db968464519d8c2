/**
 * What a command is. One file a command; `main.ts` lists them.
 * @module
 */

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The whole text of `--help`. */
  readonly help: string
  /** Has commands of its own, which answer for their `--help`. */
  readonly answersHelp?: true
  /** Exit code: 0 admitted or done, 1 refused or failed, 2 bad input. */
  run(args: string[], io: Io): Promise<number>
}

/** Wrong words on the command line: `main.ts` prints the message with a pointer to `--help` and exits 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
