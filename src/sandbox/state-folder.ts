/**
 * Taking a state folder for a new sandbox, and clearing one that is left over. Nothing is removed that is not ours.
 * @module
 */
import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Layout } from './layout.ts'
import { stopInOrder } from './managed-process.ts'
import { isRunning, signalProcess } from './process-identity.ts'
import { sweepCgroups } from './real-node/cgroups.ts'
import { SandboxError } from './sandbox-error.ts'
import { condition, readState, type StoredState } from './state.ts'

/** How long the process that looks after a sandbox may take to stop it before we do it ourselves. */
const ownerStopsWithinMs = 20_000

/**
 * Makes the folder free for a new sandbox: what a killed one left running is stopped and its files are removed.
 * Rejects with `StateDirInUse` when a sandbox runs from it, or when it holds something else.
 */
export async function claimStateDir(layout: Layout): Promise<void> {
  const state = readState(layout)
  if (state !== undefined && condition(state) === 'running') {
    throw new SandboxError(
      'StateDirInUse',
      `A sandbox is already running from ${layout.stateDir}, since ${state.startedAt}.\nUse it, stop it with "fitgate sandbox down", or choose another folder with --state-dir.`,
    )
  }
  if (state !== undefined) return clear(layout, state)
  if (existsSync(layout.stateDir) && readdirSync(layout.stateDir).length > 0) {
    throw new SandboxError(
      'StateDirInUse',
      `${layout.stateDir} is not empty and was not made by a sandbox.\nChoose another folder with --state-dir.`,
    )
  }
}

/**
 * Stops whatever runs from the folder and removes it: asks the process that looks after it first, then does it itself.
 * Returns whether there was anything.
 */
export async function stopSandbox(layout: Layout): Promise<boolean> {
  const state = readState(layout)
  if (state === undefined) return false
  const { owner } = state
  if (owner.pid !== process.pid && (!state.detached || state.phase === 'starting')) {
    signalProcess(owner, 'SIGTERM')
    for (let waited = 0; isRunning(owner) && waited < ownerStopsWithinMs; waited += 50) await sleep(50)
    signalProcess(owner, 'SIGKILL')
  }
  await clear(layout, readState(layout))
  return true
}

async function clear(layout: Layout, state: StoredState | undefined): Promise<void> {
  if (state !== undefined) await stopInOrder([...state.attached, ...state.processes])
  // the launcher of a real node takes its own along, unless it was killed
  await sweepCgroups()
  await rm(layout.stateDir, { recursive: true, force: true })
}
