/**
 * A word of a command on its way to the engine.
 * @module
 */
import type { EngineWord } from '../container-command.ts'

export interface CommandWord extends EngineWord {
  /** What in it cannot be seen: a variable, the output of a command. */
  readonly unknown?: string
  /** The item of the container's list, nothing in it replaced. */
  readonly verbatim?: true
}

/** The last part of a program's path: `/usr/local/bin/vllm` → `vllm`. */
export function programName({ text }: CommandWord): string {
  return text.slice(text.lastIndexOf('/') + 1)
}
