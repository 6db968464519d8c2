/**
 * `fitgate sandbox down`: stops a sandbox, whoever started it.
 * @module
 */
import { parseArgs } from 'node:util'
import { withLock } from '../../sandbox/file-lock.ts'
import { layoutOf } from '../../sandbox/layout.ts'
import { isRunning } from '../../sandbox/process-identity.ts'
import { readState } from '../../sandbox/state.ts'
import { stopSandbox } from '../../sandbox/state-folder.ts'
import type { Command } from '../command.ts'
import { stateDirHelp, stateDirOption } from './options.ts'

const help = `fitgate sandbox down [--state-dir DIR]

Stops a sandbox that runs from the folder, detached or in another terminal, and removes the folder. Also cleans up after one
that was killed.

${stateDirHelp}

Exit codes: 0 nothing runs from the folder any more; 2 bad input.
`

export const down: Command = {
  name: 'down',
  summary: 'stop it',
  help,
  async run(args, io) {
    const { values } = parseArgs({ args, options: stateDirOption })
    const layout = layoutOf(values['state-dir'])
    const state = readState(layout)
    // one that is just being started holds the lock until it is ready: interrupt it instead of waiting
    const starting = state?.phase === 'starting' && isRunning(state.owner)
    const stopped = starting
      ? await stopSandbox(layout)
      : await withLock(layout.lock, () => stopSandbox(layout))
    io.stdout.write(stopped ? 'Stopped.\n' : `No sandbox runs from ${layout.stateDir}.\n`)
    return 0
  },
}
