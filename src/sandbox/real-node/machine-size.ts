/**
 * Makes the machine look as large as one with these GPUs is, to kubelet: pods that ask for 16 GiB and four processors a GPU would fit on no
 * laptop. What they get is what the machine has. kubelet reads sizes where cAdvisor does (its `utils/sysinfo` and `machine`).
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseQuantity } from '../../vocabulary/quantity.ts'
import type { NodeSpec } from '../node-spec.ts'
import { mount } from './mount.ts'

const bytesPerKiB = 1024

/** @param scratch a folder on disk; what is mounted stays there */
export function pretendSize({ cpu, memory }: NodeSpec, scratch: string): void {
  mkdirSync(scratch, { recursive: true })
  pretendMemory(parseQuantity(memory) ?? 0, join(scratch, 'meminfo'))
  pretendProcessors(parseQuantity(cpu) ?? 0, join(scratch, 'processors'))
}

function pretendMemory(bytes: number, file: string): void {
  const table = readFileSync('/proc/meminfo', 'utf8')
  const total = Math.floor(bytes / bytesPerKiB)
  writeFileSync(file, table.replace(/^(MemTotal|MemFree|MemAvailable):.*$/gm, `$1: ${total} kB`))
  mount('--bind', file, '/proc/meminfo')
}

/**
 * NUMA nodes that all have the processors there are: kubelet counts them node by node, and may only name those to the kernel that it has.
 */
function pretendProcessors(count: number, folder: string): void {
  const own = readList(readFileSync('/sys/fs/cgroup/cpuset/cpuset.effective_cpus', 'utf8'))
  for (let made = 0; made < count; made += 1) {
    const node = Math.floor(made / own.length)
    const topology = join(folder, `node${node}/cpu${own[made % own.length]}/topology`)
    mkdirSync(topology, { recursive: true })
    writeFileSync(join(topology, 'core_id'), `${made % own.length}\n`)
    writeFileSync(join(topology, 'physical_package_id'), `${node}\n`)
  }
  mount('--bind', folder, '/sys/devices/system/node')
}

/** Numbers of a list as the kernel writes it, `0-1,4`. */
export function readList(text: string): readonly number[] {
  return text
    .trim()
    .split(',')
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
}
