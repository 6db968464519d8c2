import { container, deployment, type Examples, plain, podSpec, statefulSet } from './builders.ts'

const adding = (...add: readonly string[]) => ({ securityContext: { capabilities: { add } } })

export const examples: Examples = {
  good: [
    { says: 'a container that adds none', object: deployment() },
    { says: 'IPC_LOCK for RDMA', object: deployment(podSpec([container(adding('IPC_LOCK'))])) },
    {
      says: 'capabilities that are dropped',
      object: deployment(podSpec([container({ securityContext: { capabilities: { drop: ['ALL'] } } })])),
    },
    { says: 'a pod without GPUs', object: deployment(podSpec([plain(adding('NET_ADMIN'))])) },
  ],
  bad: [
    {
      says: 'what ROCm documents add for debugging',
      object: deployment(podSpec([container(adding('IPC_LOCK', 'SYS_PTRACE'))])),
      at: ['spec.template.spec.containers[0].securityContext.capabilities.add[1]'],
      words: 'SYS_PTRACE is added (allowed: IPC_LOCK)',
    },
    {
      says: 'a sidecar with the network',
      object: statefulSet(
        podSpec([container()], {
          initContainers: [plain({ restartPolicy: 'Always', ...adding('NET_ADMIN', 'ALL') })],
        }),
      ),
      at: [0, 1].map((i) => `spec.template.spec.initContainers[0].securityContext.capabilities.add[${i}]`),
    },
  ],
}
