/**
 * `fitgate sandbox status`: what runs, and whether it works.
 * @module
 */
import { parseArgs } from 'node:util'
import { createClient } from '../../kube/client.ts'
import { defaultRetryPolicy } from '../../kube/retry.ts'
import { readyNodes } from '../../sandbox/create-nodes.ts'
import { connectionOf, readCredentials } from '../../sandbox/credentials.ts'
import { type Layout, layoutOf } from '../../sandbox/layout.ts'
import { isRunning } from '../../sandbox/process-identity.ts'
import { condition, readState, type SandboxState } from '../../sandbox/state.ts'
import type { Command } from '../command.ts'
import { paintFor } from '../paint.ts'
import { stateDirHelp, stateDirOption } from './options.ts'

const help = `fitgate sandbox status [--state-dir DIR]

Shows what runs: processes, ports, nodes.

${stateDirHelp}

Exit codes: 0 it runs and every node is Ready; 1 it does not, or not all of it; 2 bad input.
`

export const status: Command = {
  name: 'status',
  summary: 'what runs, and whether it works',
  help,
  async run(args, io) {
    const { values } = parseArgs({ args, options: stateDirOption })
    const layout = layoutOf(values['state-dir'])
    const state = readState(layout)
    if (state === undefined) {
      io.stdout.write(`No sandbox runs from ${layout.stateDir}. Start one with: fitgate sandbox up\n`)
      return 1
    }
    const paint = paintFor(io)
    const ready = await countReady(layout, state)
    const works = condition(state) === 'running' && ready === state.nodes
    const verdict = works
      ? paint.good('ready')
      : condition(state) === 'broken'
        ? paint.bad('broken')
        : paint.warn(state.phase)
    const rows = [...state.processes, ...state.attached].map((record) => {
      const alive = isRunning(record)
      const port = record.port === undefined ? '' : `127.0.0.1:${record.port}`
      const mark = alive ? paint.good('running') : paint.bad('ended')
      return `  ${record.name.padEnd(24)}  ${String(record.pid).padStart(7)}  ${port.padEnd(15)}  ${mark}`
    })
    const advice = works ? `  export KUBECONFIG=${layout.kubeconfig}\n` : adviceOf(layout, state)
    io.stdout.write(`Sandbox in ${layout.stateDir}: ${verdict}

  API server  ${state.server}
  nodes       ${ready ?? 0} of ${state.nodes} Ready
  started     ${state.startedAt}${state.detached ? ', detached' : `, by process ${state.owner.pid}`}

${rows.join('\n')}

${advice}`)
    return works ? 0 : 1
  },
}

function adviceOf(layout: Layout, state: SandboxState): string {
  if (condition(state) === 'running') return '  It is being started.\n'
  return `  Logs are in ${layout.logs}. "fitgate sandbox up" clears it and starts anew, "fitgate sandbox down" only clears it.\n`
}

/** `undefined` when the API server does not answer. */
async function countReady(layout: Layout, state: SandboxState): Promise<number | undefined> {
  try {
    const credentials = await readCredentials(layout, state.server)
    const client = createClient(connectionOf(credentials), {
      timeoutSeconds: 5,
      retry: { ...defaultRetryPolicy, retries: 0 },
    })
    try {
      return await readyNodes(client)
    } finally {
      client.close()
    }
  } catch {
    return undefined
  }
}
