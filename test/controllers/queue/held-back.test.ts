import { describe, expect, it } from 'vitest'
import { placementGate } from '../../../src/render/group-let-go.ts'
import { cluster, resource } from './builders.ts'

const gated = (name: string, gate: string) => ({
  metadata: { name, namespace: 'team' },
  spec: {
    schedulingGates: [{ name: gate }],
    containers: [{ resources: { requests: { [resource]: '8' } } }],
  },
})

describe('a group whose pods are there and held back', () => {
  it('does not stand in its own way at the ceiling of its namespace', () => {
    const { queue, usage, join } = cluster([8, 8], { config: { namespaceGPUs: 16 } })
    for (const name of ['leader', 'worker']) usage.applyPod(gated(name, placementGate))
    join('group', 8, { request: { members: 2 } })
    queue.dispatch()
    expect(queue.grantOf('group')?.placements).toHaveLength(2)
  })

  it('has passed the quotas that count its pods', () => {
    const quotas = () => [{ resource, hard: 16, used: 16 }]
    const { queue, join } = cluster([8, 8], { quotas })
    join('another', 8, { request: { members: 2 }, ageMs: 1000 })
    join('admitted', 8, { request: { members: 2 }, hasPods: true })
    queue.dispatch()
    expect(queue.grantOf('admitted')).toBeDefined()
    expect(queue.standingOf('another')?.refusal).toContain('ResourceQuota')
  })

  it('counts where somebody else holds it back', () => {
    const { usage } = cluster([8])
    usage.applyPod(gated('kueue', 'kueue.x-k8s.io/admission'))
    expect(usage.used('team')).toBe(8)
  })
})
