/**
 * `fitgate sandbox kubeconfig` and `fitgate sandbox bin`: one path each, for use in `$(…)`.
 * @module
 */
import { parseArgs } from 'node:util'
import { findControlPlane } from '../../sandbox/binaries.ts'
import { layoutOf } from '../../sandbox/layout.ts'
import { progressPrinter } from '../../sandbox/progress.ts'
import { SandboxError } from '../../sandbox/sandbox-error.ts'
import { readState } from '../../sandbox/state.ts'
import type { Command } from '../command.ts'
import { listenForInterrupt } from './interrupt.ts'
import { stateDirHelp, stateDirOption } from './options.ts'

export const kubeconfig: Command = {
  name: 'kubeconfig',
  summary: 'print the path of its kubeconfig',
  help: `fitgate sandbox kubeconfig [--state-dir DIR]

Prints the path of the kubeconfig: export KUBECONFIG=$(fitgate sandbox kubeconfig)

${stateDirHelp}

Exit codes: 0 it is there; 1 no sandbox runs from the folder; 2 bad input.
`,
  async run(args, io) {
    const { values } = parseArgs({ args, options: stateDirOption })
    const layout = layoutOf(values['state-dir'])
    if (readState(layout)?.phase !== 'ready') {
      throw new SandboxError(
        'NotRunning',
        `No sandbox runs from ${layout.stateDir}. Start one with: fitgate sandbox up`,
      )
    }
    io.stdout.write(`${layout.kubeconfig}\n`)
    return 0
  },
}

export const bin: Command = {
  name: 'bin',
  summary: 'print the folder with kubectl and the rest',
  help: `fitgate sandbox bin

Prints the folder with kubectl and the control plane: export PATH=$(fitgate sandbox bin):$PATH
Compiles them first when they are not there yet; the progress of that goes to standard error.

Exit codes: 0 they are there; 1 they cannot be made; 2 bad input.
`,
  async run(args, io) {
    parseArgs({ args, options: {} })
    const interrupt = listenForInterrupt()
    const printer = progressPrinter(io.stderr)
    try {
      const { binDir } = await findControlPlane({
        env: io.env,
        progress: printer.report,
        signal: interrupt.signal,
      })
      printer.finish()
      io.stdout.write(`${binDir}\n`)
      return 0
    } finally {
      printer.finish()
      interrupt.dispose()
    }
  },
}
