import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { type Clock, systemClock } from '../../../src/kube/clock.ts'
import { loadKubeconfig } from '../../../src/kube/config.ts'
import { type LeaderElectionOptions, LeaderElector } from '../../../src/kube/leader-election.ts'
import type { Lease } from '../../../src/kube/lease.ts'
import { resources } from '../../../src/kube/resources.ts'
import { controlPlane } from '../control-plane.ts'
import { type FaultProxy, startFaultProxy } from '../fault-proxy.ts'
import { type Cluster, openCluster, until } from './cluster.ts'

let cluster: Cluster
const closing: (() => Promise<void> | void)[] = []

beforeAll(async () => {
  cluster = await openCluster()
})
afterAll(() => cluster.close())
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Who led when; shared by the candidates of one test. */
type Story = string[]

/** A candidate with a way of its own to the API server. Its lease is 3 s; all the rest a fifth of the defaults. */
async function candidate(
  name: string,
  lease: string,
  story: Story,
  options: Partial<LeaderElectionOptions> = {},
) {
  const proxy: FaultProxy = await startFaultProxy(await loadKubeconfig(controlPlane.kubeconfig))
  const client = createClient(proxy.source)
  const errors: unknown[] = []
  const elector = new LeaderElector({
    client,
    namespace: cluster.namespace,
    name: lease,
    identity: name,
    leaseSeconds: 3,
    renewDeadlineSeconds: 2,
    retrySeconds: 0.2,
    onStarted: (term) => {
      story.push(`${name} leads`)
      term.addEventListener('abort', () => story.push(`${name} ends`))
    },
    onError: (error) => errors.push(error),
    ...options,
  })
  closing.push(
    () => proxy.close(),
    () => client.close(),
    () => elector.stop(),
  )
  return { elector, proxy, errors }
}

const leaseOf = (name: string) =>
  cluster.direct.get<Lease>(resources.lease, { namespace: cluster.namespace, name })

describe('leader election', () => {
  it('has one leader, who writes down who it is', async () => {
    const story: Story = []
    const candidates = await Promise.all(['a', 'b', 'c'].map((name) => candidate(name, 'one', story)))
    for (const { elector } of candidates) elector.start()
    await until('everybody to know', () => candidates.every(({ elector }) => elector.leader !== undefined))
    const leaders = candidates.filter(({ elector }) => elector.isLeader)
    expect(leaders).toHaveLength(1)
    expect(story).toHaveLength(1)
    const { spec } = (await leaseOf('one')) ?? {}
    expect(`${spec?.holderIdentity} leads`).toBe(story[0])
    expect(spec).toMatchObject({ leaseDurationSeconds: 3, leaseTransitions: 0 })
    expect(spec?.renewTime).toMatch(/\.\d{6}Z$/)
  })

  it('hands over on stop, without waiting for the lease to expire', async () => {
    const story: Story = []
    // Nobody could take this Lease over within the test if it were not released.
    const long = { leaseSeconds: 3600 }
    const a = await candidate('a', 'released', story, long)
    const b = await candidate('b', 'released', story, long)
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    b.elector.start()
    await until('b to know', () => b.elector.leader === 'a')
    await a.elector.stop()
    await until('b to lead', () => b.elector.isLeader)
    expect(story).toEqual(['a leads', 'a ends', 'b leads'])
    expect((await leaseOf('released'))?.spec?.leaseTransitions).toBe(1)
  })

  it('holds the Lease until the leader has put its work down', async () => {
    const story: Story = []
    const work = Promise.withResolvers<void>()
    const a = await candidate('a', 'slow', story, { onStopped: () => work.promise })
    const b = await candidate('b', 'slow', story)
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    b.elector.start()
    const stopping = a.elector.stop()
    const renewed = async () => (await leaseOf('slow'))?.spec?.renewTime
    const before = await renewed()
    await until('a to renew while it stops', async () => (await renewed()) !== before)
    expect([a.elector.isLeader, b.elector.isLeader]).toEqual([true, false])
    story.push('work ends')
    work.resolve()
    await stopping
    await until('b to lead', () => b.elector.isLeader)
    expect(story).toEqual(['a leads', 'a ends', 'work ends', 'b leads'])
  })

  it('does not begin another term while it stops, even when the Lease was lost meanwhile', async () => {
    const story: Story = []
    const work = Promise.withResolvers<void>()
    const a = await candidate('a', 'lost', story, { onStopped: () => work.promise })
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    const stopping = a.elector.stop()
    a.proxy.partition()
    await until('a to lose', () => !a.elector.isLeader)
    a.proxy.heal()
    work.resolve()
    await stopping
    expect(story).toEqual(['a leads', 'a ends'])
  })

  it('makes a leader that is cut off step down before another takes over', async () => {
    const story: Story = []
    const a = await candidate('a', 'partitioned', story)
    const b = await candidate('b', 'partitioned', story)
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    b.elector.start()
    a.proxy.partition()
    await until('b to lead', () => b.elector.isLeader)
    expect(a.elector.isLeader).toBe(false)
    expect(story).toEqual(['a leads', 'a ends', 'b leads'])
    a.proxy.heal()
    await until('a to hear of it', () => a.elector.leader === 'b')
    expect(story).toHaveLength(3)
  })

  it('goes on leading through short trouble: refused connections, conflicts, lost answers', async () => {
    const story: Story = []
    const a = await candidate('a', 'trouble', story)
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    const isWrite = { when: ({ isWrite }: { isWrite: boolean }) => isWrite }
    await a.proxy.down()
    await a.proxy.up()
    a.proxy.inject({ kind: 'loseAnswer' }, isWrite)
    a.proxy.inject({ kind: 'answer', code: 409, reason: 'Conflict' }, isWrite)
    a.proxy.inject({ kind: 'answer', code: 500 }, isWrite)
    await until('three faults', () => a.proxy.faults === 3)
    const transitions = async () => (await leaseOf('trouble'))?.spec?.leaseTransitions
    const renewed = async () => (await leaseOf('trouble'))?.spec?.renewTime
    const before = await renewed()
    await until('another renewal', async () => (await renewed()) !== before)
    expect(a.elector.isLeader).toBe(true)
    expect([story, await transitions()]).toEqual([['a leads'], 0])
  })

  it('ends as soon as the leader reads that another holds the Lease', async () => {
    const story: Story = []
    // Not by a deadline: that is an hour away.
    const a = await candidate('a', 'stolen', story, { leaseSeconds: 7200, renewDeadlineSeconds: 3600 })
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    const thief = { spec: { holderIdentity: 'thief' } }
    const ref = { namespace: cluster.namespace, name: 'stolen' }
    await cluster.direct.patch(resources.lease, ref, 'merge', thief)
    await until('a to step down', () => !a.elector.isLeader)
    expect([story, a.elector.leader]).toEqual([['a leads', 'a ends'], 'thief'])
  })

  it('is over for a process that was frozen, before it has run a timer', async () => {
    let frozenMs = 0
    const clock: Clock = { ...systemClock, now: () => systemClock.now() + frozenMs }
    const story: Story = []
    const a = await candidate('a', 'frozen', story, { clock })
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    frozenMs = 30_000
    expect(a.elector.isLeader).toBe(false)
    expect(story).toEqual(['a leads'])
    await until('a to lead anew', () => a.elector.isLeader)
    expect(story).toEqual(['a leads', 'a ends', 'a leads'])
  })

  it('does not believe the date another machine has written', async () => {
    const story: Story = []
    const spec = {
      holderIdentity: 'from the past',
      leaseDurationSeconds: 3600,
      renewTime: '1999-01-01T00:00:00.000000Z',
    }
    const metadata = { namespace: cluster.namespace, name: 'dated' }
    await cluster.direct.create<Lease>(resources.lease, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata,
      spec,
    })
    const a = await candidate('a', 'dated', story)
    a.elector.start()
    await until('a to look several times', () => a.proxy.requests.length > 3)
    expect([a.elector.leader, a.elector.isLeader]).toEqual(['from the past', false])
    await cluster.direct.patch(resources.lease, metadata, 'merge', {
      spec: { holderIdentity: '', renewTime: '2999-01-01T00:00:00.000000Z' },
    })
    await until('a to lead', () => a.elector.isLeader)
  })

  it('takes over a Lease whose holder never comes back', async () => {
    const metadata = { namespace: cluster.namespace, name: 'orphan' }
    const spec = { holderIdentity: 'gone', leaseDurationSeconds: 1, leaseTransitions: 4 }
    await cluster.direct.create<Lease>(resources.lease, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata,
      spec,
    })
    const a = await candidate('a', 'orphan', [])
    a.elector.start()
    await until('a to lead', () => a.elector.isLeader)
    expect((await leaseOf('orphan'))?.spec).toMatchObject({ holderIdentity: 'a', leaseTransitions: 5 })
  })

  it.each([
    { leaseSeconds: 10 },
    { renewDeadlineSeconds: 15 },
    { retrySeconds: 9 },
    { retrySeconds: 0 },
    { leaseSeconds: Number.NaN },
  ])('refuses durations that cannot be safe: %o', (durations) => {
    const options = { client: cluster.client, namespace: 'x', name: 'x', identity: 'x', onStarted: () => {} }
    expect(() => new LeaderElector({ ...options, ...durations })).toThrow(RangeError)
  })
})
