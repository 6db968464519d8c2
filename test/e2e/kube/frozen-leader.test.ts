import { afterAll, beforeAll, expect, it } from 'vitest'
import { controlPlane } from '../control-plane.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { freezeLeader, type Runtime } from './frozen-leader.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster()
})
afterAll(() => cluster.close())

it.each<Runtime>(['node', 'deno'])(
  'a leader on %s that was frozen while it wrote writes nothing when it wakes after another has taken over',
  async (runtime) => {
    const { holders, saidAwake } = await freezeLeader({
      cluster,
      kubeconfig: controlPlane.kubeconfig,
      runtime,
      leaseSeconds: 3,
      frozenSeconds: 8,
    })
    expect(holders).toEqual(['first', 'second'])
    expect(saidAwake).toEqual(expect.arrayContaining(['ends', 'fenced']))
    expect(saidAwake).not.toContain('leads')
  },
)
