/**
 * KWOK: the kubelets of nodes that do not exist, and volumes for their claims.
 * @module
 */
import { join } from 'node:path'
import { manifestFiles } from '../manifests.ts'
import type { Component } from './component.ts'

export const kwok: Component = {
  name: 'kwok',
  stopOrder: 0,
  port: (ports) => ports.kwok,
  args: ({ layout, ports, manifestDir }) => [
    `--kubeconfig=${layout.kubeconfig}`,
    `--config=${join(manifestDir, manifestFiles.kwokStages)}`,
    '--manage-all-nodes',
    '--node-lease-duration-seconds=40',
    `--server-address=127.0.0.1:${ports.kwok}`,
    '--node-ip=10.10.0.1',
    '--cidr=10.20.0.0/16',
  ],
  readyUrl: ({ ports }) => `http://127.0.0.1:${ports.kwok}/healthz`,
}
