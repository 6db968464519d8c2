/**
 * kube-controller-manager: Deployments, service accounts, garbage collection, and the taints of nodes that are not ready.
 * @module
 */
import { join } from 'node:path'
import { pkiFiles } from '../credentials.ts'
import type { Component } from './component.ts'

export const kubeControllerManager: Component = {
  name: 'kube-controller-manager',
  stopOrder: 0,
  args: ({ layout }) => [
    `--kubeconfig=${layout.kubeconfig}`,
    `--service-account-private-key-file=${join(layout.pki, pkiFiles.serviceAccountKey)}`,
    `--root-ca-file=${join(layout.pki, pkiFiles.authority)}`,
    // addresses of nodes are KWOK's business
    '--controllers=*,-node-ipam-controller',
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ],
}
