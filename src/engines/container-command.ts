/**
 * What a container starts: the engine, its model and its arguments, in whatever form the command was written.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'

/** A text of the object and the field it stands in. */
export interface PlacedText {
  readonly text: string
  /** `spec.template.spec.containers[0].args[3]`. */
  readonly path: string
}

/** One word of the engine's command line: expanded, unquoted, and where it stands. */
export interface EngineWord extends PlacedText {
  readonly list: 'command' | 'args'
  readonly index: number
  /** The part of that item it was read from (UTF-16 offsets, end exclusive); absent when it is the whole item. */
  readonly span?: readonly [start: number, end: number]
}

/** A variable the engine's process gets. */
export interface PlacedVariable {
  readonly name: string
  /** Absent where it comes from elsewhere (`valueFrom`). */
  readonly value?: string
  readonly path: string
}

/** Why the engine's settings cannot all be seen. */
export interface Opaque {
  readonly path: string
  /** What is in the way; starts lower case, no full stop. */
  readonly why: string
}

export interface ContainerCommand {
  /** Somebody wrote `command` or `args`. */
  readonly written: boolean
  /** What is written starts an engine: `engine` is known, and `args` are all it is told unless `opaque` says otherwise. */
  readonly launches: boolean
  /** Whose program the command starts or, where none is written, whose image it is. */
  readonly engine?: Backend
  /** `vllm serve M`, `--model M`, `--model-path M`. */
  readonly model?: EngineWord
  /** The engine's arguments in order, without program, subcommand and model. */
  readonly args: readonly EngineWord[]
  /** The container's `env`, then what the command line sets in front of the engine. */
  readonly env: readonly PlacedVariable[]
  readonly opaque?: Opaque
}
