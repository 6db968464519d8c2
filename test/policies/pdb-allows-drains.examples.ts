import { autoscaler, budget, deployment, type Examples, plain, podSpec } from './builders.ts'

export const examples: Examples = {
  good: [
    { says: 'one pod at a time', object: budget({ maxUnavailable: 1 }) },
    { says: 'a share', object: budget({ maxUnavailable: '25%' }) },
    { says: 'half that must stay', object: budget({ minAvailable: '50%' }) },
    {
      says: 'one of two that must stay',
      object: budget({ minAvailable: 1 }),
      related: [deployment(podSpec(), { replicas: 2 })],
    },
    {
      says: 'a budget of pods without GPUs',
      object: budget({ maxUnavailable: 0 }),
      related: [deployment(podSpec([plain()]))],
      onlyHere: true,
    },
    {
      says: 'one of the two that an autoscaler keeps at least',
      object: budget({ minAvailable: 1 }),
      related: [
        deployment(podSpec(), { replicas: undefined }),
        {
          ...autoscaler('Deployment', 'apps/v1'),
          spec: { ...autoscaler('Deployment', 'apps/v1').spec, minReplicas: 2 },
        },
      ],
    },
    {
      says: 'one of a workload that is scaled to none',
      object: budget({ minAvailable: 1 }),
      related: [deployment(podSpec(), { replicas: 0 })],
    },
    {
      says: 'one of a workload that it does not select',
      object: budget({ selector: undefined, minAvailable: 1 }),
      related: [deployment()],
    },
    { says: 'a number that nothing here can be held against', object: budget({ minAvailable: 3 }) },
  ],
  bad: [
    {
      says: 'none unavailable',
      object: budget({ maxUnavailable: 0 }),
      at: ['spec.maxUnavailable'],
      words: 'write 1',
    },
    { says: 'no percent unavailable', object: budget({ maxUnavailable: '0%' }), at: ['spec.maxUnavailable'] },
    {
      says: 'a share that is all of one replica, where it is known',
      object: budget({ minAvailable: '50%' }),
      related: [deployment()],
      at: ['spec.minAvailable'],
      words: 'Deployment chat has 1 pod, so 50% available means',
      onlyHere: true,
    },
    { says: 'all available', object: budget({ minAvailable: '100%' }), at: ['spec.minAvailable'] },
    {
      says: 'the only replica, where it is known',
      object: budget({ minAvailable: 1 }),
      related: [deployment()],
      at: ['spec.minAvailable'],
      words: 'Deployment chat has 1 pod',
      onlyHere: true,
    },
  ],
}
