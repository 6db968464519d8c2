/**
 * The port the engine listens on: what its arguments say, what the container declares, or the usual one.
 * @module
 */
import type { Backend } from '../../catalog/recipe.ts'
import { tokenize } from '../../engines/argument-tokens.ts'
import { listensLocally } from '../../engines/listens.ts'
import { defaultPort } from '../paths.ts'
import type { Concern } from './concern.ts'
import { leavesCommand, leavesProgram } from './launch.ts'
import { isTree } from './place.ts'
import type { Target } from './target.ts'

/** Where an engine listens when it is not told. Sources: `vllm/entrypoints/openai/cli_args.py`, `sglang/srt/server_args.py`. */
const enginePorts: Readonly<Record<Backend, number>> = { vllm: 8000, sglang: 30000 }

function declaredPorts({ container }: Target): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(container.ports) ? container.ports.filter(isTree) : []
}

/** The port in `--port`; `undefined` where it is not given, `'unknown'` where it cannot be read. */
function portArgument(target: Target): number | 'unknown' | undefined {
  const tokens = tokenize(target.workload.command.args.map(({ text }) => text))
  const at = tokens.findLastIndex(({ flag }) => flag === '--port')
  if (at < 0) return undefined
  const port = Number(tokens[at]?.value ?? tokens[at + 1]?.value)
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : 'unknown'
}

/** `undefined` where nobody can tell, or where nobody but its own pod reaches it: no probe and no port is added then. */
export function servingPort(target: Target, backend: Backend): number | undefined {
  if (!target.serves) return undefined
  const { command } = target.workload
  if (leavesCommand(target)) {
    const [declared] = declaredPorts(target)
    return typeof declared?.containerPort === 'number' ? declared.containerPort : defaultPort
  }
  if (command.opaque !== undefined || !(command.launches || leavesProgram(target))) return undefined
  if (listensLocally(command, command.engine ?? backend)) return undefined
  const given = portArgument(target)
  return given === 'unknown' ? undefined : (given ?? enginePorts[command.engine ?? backend])
}

export const port: Concern = {
  scope: 'container',
  writes: (steps, value) =>
    steps.length === 2 &&
    steps[0] === 'ports' &&
    isTree(value) &&
    steps[1] === `containerPort=${value.containerPort}` &&
    Object.keys(value).every((key) => ['name', 'containerPort', 'protocol'].includes(key)),
  isOpen: (target) => target.serves && declaredPorts(target).length === 0,
  propose({ target, candidate }) {
    const containerPort = servingPort(target, candidate.engine.backend)
    if (containerPort === undefined) return []
    const value = { name: 'http', containerPort, protocol: 'TCP' }
    return [{ steps: ['ports', `containerPort=${containerPort}`], value }]
  },
}
