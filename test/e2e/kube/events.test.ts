import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { KubeEvent, NewEvent } from '../../../src/kube/event-object.ts'
import { EventRecorder, type EventRecorderOptions } from '../../../src/kube/events.ts'
import { resources } from '../../../src/kube/resources.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { configMap } from '../../kube/builders.ts'
import { ManualClock } from '../../kube/manual-clock.ts'
import { type Cluster, openCluster } from './cluster.ts'

let cluster: Cluster
let regarding: KubeObject
let objects = 0

beforeAll(async () => {
  cluster = await openCluster()
})
afterAll(() => cluster.close())
afterEach(() => cluster.proxy.calm())

/** A recorder, and events about an object of the test's own. */
async function recorder(options: Partial<EventRecorderOptions> = {}) {
  const object = configMap(`object-${++objects}`, {}, { namespace: cluster.namespace })
  regarding = await cluster.direct.create(resources.configMap, object)
  const clock = new ManualClock()
  const dropped: string[] = []
  const events = new EventRecorder({
    client: cluster.client,
    controller: 'fitgate.dev/controller',
    instance: 'test-0',
    clock,
    onDropped: (why) => dropped.push(why),
    ...options,
  })
  return { events, clock, dropped }
}

const event = (over: Partial<NewEvent> = {}): NewEvent => ({
  regarding,
  type: 'Normal',
  reason: 'Admitted',
  action: 'Decide',
  note: 'fits on 1 of 4 nodes',
  ...over,
})

/** What the server has about the object, as `kubectl describe` would find it. */
async function recorded(): Promise<readonly KubeEvent[]> {
  const { items } = await cluster.direct.list<KubeEvent>(resources.event, {
    namespace: cluster.namespace,
    fieldSelector: `regarding.uid=${regarding.metadata.uid}`,
  })
  const version = ({ metadata }: KubeEvent) => Number(metadata.resourceVersion)
  return items.toSorted((a, b) => version(a) - version(b))
}
const writes = () => cluster.proxy.requests.filter(({ isWrite }) => isWrite).length

describe('an event recorder', () => {
  it('writes what the API server accepts and people can find', async () => {
    const { events } = await recorder()
    events.record(event())
    events.record(
      event({ type: 'Warning', reason: 'NoFreeGPUs', note: 'x'.repeat(5000), related: regarding }),
    )
    await events.flush()
    expect(await recorded()).toMatchObject([
      {
        type: 'Normal',
        reason: 'Admitted',
        action: 'Decide',
        note: 'fits on 1 of 4 nodes',
        reportingController: 'fitgate.dev/controller',
        reportingInstance: 'test-0',
      },
      { type: 'Warning', reason: 'NoFreeGPUs' },
    ])
  })

  it('makes a series of repetitions: two writes at once, then one a minute however many come', async () => {
    const { events, clock } = await recorder()
    const before = writes()
    for (let time = 0; time < 500; time++) events.record(event())
    clock.advance(60_000)
    for (let time = 0; time < 500; time++) events.record(event())
    await events.flush()
    expect(await recorded()).toMatchObject([{ note: event().note, series: { count: 1000 } }])
    expect(writes() - before).toBeLessThanOrEqual(4)
  })

  it('begins anew when the last time is long ago', async () => {
    const { events, clock } = await recorder()
    events.record(event())
    clock.advance(361_000)
    events.record(event())
    await events.flush()
    expect(await recorded()).toHaveLength(2)
  })

  it('cuts a chatty object short, but not the others', async () => {
    const { events, clock, dropped } = await recorder({ burst: 3, refillSeconds: 10 })
    const chatter = () => {
      for (let n = 0; n < 5; n++) events.record(event({ note: `${clock.now()} ${n}` }))
    }
    chatter()
    await events.flush()
    expect([(await recorded()).length, dropped]).toEqual([3, ['rate', 'rate']])
    clock.advance(10_000)
    chatter()
    await events.flush()
    expect(await recorded()).toHaveLength(4)
    regarding = await cluster.direct.create(
      resources.configMap,
      configMap(`quiet-${objects}`, {}, { namespace: cluster.namespace }),
    )
    events.record(event())
    await events.flush()
    expect(await recorded()).toHaveLength(1)
  })

  it('tells again what the server has forgotten', async () => {
    const { events } = await recorder()
    events.record(event())
    await events.flush()
    for (const { metadata } of await recorded()) await cluster.direct.delete(resources.event, metadata)
    events.record(event())
    await events.flush()
    expect(await recorded()).toMatchObject([{ series: { count: 2 } }])
  })

  it('never lets trouble reach the caller, and goes on after it', async () => {
    const { events, dropped } = await recorder()
    cluster.proxy.inject({ kind: 'answer', code: 403, reason: 'Forbidden' }, { times: 2 })
    events.record(event({ note: 'one' }))
    events.record(event({ note: 'two' }))
    events.record(event({ note: 'three', regarding: { ...regarding, metadata: { name: '' } } }))
    events.record(event({ note: 'four' }))
    await events.flush()
    expect(dropped).toEqual(['failed', 'failed', 'failed'])
    expect((await recorded()).map(({ note }) => note)).toEqual(['four'])
  })

  it('holds no more than its capacity while the server is away', async () => {
    const { events, dropped } = await recorder({ capacity: 10, burst: 1000 })
    cluster.proxy.inject({ kind: 'delay', ms: 200 })
    for (let n = 0; n < 100; n++) events.record(event({ note: String(n) }))
    await events.flush()
    expect(dropped.filter((why) => why === 'full').length).toBeGreaterThanOrEqual(89)
    expect((await recorded()).length).toBeLessThanOrEqual(11)
  })

  it('sends what waits before it stops, and nothing after', async () => {
    const { events, clock } = await recorder()
    for (let time = 0; time < 5; time++) events.record(event())
    await events.stop()
    events.record(event({ note: 'too late' }))
    clock.advance(600_000)
    expect(await recorded()).toMatchObject([{ series: { count: 5 } }])
    expect(clock.pending).toBe(0)
  })
})
