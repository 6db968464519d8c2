import { budget, deployment, type Examples, plain, podSpec } from './builders.ts'

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
