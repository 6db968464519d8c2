/**
 * File systems as the node sees them. Everything that is written lies in memory of this mount namespace and goes with it, and settings of
 * the kernel that kubelet would change for the whole machine are covered with files that say what it wants to read.
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hierarchies } from './cgroups.ts'
import { mount } from './mount.ts'

/** Hidden inside the namespaces: whatever lies there on the machine is not seen, and nothing is left there. */
export const privateFolders = ['/run', '/var/log', '/var/lib/kubelet', '/var/lib/containerd'] as const

/** Setting → the value that kubelet wants (`pkg/kubelet/cm` of its source). */
const settings = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
} as const

/** @param scratch an empty folder on disk */
export function mountEverything(scratch: string): void {
  mount('--make-rprivate', '/')
  mount('-t', 'sysfs', 'sysfs', '/sys')
  mountCgroups()
  for (const folder of privateFolders) {
    mkdirSync(folder, { recursive: true })
    // a limit, so that a mistake does not take the machine's memory
    mount('-t', 'tmpfs', '-o', 'size=6g,mode=755', 'tmpfs', folder)
  }
  coverSettings(scratch)
  mount('--make-rshared', '/')
}

/** As the cgroup namespace shows them: our own cgroups are the roots. */
function mountCgroups(): void {
  const root = '/sys/fs/cgroup'
  mount('-t', 'tmpfs', 'cgroup', root)
  for (const hierarchy of hierarchies) {
    const folder = join(root, hierarchy)
    mkdirSync(folder)
    const options = hierarchy === 'systemd' ? 'none,name=systemd' : hierarchy
    mount('-t', 'cgroup', '-o', options, 'cgroup', folder)
  }
}

function coverSettings(scratch: string): void {
  mkdirSync(scratch, { recursive: true })
  for (const [name, value] of Object.entries(settings)) {
    const file = join(scratch, name.replaceAll('/', '_'))
    writeFileSync(file, `${value}\n`)
    mount('--bind', file, join('/proc/sys', name))
  }
}
