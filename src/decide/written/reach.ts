/**
 * An engine that listens where nobody reaches it.
 * @module
 */
import type { OwnArguments } from '../../api/workload/own-arguments.ts'
import type { Workload } from '../../api/workload/workload.ts'
import { engineNames } from '../../engines/engine-name.ts'
import { listensLocally } from '../../engines/listens.ts'
import type { Finding } from './problem.ts'

const everywhere = '--host=0.0.0.0'

export function reachProblems({ container, command, kind }: Workload, { engine }: OwnArguments): Finding[] {
  // what a Job asks of its engine comes from its own pod
  if (kind.kind === 'Job' || !listensLocally(command, engine.backend)) return []
  return [
    {
      severity: 'warning',
      path: `${container.path}.${container.value.args === undefined ? 'command' : 'args'}`,
      message: `${engineNames[engine.backend]} listens on 127.0.0.1, where neither Services nor probes reach it; none are added`,
      fix: `add ${everywhere}`,
      changes: [everywhere],
    },
  ]
}
