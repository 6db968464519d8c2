import { container, cronJob, deployment, type Examples, plain, pod, podSpec, replicaSet } from './builders.ts'

const privileged = { securityContext: { privileged: true } }

export const examples: Examples = {
  good: [
    { says: 'a container that says nothing', object: deployment() },
    {
      says: 'one that says no',
      object: pod(podSpec([container({ securityContext: { privileged: false, runAsUser: 1000 } })])),
    },
    { says: 'a privileged pod without GPUs', object: deployment(podSpec([plain(privileged)])) },
  ],
  bad: [
    {
      says: 'the engine',
      object: deployment(podSpec([container(privileged)])),
      at: ['spec.template.spec.containers[0].securityContext.privileged'],
      words: 'the device plugin gives',
    },
    {
      says: 'a ReplicaSet of nobody',
      object: replicaSet(podSpec([container(privileged)])),
      at: ['spec.template.spec.containers[0].securityContext.privileged'],
    },
    {
      says: 'an init container and a helper',
      object: cronJob(
        podSpec([container(), plain(privileged)], {
          initContainers: [plain({ name: 'first', ...privileged })],
        }),
      ),
      at: [
        'spec.jobTemplate.spec.template.spec.containers[1].securityContext.privileged',
        'spec.jobTemplate.spec.template.spec.initContainers[0].securityContext.privileged',
      ],
    },
  ],
}
