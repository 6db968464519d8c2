/**
 * Settings into an engine's configuration file and command.
 *
 * Both engines turn the YAML file into command-line arguments: a key becomes `--key`, `true` a bare argument. vLLM leaves a
 * `false` out (so a negation is written `no-key: true`) and prints mappings as Python does (so JSON stays text); SGLang reads
 * dashes only. Both demand a name that ends in `.yaml` or `.yml`. Sources: `vllm/utils/argparse_utils.py`,
 * `sglang/srt/utils/server_args_config_parser.py`.
 * @module
 */
import { argumentByName, hasArgument } from './arguments.ts'
import { expertParallelSizes, namedSettings } from './named-settings.ts'
import type { Engine, EngineSettings } from './settings.ts'

export interface ConfigInput {
  readonly modelId: string
  readonly revision?: string
  /** Name in the API; default the model's own. */
  readonly servedModelName?: string
  readonly settings: EngineSettings
  readonly port: number
  readonly host: string
}

type Value = string | number | boolean | readonly string[]

/** The configuration file as an object. An argument the settings carry under its own name wins over `revision` and `servedModelName`. */
export function writeConfig(engine: Engine, input: ConfigInput): Record<string, unknown> {
  const { settings } = input
  const config: Record<string, Value> = {
    [engine.backend === 'vllm' ? 'model' : 'model-path']: input.modelId,
    ...(input.revision === undefined ? {} : { revision: input.revision }),
    ...(input.servedModelName === undefined ? {} : { 'served-model-name': input.servedModelName }),
    host: input.host,
    port: input.port,
  }
  for (const { key, name } of namedSettings[engine.backend]) {
    const value = settings[key]
    const argument = argumentByName(engine.backend, name)
    // a switch that is off is the default of every one of them
    if (value === undefined || value === false || argument === undefined || !hasArgument(engine, argument))
      continue
    config[name] = value
  }
  if (engine.backend === 'sglang' && settings.expertParallel === true && (settings.tensorParallel ?? 1) > 1) {
    const given = expertParallelSizes.some((name) => settings.other[name] !== undefined)
    if (!given) config['ep-size'] = settings.tensorParallel ?? 1
  }
  for (const [key, value] of Object.entries(settings.other)) Object.assign(config, entry(engine, key, value))
  return config
}

/** One argument without a setting of its own, as the file wants it. */
function entry(engine: Engine, key: string, value: string | true): Record<string, Value> {
  const kind = argumentByName(engine.backend, key)?.kind
  if (kind === 'boolean' && value === 'false') return { [`no-${key}`]: true }
  if (kind === 'bare' && value === 'false') return {}
  if (kind === 'list' && value !== true && !/^[[{]/.test(value)) {
    const items = value.split(/\s+/)
    return { [key]: items.length === 1 ? value : items }
  }
  return { [key]: value }
}

/** The container's command; `configPath` must end in `.yaml` or `.yml`. */
export function engineCommand(engine: Engine, configPath: string): string[] {
  return [...engineProgram(engine), '--config', configPath]
}

/** The words that start an engine's server, without arguments. */
export function engineProgram({ backend }: Engine): string[] {
  return backend === 'vllm' ? ['vllm', 'serve'] : ['python3', '-m', 'sglang.launch_server']
}

/** The same for a list that begins with the subcommand. */
export function subcommandProgram({ backend }: Engine): string[] {
  return [backend]
}

/**
 * The arguments as a list for the command line, `--name=value` each; vLLM's model stands alone in front, as its documentation
 * writes it.
 */
export function writeArguments(engine: Engine, input: ConfigInput): string[] {
  const { model, ...named } = writeConfig(engine, input)
  const words = Object.entries(named).flatMap(([name, value]) => {
    if (value === true) return [`--${name}`]
    if (Array.isArray(value)) return [`--${name}`, ...value.map(String)]
    return value === false ? [] : [`--${name}=${value}`]
  })
  return model === undefined ? words : [String(model), ...words]
}
