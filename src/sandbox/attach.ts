/**
 * Using a sandbox that another process started, and adding processes to it.
 * @module
 */
import process from 'node:process'
import { readCredentials } from './credentials.ts'
import { layoutOf } from './layout.ts'
import { Processes } from './processes.ts'
import { accessSandbox, type Sandbox } from './sandbox-access.ts'
import { SandboxError } from './sandbox-error.ts'
import { readState, writeAttached } from './state.ts'

/** Rejects with `NotRunning` when none is ready there. `stop()` of what it gives stops only what was added through it. */
export async function attachSandbox(stateDir?: string): Promise<Sandbox> {
  const layout = layoutOf(stateDir)
  const state = readState(layout)
  if (state?.phase !== 'ready') {
    const message = `No sandbox runs from ${layout.stateDir}.\nStart one with: fitgate sandbox up`
    throw new SandboxError('NotRunning', message)
  }
  const credentials = await readCredentials(layout, state.server)
  const processes = new Processes((records) => writeAttached(layout, process.pid, records))
  processes.killOnExit()
  return accessSandbox({ ...state, layout, credentials, processes }, async () => {})
}
