/**
 * The network of the namespace: loopback with the node's address, and what containerd's bridge for pods is made from. No uplink: nothing
 * can leave, and no port, bridge or rule of the machine is touched.
 * @module
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeAddress, nodeName, podRange, serviceRange } from './addresses.ts'

const ip = (...args: readonly string[]) => execFileSync('ip', args)

export function setUpNetwork(): void {
  execFileSync('hostname', [nodeName])
  ip('link', 'set', 'lo', 'up')
  ip('address', 'add', `${nodeAddress}/32`, 'dev', 'lo')
  // without a default route, Services are unreachable from the node before their addresses are ever translated
  ip('route', 'add', serviceRange, 'dev', 'lo', 'src', nodeAddress)
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')
}

/** What the container network plugins are told. */
export function writePodNetwork(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const bridge = {
    type: 'bridge',
    bridge: 'cni0',
    isGateway: true,
    ipMasq: false,
    // a pod may reach itself through its Service
    hairpinMode: true,
    ipam: {
      type: 'host-local',
      dataDir: '/run/cni',
      ranges: [[{ subnet: podRange }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  }
  const list = { cniVersion: '0.4.0', name: 'pods', plugins: [bridge] }
  writeFileSync(join(folder, '10-pods.conflist'), JSON.stringify(list))
}
