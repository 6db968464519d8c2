/**
 * What a container starts: the engine, its model and its arguments, in whatever form the command was written.
 * @module
 */
import type { Backend } from '../catalog/recipe.ts'
import { readCommand } from './container-command/read-command.ts'

/** A text of the object and the field it stands in. */
export interface PlacedText {
  readonly text: string
  /** `spec.template.spec.containers[0].args[3]`. */
  readonly path: string
}

/** Where in the container's lists a word is written. */
export interface WordPlace {
  readonly list: 'command' | 'args'
  readonly index: number
  /** The part of the item (UTF-16 offsets, end exclusive): all of it but for words of a shell string. */
  readonly start: number
  readonly end: number
  /** It stands in a shell string, where blanks and quotes mean something. */
  readonly shell: boolean
}

/** One word of the engine's command line, expanded and unquoted. */
export interface EngineWord extends PlacedText {
  /** Absent where it is not written here but comes out of a variable. */
  readonly place?: WordPlace
  /** Of an argument whose value nobody can see here, and which decides nothing. */
  readonly unseen?: true
}

/** A variable the engine's process gets. */
export interface PlacedVariable {
  readonly name: string
  /** Absent where it comes from elsewhere (`valueFrom`). */
  readonly value?: string
  readonly valueFrom?: Readonly<Record<string, unknown>>
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
  /**
   * What is written starts an engine. Arguments alone do not, unless the image is one that starts its engine with them: the program
   * has to be added then.
   */
  readonly launches: boolean
  /** Whose program the command starts or, where none is written, whose image it is. */
  readonly engine?: Backend
  /** `vllm serve M`, `--model M`, `--model-path M`. */
  readonly model?: EngineWord
  /** A model is named, and which one cannot be seen here. */
  readonly modelUnseen?: true
  /** The engine's arguments in order, without program, subcommand and model. */
  readonly args: readonly EngineWord[]
  /** The container's `env`, then what the command line sets for the engine. Later ones win. */
  readonly env: readonly PlacedVariable[]
  /** Set: `args` and `env` are not all there is, and nothing may be concluded from what they lack. */
  readonly opaque?: Opaque
}

/**
 * Reads `image`, `command`, `args`, `env` and `envFrom` of a container. Never throws, whatever the JSON: what is not of the type
 * that Kubernetes wants there counts as absent.
 *
 * @param path field path of the container
 * @param meant whose arguments they are where neither command nor image tells
 */
export function readContainerCommand(container: unknown, path: string, meant?: Backend): ContainerCommand {
  return readCommand(container, path, meant)
}
