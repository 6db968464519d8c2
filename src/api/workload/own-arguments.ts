/**
 * The engine arguments that a workload brings itself, as the decision reads them.
 * @module
 */
import { defaultEngine } from '../../catalog/engines.ts'
import type { ContainerCommand, EngineWord } from '../../engines/container-command.ts'
import { ranksOf } from '../../engines/ranks.ts'
import { type ArgumentProblem, readArguments } from '../../engines/read.ts'
import type { Engine, EngineSettings } from '../../engines/settings.ts'

export interface OwnArguments {
  /** Without those that decide nothing: where the engine listens, and what is told by a variable of another's. */
  readonly words: readonly EngineWord[]
  readonly engine: Engine
  readonly settings: EngineSettings
  /** What would stop the engine. */
  readonly errors: readonly ArgumentProblem[]
  /** Devices they use. */
  readonly ranks: number
  /** Where the number of ranks is said; absent where it is the engine's default. */
  readonly ranksPath?: string
  readonly port?: number
}

const listens = /^--(host|port)(?:[=\s]+(\S+))?$/
const parallel = /^--?(tensor[-_]parallel|tp|pipeline[-_]parallel|pp|data[-_]parallel|dp)/

/**
 * `undefined` where nothing is written, or not all of it can be seen.
 *
 * @param imageEngine what the image runs; default: the newest that is known
 */
export function ownArguments(
  command: ContainerCommand,
  imageEngine: Engine | undefined,
): OwnArguments | undefined {
  if (!command.written || command.opaque !== undefined) return undefined
  const words: EngineWord[] = []
  const all: EngineWord[] = []
  let port: number | undefined
  for (let at = 0; at < command.args.length; at++) {
    const word = command.args[at]
    if (word === undefined) break
    const found = listens.exec(word.text)
    if (found === null) {
      if (!word.unseen) words.push(word)
      all.push(word)
      continue
    }
    const value = found[2] ?? command.args[++at]?.text
    if (found[1] === 'port' && value !== undefined && /^\d{1,5}$/.test(value)) port = Number(value)
  }
  const backend = command.engine ?? imageEngine?.backend ?? 'vllm'
  const engine = imageEngine?.backend === backend ? imageEngine : defaultEngine(backend)
  const { settings, errors } = readArguments(
    engine,
    all.map(({ text }) => text),
    all.map(({ path }) => path),
    { literal: true },
  )
  const ranksPath = words.find(({ text }) => parallel.test(text))?.path
  return {
    words,
    engine,
    settings,
    errors,
    ranks: ranksOf(engine, settings),
    ...(ranksPath === undefined ? {} : { ranksPath }),
    ...(port === undefined ? {} : { port }),
  }
}
