/**
 * `fitgate sandbox`: a real control plane with simulated AMD nodes, on this machine.
 * @module
 */
import { group } from './group.ts'
import { down } from './sandbox/down.ts'
import { load } from './sandbox/load.ts'
import { bin, kubeconfig } from './sandbox/paths.ts'
import { status } from './sandbox/status.ts'
import { up } from './sandbox/up.ts'

export const command = group({
  name: 'sandbox',
  summary: 'a real control plane with simulated AMD nodes',
  about: `A real Kubernetes control plane on this machine, with simulated nodes that carry AMD GPUs. Nothing is installed, nothing
needs root (but for up --real-node), everything is under one folder.`,
  commands: [up, down, status, load, kubeconfig, bin],
})
