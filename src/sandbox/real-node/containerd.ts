/**
 * containerd with runc, for kubelet. The form of its file is version 2's, which 1.6 and 2.x both read.
 * @module
 */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ProcessSpec } from '../managed-process.ts'
import { type NodeContext, nodeFolder } from './context.ts'
import { pauseImage } from './pause-image.ts'

export const containerdSocket = '/run/containerd/containerd.sock'

const config = (networks: string) => `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]

[grpc]
  address = "${containerdSocket}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # without CAP_SYS_RESOURCE the kernel refuses a score below our own, and runc says something else
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${networks}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
`

/** @param networks folder of `writePodNetwork` */
export function containerd(context: NodeContext, networks: string): ProcessSpec {
  const file = join(nodeFolder(context), 'containerd.toml')
  writeFileSync(file, config(networks))
  return {
    name: 'containerd',
    command: 'containerd',
    args: ['--config', file, '--log-level', 'warn'],
    log: join(context.layout.logs, 'containerd.log'),
    stopOrder: 0,
  }
}

/** Arguments of `ctr`, to ask for kubelet's images and containers. */
export const ctrArguments = (...args: readonly string[]) => [
  '--address',
  containerdSocket,
  '--namespace',
  'k8s.io',
  ...args,
]

/** Runs `ctr`, from inside the namespaces. */
export async function ctr(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('ctr', ctrArguments(...args))
  return stdout
}
