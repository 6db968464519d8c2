/**
 * One pod, and one tensor parallel group, fits on one node.
 * @module
 */
import { gpusOf, podGpus } from './devices.ts'
import { isDistributed } from './distributed.ts'
import { asksForGpus } from './ours.ts'
import { targetsFor } from './placement.ts'
import type { Policy, Violation } from './policy.ts'
import { servingsOf } from './serving.ts'

export const fitsOneNode: Policy = {
  id: 'fits-one-node',
  title: 'A pod and its tensor parallel group fit on one node',
  why: 'A pod that asks for more GPUs than a node has waits for ever, and an engine that is told of one node looks for all its tensor parallel ranks there.',
  severity: 'error',
  asksCluster: true,
  appliesTo: asksForGpus,
  check(subject, context) {
    const largest = (pod: (typeof subject.pods)[number], resource: string) =>
      Math.max(0, ...targetsFor(pod, resource, context).map(({ gpusPerNode }) => gpusPerNode))
    const pods = subject.pods.flatMap((pod): Violation[] => {
      const count = podGpus(pod)
      const [first] = pod.containers.flatMap((container) => [...gpusOf(container).keys()])
      const most = first === undefined ? 0 : largest(pod, first)
      if (most === 0 || count <= most) return []
      return [
        {
          path: `${pod.path}.containers`,
          message: `the pod asks for ${count} ${first}, and no node has more than ${most}`,
          fix: `ask for ${most} at most, or use a LeaderWorkerSet over several nodes`,
        },
      ]
    })
    const groups = servingsOf(subject).flatMap((serving): Violation[] => {
      const { own, pod, resource, paths } = serving
      const size = own?.settings.tensorParallel ?? 1
      const most = resource === undefined ? 0 : largest(pod, resource)
      // engines that are told of several nodes start so: slower, and how SGLang's own documents do it
      if (most === 0 || size <= most || isDistributed(serving)) return []
      return [
        {
          path: paths.tensorParallel,
          message: `tensor parallel ${size} is more than the ${most} GPUs of a node`,
          fix: `use tensor parallel ${most} in a node and pipeline parallel between nodes`,
        },
      ]
    })
    return [...pods, ...groups]
  },
}
