import { afterAll, beforeAll, expect, it } from 'vitest'
import { controlPlane } from '../e2e/control-plane.ts'
import { type Cluster, openCluster } from '../e2e/kube/cluster.ts'
import { freezeLeader, type Runtime } from '../e2e/kube/frozen-leader.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster()
})
afterAll(() => cluster.close())

it.each<Runtime>(['node', 'deno'])(
  'with the default durations, a leader on %s that is frozen for 30 s is followed by another and writes nothing when it wakes',
  { timeout: 300_000 },
  async (runtime) => {
    const { holders, saidAwake, takeoverSeconds } = await freezeLeader({
      cluster,
      kubeconfig: controlPlane.kubeconfig,
      runtime,
      leaseSeconds: 15,
      frozenSeconds: 30,
    })
    console.log(`${runtime}: the other wrote ${takeoverSeconds.toFixed(1)} s after the freeze`)
    expect(holders).toEqual(['first', 'second'])
    expect(saidAwake).toEqual(expect.arrayContaining(['ends', 'fenced']))
    expect(saidAwake).not.toContain('leads')
  },
)
