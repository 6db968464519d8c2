/**
 * No pod shares the network, the processes or the memory of its node.
 * @module
 */
import { isGpuWorkload } from './ours.ts'
import type { Policy } from './policy.ts'

/** Field of the pod → what to do instead. */
const instead = {
  hostNetwork: 'use a Service, or a network attachment for RDMA',
  hostPID: 'leave it out',
  hostIPC: 'mount a memory-backed emptyDir at /dev/shm',
} as const

const fields = Object.keys(instead) as (keyof typeof instead)[]

export const noHostNamespaces: Policy = {
  id: 'no-host-namespaces',
  title: 'No host network, processes or IPC',
  why: "A pod in its node's namespaces reaches what other tenants run there, and takes ports that the next replica on that node needs.",
  severity: 'error',
  appliesTo: isGpuWorkload,
  check: ({ pods }) =>
    pods.flatMap(({ spec, path }) =>
      fields
        .filter((name) => spec[name] === true)
        .map((name) => ({
          path: `${path}.${name}`,
          message: `the pod has ${name}`,
          fix: instead[name],
        })),
    ),
  cel: {
    keeps: ({ specs }) =>
      `${specs}.all(s, ${fields.map((name) => `!s.?${name}.orValue(false)`).join(' && ')})`,
    message:
      'the pod has hostNetwork, hostPID or hostIPC; use a Service, and a memory-backed emptyDir at /dev/shm',
  },
}
