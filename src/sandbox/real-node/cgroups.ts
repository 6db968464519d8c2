/**
 * cgroups of our own, below those of the process that asks: what runs in them stays within its limits.
 * @module
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The hierarchies that kubelet and runc use. */
export const hierarchies = [
  'cpu',
  'cpuacct',
  'cpuset',
  'memory',
  'devices',
  'freezer',
  'blkio',
  'pids',
  'systemd',
] as const

const mountPoint = '/sys/fs/cgroup'
const prefix = 'fitgate-node-'

/** The folder of a process's cgroup in one hierarchy. `table` is the text of `/proc/PID/cgroup`. */
export function cgroupFolder(table: string, hierarchy: string): string {
  const names = hierarchy === 'systemd' ? ['name=systemd'] : [hierarchy]
  const line = table
    .split('\n')
    .map((each) => /^\d+:([^:]*):(.*)$/.exec(each))
    .find((match) => match?.[1]?.split(',').some((name) => names.includes(name)))
  return join(mountPoint, hierarchy, line?.[2] ?? '/')
}

/** The folders in which ours are made. */
function parents(): readonly string[] {
  const table = readFileSync('/proc/self/cgroup', 'utf8')
  return hierarchies.map((hierarchy) => cgroupFolder(table, hierarchy)).filter((folder) => existsSync(folder))
}

/** Makes a cgroup in every hierarchy, named after this process; returns their folders. */
export function makeCgroups(): readonly string[] {
  return parents().map((parent) => {
    const folder = join(parent, `${prefix}${process.pid}`)
    mkdirSync(folder)
    // a new cpuset has neither processors nor memory, and takes no process before it has
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (existsSync(join(parent, file))) writeFileSync(join(folder, file), readFileSync(join(parent, file)))
    }
    return folder
  })
}

/** Removes them with all below, once their processes are gone: the kernel needs a moment for that. */
export async function removeCgroups(folders: readonly string[], withinMs = 5_000): Promise<void> {
  const deadline = Date.now() + withinMs
  for (const folder of folders) {
    while (!removeTree(folder) && Date.now() < deadline) await sleep(50)
  }
}

/** What a killed process left empty. */
export async function sweepCgroups(): Promise<void> {
  if (!existsSync(join(mountPoint, 'memory'))) return
  const left = parents().flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
      .map((name) => join(parent, name)),
  )
  await removeCgroups(left)
}

function isAlive(pid: number): boolean {
  try {
    // a zombie holds nothing any more
    return !/^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Whether nothing of the folder is left. */
function removeTree(folder: string): boolean {
  if (!existsSync(folder)) return true
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(folder, entry.name))
  }
  try {
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}
