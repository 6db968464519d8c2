/**
 * Variables of the container: those that hide devices from the engine, and those the engine does not know.
 * @module
 */
import type { OwnArguments } from '../../api/workload/own-arguments.ts'
import type { Workload } from '../../api/workload/workload.ts'
import type { PlacedVariable } from '../../engines/container-command.ts'
import { environmentProblem } from '../../engines/environment.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { Finding } from './problem.ts'

/** Names nobody knows of which one pod is told; the nearest known one is looked for each time. */
const mostUnknown = 20

/** HIP reads the CUDA name too. Source: HIP documentation, "GPU isolation techniques". */
const visible = ['HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'CUDA_VISIBLE_DEVICES']

export function environmentProblems(
  { command, settings }: Workload,
  own: OwnArguments | undefined,
  gpuCount: number | undefined,
): Finding[] {
  // the last of a name wins
  const variables = [...new Map(command.env.map((variable) => [variable.name, variable])).values()]
  let told = 0
  return variables.flatMap((variable) => {
    if (visible.includes(variable.name)) {
      const converted = settings.convertCuda && variable.name === 'CUDA_VISIBLE_DEVICES'
      return converted ? [] : visibleProblems(variable, own?.ranks ?? gpuCount)
    }
    if (own === undefined || told >= mostUnknown) return []
    const unknown = environmentProblem(own.engine, variable.name)
    if (unknown === undefined) return []
    told++
    return [{ ...unknown, severity: 'warning' as const, path: variable.path }]
  })
}

function visibleProblems({ name, value, path }: PlacedVariable, needed: number | undefined): Finding[] {
  if (value === undefined) return []
  const listed = value.split(',').map((entry) => entry.trim())
  // an id that is none ends the list
  const end = listed.findIndex((entry) => entry === '' || entry.startsWith('-'))
  const count = end === -1 ? listed.length : end
  const fix =
    name === 'CUDA_VISIBLE_DEVICES'
      ? `leave it out, or set the annotation ${annotations.convert}: cuda to have it removed`
      : 'leave it out: a pod sees the devices it was given, and no others'
  if (needed !== undefined && count < needed) {
    const message = `shows the engine ${count === 0 ? 'no GPU' : `${count} of its GPUs`}, it needs ${needed}`
    return [{ severity: 'error', path, message, fix }]
  }
  return name === 'CUDA_VISIBLE_DEVICES'
    ? [{ severity: 'warning', path, message: 'chooses devices by the name that CUDA reads', fix }]
    : []
}
