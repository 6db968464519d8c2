/**
 * kube-proxy: Services inside the namespace, by nftables.
 * @module
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { ProcessSpec } from '../managed-process.ts'
import { nodeName, podRange, proxyHealthPort } from './addresses.ts'
import { type NodeContext, nodeFolder } from './context.ts'
import type { NodeCredentials } from './node-credentials.ts'

export function kubeProxy(context: NodeContext, credentials: NodeCredentials): ProcessSpec {
  const file = join(nodeFolder(context), 'kube-proxy.yaml')
  const configuration = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: credentials.kubeProxy },
    hostnameOverride: nodeName,
    clusterCIDR: podRange,
    // these would be written for the whole machine
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    healthzBindAddress: `127.0.0.1:${proxyHealthPort}`,
    metricsBindAddress: '',
  }
  writeFileSync(file, stringify(configuration))
  return {
    name: 'kube-proxy',
    command: context.binaries.kubeProxy,
    args: [`--config=${file}`],
    log: join(context.layout.logs, 'kube-proxy.log'),
    stopOrder: 0,
  }
}

/** What lets kube-proxy read Services: kubeadm and its like bind it, a control plane alone does not. */
export const proxyBinding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'kube-proxy' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-proxier' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:kube-proxy' }],
} as const
