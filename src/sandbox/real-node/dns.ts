/**
 * CoreDNS: the names of Services, for pods.
 * @module
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessSpec } from '../managed-process.ts'
import { nodeAddress } from './addresses.ts'
import { type NodeContext, nodeFolder } from './context.ts'

export function dns(context: NodeContext): ProcessSpec {
  const file = join(nodeFolder(context), 'Corefile')
  writeFileSync(
    file,
    `cluster.local:53 {
  bind ${nodeAddress}
  errors
  kubernetes cluster.local {
    kubeconfig ${context.layout.kubeconfig}
  }
}
`,
  )
  return {
    name: 'coredns',
    command: context.binaries.coredns,
    args: ['-conf', file],
    log: join(context.layout.logs, 'coredns.log'),
    stopOrder: 0,
  }
}
