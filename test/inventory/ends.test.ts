import { describe, expect, it } from 'vitest'
import { nodesFreeingUp, nodesWithRoom } from '../../src/inventory/hardware.ts'
import { Inventory } from '../../src/inventory/inventory.ts'
import { holdingsOfPod } from '../../src/inventory/pod-devices.ts'
import { mi300x } from './objects.ts'

const pod = (more: { metadata?: object; restartPolicy?: string }) => ({
  metadata: { name: 'p', namespace: 'team', ...more.metadata },
  spec: {
    nodeName: 'n',
    ...(more.restartPolicy === undefined ? {} : { restartPolicy: more.restartPolicy }),
    containers: [{ resources: { requests: { 'amd.com/gpu': '2' } } }],
  },
})
const ownedBy = (kind: string) => ({
  ownerReferences: [{ kind, name: 'o', uid: 'u', controller: true }],
})
const ends = (more: Parameters<typeof pod>[0]) => holdingsOfPod(pod(more)).map((each) => each.ends === true)

describe('what comes free by itself', () => {
  it('is what a Job holds, what is not started again, and what is on its way out', () => {
    expect(ends({ metadata: ownedBy('Job') })).toEqual([true])
    expect(ends({ restartPolicy: 'Never' })).toEqual([true])
    expect(ends({ restartPolicy: 'OnFailure' })).toEqual([true])
    expect(
      ends({ metadata: { ...ownedBy('ReplicaSet'), deletionTimestamp: '2026-11-21T10:00:00Z' } }),
    ).toEqual([true])
  })

  it('is nothing of what serves', () => {
    expect(ends({ metadata: ownedBy('ReplicaSet'), restartPolicy: 'Always' })).toEqual([false])
    expect(ends({ restartPolicy: 'Always' })).toEqual([false])
    expect(ends({})).toEqual([false])
  })

  it('is told of every holder of a node, reservations among them', () => {
    const inventory = new Inventory()
    inventory.applyNode(mi300x('n').build())
    inventory.applyPod(pod({}))
    inventory.reserve({
      owner: 'o',
      expiresAtMs: 1,
      devices: [{ node: 'n', resource: 'amd.com/gpu', count: 1 }],
    })
    const [room] = [...inventory.rooms()]
    expect(room?.devices[0]?.held.map((each) => each.ends === true)).toEqual([false, true])
  })

  it('is counted by nodes of a shape', () => {
    const inventory = new Inventory()
    for (const name of ['n', 'm']) inventory.applyNode(mi300x(name).build())
    const shape = () => inventory.hardware([], [], new Date(0)).shapes[0]
    const nodesFor = (count: number) => {
      const found = shape()
      return found && [nodesWithRoom(found, count), nodesFreeingUp(found, count)]
    }
    inventory.applyPod(pod({}))
    expect(nodesFor(8)).toEqual([1, 1])
    inventory.applyPod({ ...pod({ restartPolicy: 'Never' }), metadata: { name: 'q', namespace: 'team' } })
    inventory.reserve({
      owner: 'o',
      expiresAtMs: 1,
      devices: [{ node: 'm', resource: 'amd.com/gpu', count: 8 }],
    })
    expect([nodesFor(6), nodesFor(8)]).toEqual([
      [0, 2],
      [0, 1],
    ])
    inventory.removePod('team', 'q')
    inventory.release('o')
    expect(nodesFor(8)).toEqual([1, 1])
  })
})
