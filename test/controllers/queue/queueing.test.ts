import { Registry } from 'prom-client'
import { afterEach, expect, it, vi } from 'vitest'
import type { Feeds } from '../../../src/controllers/feeds/feeds.ts'
import { type Queueing, queueing } from '../../../src/controllers/queue/queueing.ts'
import { PlacementIndex } from '../../../src/decide/place/placement-index.ts'
import { Inventory } from '../../../src/inventory/inventory.ts'
import { defaultQueueConfig } from '../../../src/inventory/queue-config.ts'
import { ApiError } from '../../../src/kube/api-error.ts'
import type { KubeClient } from '../../../src/kube/types.ts'
import { controllerMetrics } from '../../../src/server/metrics/controllers.ts'
import { scriptedClient } from '../../kube/scripted-client.ts'
import { kind, resource } from './builders.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
let waits: Queueing

afterEach(async () => {
  waits.end()
  await waits.stop()
})

it('who joins before every member is known gets a place when they are, though nothing else happens', async () => {
  const places = new PlacementIndex()
  const inventory = new Inventory({ onRoom: (name, room) => places.apply(name, room) })
  inventory.applyNode({
    metadata: { name: 'n0', labels: { 'amd.com/gpu.device-id': '74a1' } },
    status: { capacity: { [resource]: '8' }, allocatable: { [resource]: '8' } },
  })
  const noStreams = { outcome: new ApiError({ code: 422, reason: 'Invalid', message: 'no streaming lists' }) }
  const known = { store: { subscribe() {}, byIndex: () => [] }, hasSynced: () => true }
  let isKnown = false
  waits = queueing({
    client: scriptedClient([noStreams]).client as KubeClient,
    metrics: controllerMetrics(new Registry()),
    log: silent,
    feeds: { pods: known, quotas: known } as unknown as Pick<Feeds, 'pods' | 'quotas'>,
    inventory,
    places,
    config: defaultQueueConfig,
    members: () => [{ ready: () => isKnown, victims: () => [] }],
    now: () => new Date(),
  })
  waits.start()
  waits.begin()
  const touch = vi.fn()
  const request = { kinds: [kind], gpusPerMember: 8 }
  waits.queue.join({ uid: 'a', namespace: 'team', priority: 0, sinceMs: 0, preempts: true, touch, request })
  await waits.joined()
  await vi.waitFor(() => expect(waits.hasSynced()).toBe(true))
  expect(waits.queue.grantOf('a')).toBeUndefined()
  isKnown = true
  await vi.waitFor(() => expect(waits.queue.grantOf('a')?.placements[0]?.node).toBe('n0'))
  expect(touch).toHaveBeenCalledOnce()
})
