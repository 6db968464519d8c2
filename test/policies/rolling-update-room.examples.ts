import { cluster, nodes } from '../decide/builders.ts'
import { container, deployment, type Examples, gpus, podSpec } from './builders.ts'

const eight = podSpec([container({ resources: gpus(8) })])
const updating = (replicas: number, strategy?: object) =>
  deployment(eight, { replicas, ...(strategy && { strategy }) })
const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
})
const two = cluster(nodes('MI300X', 2))
const full = cluster(nodes('MI300X', 2, { free: [0, 0], holders: 2 }))
const at = ['spec.strategy.rollingUpdate.maxUnavailable']

export const examples: Examples = {
  good: [
    { says: 'room for one more', object: updating(1), hardware: two },
    { says: 'Recreate', object: updating(2, { type: 'Recreate' }), hardware: two },
    { says: 'pods that may be missing', object: updating(2, rolling(1, 1)), hardware: two },
    {
      says: 'the defaults of four replicas, one of which may be missing',
      object: updating(4),
      hardware: cluster(nodes('MI300X', 4)),
    },
    { says: 'hardware that is not known', object: updating(2) },
    {
      says: 'nodes that may come',
      object: updating(2),
      hardware: cluster(nodes('MI300X', 2), nodes('MI355X', 0, { origin: 'declared' })),
    },
    {
      says: 'an update with a free node',
      object: updating(1),
      hardware: cluster(nodes('MI300X', 2, { free: [0, 8] })),
      operation: 'UPDATE',
    },
    { says: 'no replicas', object: updating(0), hardware: full },
  ],
  bad: [
    {
      says: 'the defaults on all nodes there are',
      object: updating(2),
      hardware: two,
      at,
      words: 'no room for one more of 8 GPUs beside 2; write maxSurge: 0 and maxUnavailable: 1',
    },
    {
      says: 'the same of what exists',
      object: updating(2, rolling('50%', '10%')),
      hardware: full,
      operation: 'AUDIT',
      at,
    },
    { says: 'an update with nothing free', object: updating(1), hardware: full, operation: 'UPDATE', at },
  ],
}
