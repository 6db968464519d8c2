/**
 * What lies where in the folder of a sandbox.
 * @module
 */
import { join, resolve } from 'node:path'

export interface Layout {
  readonly stateDir: string
  /** Held while the sandbox is started or stopped. Beside the folder, which is removed meanwhile. */
  readonly lock: string
  /** What runs; see `state.ts`. Its presence makes the folder ours. */
  readonly state: string
  /** What other processes added, one file each. */
  readonly attached: string
  readonly kubeconfig: string
  readonly pki: string
  readonly etcd: string
  readonly logs: string
  /** Configuration of LeaderWorkerSet. */
  readonly lwsConfig: string
  /** Files of the fitgate processes, when it is installed. */
  readonly fitgate: string
}

/** Where a sandbox lives when nobody says where: in the working directory, so that each checkout has its own. */
export const defaultStateDir = '.fitgate/sandbox'

export function layoutOf(folder: string = defaultStateDir): Layout {
  const stateDir = resolve(folder)
  const inside = (name: string) => join(stateDir, name)
  return {
    stateDir,
    lock: `${stateDir}.lock`,
    state: inside('sandbox.json'),
    attached: inside('attached'),
    kubeconfig: inside('kubeconfig'),
    pki: inside('pki'),
    etcd: inside('etcd'),
    logs: inside('logs'),
    lwsConfig: inside('lws.yaml'),
    fitgate: inside('fitgate'),
  }
}
