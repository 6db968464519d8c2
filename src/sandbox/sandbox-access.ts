/**
 * What one can do with a running sandbox.
 * @module
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '../kube/client.ts'
import type { KubeClient } from '../kube/types.ts'
import { type Credentials, connectionOf } from './credentials.ts'
import type { Layout } from './layout.ts'
import type { Processes } from './processes.ts'

export interface Sandbox {
  readonly stateDir: string
  readonly layout: Layout
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string
  /** Folder with kubectl and the rest. */
  readonly binDir: string
  readonly nodes: number
  readonly credentials: Credentials
  /**
   * What runs, for adding processes that are stopped with the rest, and for taking a component away and giving it back:
   * `stop('kube-apiserver')`, `startAgain('kube-apiserver')`.
   */
  readonly processes: Processes
  /** Runs kubectl as the administrator; resolves with its output, rejects when it fails. */
  kubectl(...args: readonly string[]): Promise<string>
  /** A client of the administrator; the caller closes it. */
  client(): KubeClient
  /** Adds something to be done first when the sandbox is stopped. */
  onStop(task: () => Promise<void>): void
  /** Stops everything and removes the state folder; of a sandbox that was attached to, only what was added. */
  stop(): Promise<void>
}

/** A sandbox as the process that started it, or one that attached to it, has it; `end` is what stopping it does. */
export function accessSandbox(
  about: Pick<Sandbox, 'layout' | 'binDir' | 'nodes' | 'credentials' | 'processes'>,
  end: () => Promise<void>,
): Sandbox {
  const { layout, binDir, credentials, processes } = about
  const tasks: (() => Promise<void>)[] = []
  return {
    layout,
    binDir,
    credentials,
    processes,
    nodes: about.nodes,
    stateDir: layout.stateDir,
    kubeconfig: layout.kubeconfig,
    kubectl: (...args) => runKubectl(binDir, layout.kubeconfig, args),
    client: () => createClient(connectionOf(credentials), { userAgent: 'fitgate-sandbox' }),
    onStop: (task) => tasks.push(task),
    async stop() {
      await Promise.allSettled(tasks.splice(0).map((task) => task()))
      await processes.stopAll()
      await end()
    },
  }
}

async function runKubectl(binDir: string, kubeconfig: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(join(binDir, 'kubectl'), args, {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    maxBuffer: 64 * 2 ** 20,
  })
  return stdout
}
