import { describe, expect, it } from 'vitest'
import { takenDomains } from '../../../src/controllers/groups/taken-domains.ts'
import { member } from '../inference-service/builders.ts'

const rackOf = (node: string) => (node === 'unlabelled' ? undefined : `rack-of-${node}`)
const promise = (index: number, node: string) => ({
  id: `r${index}`,
  index,
  members: [{ node, resource: 'amd.com/gpu', count: 8 }],
  expiresAt: '',
})

describe('the domains that other groups are on', () => {
  it('are those of their pods and of their promises, but never those of the group that asks', () => {
    const occupants = [
      {
        uid: 'own',
        reserved: [promise(0, 'mine'), promise(1, 'next')],
        pods: [member({ group: 0, rank: 0, state: 'bound' }), member({ group: 2, rank: 0, state: 'bound' })],
      },
      { uid: 'other', reserved: [promise(0, 'theirs')], pods: [member({ rank: 0, state: 'gated' })] },
    ]
    expect(takenDomains(occupants, { uid: 'own', index: 0 }, rackOf)).toEqual([
      'rack-of-next',
      'rack-of-node-2-0',
      'rack-of-theirs',
    ])
  })

  it('are none for nodes without the label', () => {
    const occupants = [{ uid: 'other', reserved: [promise(0, 'unlabelled')], pods: [] }]
    expect(takenDomains(occupants, { uid: 'own', index: 0 }, rackOf)).toEqual([])
  })
})
