/**
 * kubelet and its configuration. Which settings are needed was found by leaving each out: `failCgroupV1`, `cgroupDriver` and the node's
 * address are; the thresholds keep the machine's own disk and memory from evicting pods.
 * @module
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { ProcessSpec } from '../managed-process.ts'
import { simulatedNode } from '../simulated-node.ts'
import { nodeAddress, nodeName } from './addresses.ts'
import { containerdSocket } from './containerd.ts'
import { type NodeContext, nodeFolder } from './context.ts'
import type { NodeCredentials } from './node-credentials.ts'

/** The socket under which device plugins register; wherever the rest of kubelet's files is, this is fixed. */
export const devicePluginFolder = '/var/lib/kubelet/device-plugins'

export function kubelet(context: NodeContext, credentials: NodeCredentials): ProcessSpec {
  const file = join(nodeFolder(context), 'kubelet.yaml')
  writeFileSync(file, stringify(configuration(credentials)))
  const labels = Object.entries(labelsOf(context)).map(([key, value]) => `${key}=${value}`)
  return {
    name: 'kubelet',
    command: context.binaries.kubelet,
    args: [
      `--config=${file}`,
      `--kubeconfig=${credentials.kubelet}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${nodeAddress}`,
      `--node-labels=${labels.join(',')}`,
    ],
    log: join(context.layout.logs, 'kubelet.log'),
    stopOrder: 0,
  }
}

/** As the labeller of a node with these GPUs writes them; what kubelet says of the node is kubelet's. */
function labelsOf({ spec }: NodeContext): Readonly<Record<string, string>> {
  const labels = spec === undefined ? {} : (simulatedNode(nodeName, spec).metadata.labels ?? {})
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('kubernetes.io/')))
}

function configuration({ clientAuthority }: NodeCredentials) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    enforceNodeAllocatable: ['pods'],
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    address: nodeAddress,
    oomScoreAdj: 0,
    failSwapOn: false,
    resolvConf: '',
    clusterDNS: [nodeAddress],
    clusterDomain: 'cluster.local',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: clientAuthority },
    },
    authorization: { mode: 'Webhook' },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: {
      'memory.available': '50Mi',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
      'imagefs.inodesFree': '0%',
    },
    maxOpenFiles: 20_000,
    nodeStatusUpdateFrequency: '2s',
    // what changes in a ConfigMap or a Secret is seen by pods that mount it within seconds
    syncFrequency: '5s',
    maxPods: 100,
  }
}
