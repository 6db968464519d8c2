import { container, deployment, type Examples, group, plain, pod, podSpec } from './builders.ts'

const engine = [container()]

export const examples: Examples = {
  good: [
    { says: 'a pod of its own', object: deployment() },
    { says: 'hostNetwork: false', object: pod(podSpec(engine, { hostNetwork: false })) },
    { says: 'a pod without GPUs', object: deployment(podSpec([plain()], { hostNetwork: true })) },
  ],
  bad: [
    {
      says: 'the host network',
      object: deployment(podSpec(engine, { hostNetwork: true })),
      at: ['spec.template.spec.hostNetwork'],
    },
    {
      says: 'all three at once',
      object: pod(podSpec(engine, { hostIPC: true, hostPID: true, hostNetwork: true })),
      at: ['spec.hostNetwork', 'spec.hostPID', 'spec.hostIPC'],
      words: '/dev/shm',
    },
    {
      says: 'the leader of a group',
      object: group(podSpec(), podSpec(engine, { hostNetwork: true })),
      at: ['spec.leaderWorkerTemplate.leaderTemplate.spec.hostNetwork'],
    },
  ],
}
