/**
 * Whether this machine can have a real node, and what to install where it cannot.
 * @module
 */
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { SandboxError } from '../sandbox-error.ts'

/** Debian's package → what of it has to be there: a command, or a path. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  containerd: ['containerd', 'ctr'],
  runc: ['runc'],
  'containernetworking-plugins': ['/usr/lib/cni/bridge'],
  nftables: ['nft'],
  iptables: ['iptables'],
  iproute2: ['ip'],
  'util-linux': ['unshare', 'setpriv', 'nsenter'],
  mount: ['mount'],
  'busybox-static': ['/bin/busybox'],
}

/** What is asked of the machine; `thisMachine` answers for the one we are on. */
export interface Machine {
  readonly platform: string
  readonly isRoot: boolean
  /** Whether cgroups have their first form, a hierarchy for each controller. */
  readonly hasCgroups1: boolean
  /** Whether a command, or a path, is there. */
  has(what: string): boolean
}

/** Why this machine cannot have a real node, and the fix; `undefined` when it can. */
export function obstacle({ platform, isRoot, hasCgroups1, has }: Machine): string | undefined {
  if (platform !== 'linux')
    return `A real node needs Linux; this is ${platform}.\nWithout --real-node, simulated nodes run anywhere.`
  if (!isRoot)
    return 'A real node needs root: it makes namespaces, mounts and cgroups of its own.\nRun the command as root, or leave out --real-node.'
  const missing = Object.entries(packages).filter(([, wanted]) => !wanted.every(has))
  if (missing.length > 0) {
    const lacks = missing.map(([, wanted]) => wanted.filter((what) => !has(what)).join(', ')).join(', ')
    return `A real node needs ${lacks}, which this machine lacks.\napt-get install --no-install-recommends ${missing.map(([name]) => name).join(' ')}`
  }
  if (!hasCgroups1)
    return 'A real node needs the cgroup v1 hierarchies, which this machine does not mount.\nStart it with systemd.unified_cgroup_hierarchy=0, or leave out --real-node.'
  return undefined
}

/** The PATH under which a node's programs are looked for and run: what Debian gives root, also where it was a user's. */
export function commandPath(path = ''): string {
  const given = path.split(delimiter).filter((folder) => folder !== '')
  return [...new Set([...given, '/usr/sbin', '/sbin', '/usr/bin', '/bin'])].join(delimiter)
}

export const thisMachine: Machine = {
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  hasCgroups1: existsSync('/sys/fs/cgroup/memory/cgroup.procs'),
  has(what) {
    if (what.startsWith('/')) return existsSync(what)
    return commandPath(process.env.PATH)
      .split(delimiter)
      .some((folder) => isExecutable(join(folder, what)))
  },
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Throws `MachineUnfit` when this machine cannot have a real node. */
export function requireFitMachine(): void {
  const why = obstacle(thisMachine)
  if (why !== undefined) throw new SandboxError('MachineUnfit', why)
}
