/**
 * A command line that names no model: what the engine serves then is not what the annotation says.
 * @module
 */
import type { OwnArguments } from '../../api/workload/own-arguments.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { engineNames } from '../../engines/engine-name.ts'
import type { Finding } from './problem.ts'

export function unnamedModel(
  { container, command, settings }: Workload,
  { engine }: OwnArguments,
): Finding[] {
  if (command.model !== undefined || command.modelUnseen) return []
  const isVllm = engine.backend === 'vllm'
  const argument = `--${isVllm ? 'model' : 'model-path'}=${settings.model}`
  return [
    {
      severity: isVllm ? 'warning' : 'error',
      path: `${container.path}.${container.value.args === undefined ? 'command' : 'args'}`,
      message: isVllm
        ? `names no model, so ${engineNames.vllm} serves its default and not ${settings.model}`
        : `names no model, and ${engineNames.sglang} does not start without one`,
      fix: `add ${argument}`,
      changes: [argument],
    },
  ]
}
