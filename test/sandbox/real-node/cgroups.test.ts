import { expect, it } from 'vitest'
import { cgroupFolder } from '../../../src/sandbox/real-node/cgroups.ts'

const table = '9:name=systemd:/user\n4:memory:/jobs/one\n2:cpu,cpuacct:/shared\n0::/\n'

it.each([
  ['memory', '/sys/fs/cgroup/memory/jobs/one'],
  // hierarchies are mounted together on some machines
  ['cpuacct', '/sys/fs/cgroup/cpuacct/shared'],
  ['systemd', '/sys/fs/cgroup/systemd/user'],
  ['pids', '/sys/fs/cgroup/pids/'],
])('a process’s own cgroup of %s is %s', (hierarchy, folder) => {
  expect(cgroupFolder(table, hierarchy)).toBe(folder)
})
