import { describe, expect, it } from 'vitest'
import type { CachePlan, CacheSituation } from '../../../src/controllers/model-cache/situation.ts'
import type { GroupNode } from '../../../src/decide/cache/nodes.ts'
import { outcomes } from '../../../src/vocabulary/model-files/outcome.ts'
import type { FetchResult } from '../../../src/vocabulary/model-files/result.ts'
import { fetched, job, later, qwen } from './builders.ts'
import { cache, claim, condition, plan, ready } from './caches.ts'

const spec = { nodeGroup: { storageClass: 'node-disks' } }
const node = (name: string, more: Partial<GroupNode> = {}): GroupNode => ({
  name,
  life: 'first',
  labels: {},
  taints: [],
  hasGPUs: true,
  barriers: [],
  ...more,
})
const copies = (
  nodes: readonly GroupNode[] = [node('gpu-1'), node('gpu-2')],
  more: Partial<NonNullable<CacheSituation['copies']>> = {},
) => ({ copies: { claim: claim({ uid: 'uid-of-copies' }), nodes, users: new Set<string>(), ...more } })

const nodesOf = ({ status }: CachePlan) =>
  (status.nodes ?? []).map((copy) => [copy.name, copy.ready, copy.reason])
const argsOf = (made: CachePlan) =>
  made.create.map(({ spec }) => {
    const { template } = spec as {
      template: { spec: { containers: { args: string[] }[]; affinity?: unknown } }
    }
    return template.spec.containers[0]?.args ?? []
  })

/** The next pass after every Job that was made has ended so. */
function afterJobs(
  before: CachePlan,
  how: Partial<CacheSituation>,
  result: Partial<FetchResult> = {},
  seconds = 60,
): CachePlan {
  const good = outcomes[result.outcome ?? 'Fetched'].again === 'done'
  const jobs = before.create.map(({ metadata }, index) =>
    job(good ? 'Complete' : 'Failed', {
      name: metadata.name,
      labels: metadata.labels,
      uid: `uid-${metadata.name}-${index}`,
    }),
  )
  const told = { ...fetched, ...result }
  const results = new Map(jobs.map(({ metadata }) => [metadata.uid ?? '', told]))
  return plan(cache(spec, before.status), { ...how, jobs, results, now: later(seconds) })
}

/** Downloaded, and every node copied to. */
function copied(how = copies()): CachePlan {
  return afterJobs(plan(ready(spec), how), how)
}

describe('copies on nodes', () => {
  it('have a claim of their own, which engines mount; what is downloaded lies beside it', () => {
    const first = plan(cache(spec), copies(undefined, { claim: undefined } as never))
    expect(first.claim?.metadata.name).toBe('models-storage-origin')
    expect(first.copiesClaim).toMatchObject({
      metadata: { name: 'models-storage' },
      spec: {
        storageClassName: 'node-disks',
        accessModes: ['ReadWriteMany'],
        resources: { requests: { storage: '100Gi' } },
      },
    })
    // it was prepared by hand: what is there is never changed
    expect(plan(cache(spec), copies()).copiesClaim).toBeUndefined()
  })

  it('come after the one download, one Job a node, from that volume alone', () => {
    expect(argsOf(plan(cache(spec), copies())).map(([word]) => word)).toEqual(['fetch'])
    const begun = plan(ready(spec), copies())
    expect(nodesOf(begun)).toEqual([
      ['gpu-1', false, 'Copying'],
      ['gpu-2', false, 'Copying'],
    ])
    for (const args of argsOf(begun)) {
      expect(args.slice(0, 2)).toEqual(['cache', 'copy'])
      expect(args.at(-1)).toBe(`${qwen}@main`)
    }
    const [name] = begun.create.map(({ metadata }) => metadata.name)
    expect(begun.status.nodes?.[0]?.job?.name).toBe(name)
    expect(condition(begun, 'NodeCopies')).toMatchObject({
      reason: 'Copying',
      message: '0 of 2 nodes hold a copy',
    })
    expect(condition(begun)).toMatchObject({ is: 'False', reason: 'Copying' })
  })

  it('are told node by node when they are there, and then all is at rest', () => {
    const done = copied()
    expect(nodesOf(done)).toEqual([
      ['gpu-1', true, 'Verified'],
      ['gpu-2', true, 'Verified'],
    ])
    expect(done.status.usage?.copies).toBe('2/2')
    expect(condition(done, 'NodeCopies')).toMatchObject({ is: 'True', reason: 'Copied' })
    expect(condition(done)).toMatchObject({ is: 'True', reason: 'Verified' })
    expect(done.events.map(({ reason }) => reason)).toEqual(['Copied'])
    // what copies take on a node is not what the one volume has
    expect(done.status.storage).toEqual(plan(ready(spec), copies()).status.storage)
    const again = plan(cache(spec, done.status), { ...copies(), now: later(600) })
    expect(again.status).toEqual(done.status)
    expect([again.create, again.remove, again.events]).toEqual([[], [], []])
  })

  it('are made one at a time where only one node mounts the volume, and not beside a download', () => {
    const once = { ...spec, storage: { size: '100Gi', accessMode: 'ReadWriteOnce' } }
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => node(name))
    expect(plan(ready(spec), copies(many)).create).toHaveLength(4)
    const begun = plan(ready(once), copies(many))
    expect(begun.create).toHaveLength(1)
    const [made] = begun.create
    const running = job(undefined, { name: made?.metadata.name ?? '', labels: made?.metadata.labels ?? {} })
    const larger = { ...once, models: [{ id: qwen }, { id: 'Qwen/Qwen3-4B' }] }
    const busy = plan(cache(larger, begun.status), { ...copies(many), jobs: [running] })
    expect(busy.create).toEqual([])
  })
})

describe('a node', () => {
  it('that joins gets a copy, and one that is gone is forgotten', () => {
    const done = copied()
    const now = copies([node('gpu-2'), node('gpu-3')])
    const next = plan(cache(spec, done.status), now)
    expect(nodesOf(next)).toEqual([
      ['gpu-2', true, 'Verified'],
      ['gpu-3', false, 'Copying'],
    ])
    expect(next.create).toHaveLength(1)
  })

  it('that is another one of the same name, or was restarted, has its disk looked at again', () => {
    const done = copied()
    const next = plan(cache(spec, done.status), copies([node('gpu-1', { life: 'second' }), node('gpu-2')]))
    expect(nodesOf(next)[0]).toEqual(['gpu-1', false, 'Copying'])
    expect(next.create).toHaveLength(1)
  })

  it('that leaves the group is emptied, and then forgotten', () => {
    const done = copied()
    const now = copies([node('gpu-1'), node('gpu-2', { hasGPUs: false })])
    const emptying = plan(cache(spec, done.status), now)
    expect(emptying.create).toHaveLength(1)
    expect(argsOf(emptying)[0]).not.toContain(`${qwen}@main`)
    expect(emptying.status.nodes).toHaveLength(2)
    expect(condition(emptying, 'NodeCopies').is).toBe('True')
    expect(nodesOf(afterJobs(emptying, now, { outcome: 'Removed' }))).toEqual([['gpu-1', true, 'Verified']])
  })

  it('with a pod that reads the cache gets a copy beyond those that were asked for', () => {
    const one = { nodeGroup: { storageClass: 'node-disks', replicas: 1 } }
    expect(plan(ready(one), copies()).create).toHaveLength(1)
    const users = new Set(['gpu-2'])
    expect(nodesOf(plan(ready(one), copies(undefined, { users }))).map(([name]) => name)).toEqual(['gpu-2'])
    const held = plan(ready(one), copies())
    const both = plan(cache(one, held.status), copies(undefined, { users }))
    expect(nodesOf(both).map(([name]) => name)).toEqual(['gpu-1', 'gpu-2'])
  })

  it('that cannot be reached holds up no other', () => {
    const now = copies([node('gpu-1'), node('gpu-2', { barriers: ['notReady'] })])
    const done = afterJobs(plan(ready(spec), now), now)
    expect(nodesOf(done)).toEqual([
      ['gpu-1', true, 'Verified'],
      ['gpu-2', false, 'NodeUnavailable'],
    ])
    expect(condition(done, 'NodeCopies')).toMatchObject({
      reason: 'NodeUnavailable',
      message: '1 of 2 nodes hold a copy; gpu-2: the node is not ready',
    })
    expect(condition(done)).toMatchObject({ is: 'True' })
    const back = plan(cache(spec, done.status), copies())
    expect(nodesOf(back)[1]).toEqual(['gpu-2', false, 'Copying'])
  })

  it('whose disk is too small says so, is tried again later, and the others serve', () => {
    const begun = plan(ready(spec), copies())
    const failed = afterJobs(begun, copies(), {
      outcome: 'InsufficientSpace',
      message: 'it takes 15 GiB, 9 GiB are free',
      models: [],
    })
    expect(nodesOf(failed)[0]).toEqual(['gpu-1', false, 'InsufficientCapacity'])
    expect(condition(failed, 'NodeCopies').message).toMatch(
      /^0 of 2 .*gpu-1: it takes 15 GiB, 9 GiB are free \(tried again at /,
    )
    expect(failed.create).toEqual([])
    expect(failed.afterSeconds).toBeGreaterThan(59)
    const again = plan(cache(spec, failed.status), { ...copies(), now: later(300) })
    expect(again.create).toHaveLength(2)
    expect(again.status.nodes?.[0]?.attempts).toBe(1)
  })
})

describe('what is copied', () => {
  it('follows what is downloaded: another model is another copy, and what is evicted goes', () => {
    const done = copied()
    const [entry] = done.status.cachedModels ?? []
    const other = { ...entry, id: 'Qwen/Qwen3-4B' }
    const more = { ...done.status, cachedModels: [...(done.status.cachedModels ?? []), other] }
    const next = plan(cache(spec, more as never), copies())
    expect(argsOf(next)[0]?.slice(-2)).toEqual([`Qwen/Qwen3-4B@${'a'.repeat(40)}`, `${qwen}@main`])
    expect(nodesOf(next)[0]).toEqual(['gpu-1', false, 'Copying'])
  })

  it('is brought to nobody who is gone: the Job goes too', () => {
    const begun = plan(ready(spec), copies())
    const running = begun.create.map(({ metadata }, index) =>
      job(undefined, { name: metadata.name, labels: metadata.labels, uid: `uid-${index}` }),
    )
    const next = plan(cache(spec, begun.status), { ...copies([node('gpu-1')]), jobs: running })
    expect(next.remove.map(({ metadata }) => metadata.name)).toEqual([running[1]?.metadata.name])
  })
})

describe('a group', () => {
  const reason = (made: CachePlan) => condition(made, 'NodeCopies').reason

  it('says what it lacks: nodes, a volume, or as many nodes as were asked for', () => {
    const none = plan(ready(spec), copies([]))
    expect([reason(none), condition(none).is]).toEqual(['NoNodes', 'True'])
    const refused = { status: 'False', reason: 'NameTaken', message: 'taken' } as const
    expect(reason(plan(ready(spec), copies(undefined, { refused })))).toBe('NameTaken')
    const unbound = copies(undefined, { claim: claim({ phase: 'Pending' }) })
    expect(condition(plan(ready(spec), unbound), 'NodeCopies').message).toContain(
      'waits for a volume of class node-disks',
    )
    const five = { nodeGroup: { storageClass: 'node-disks', replicas: 5 } }
    const begun = plan(ready(five), copies())
    const all = begun.status.nodes?.map((copy) => ({ ...copy, ready: true, reason: 'Verified' })) ?? []
    const told = plan(cache(five, { ...begun.status, nodes: all }), copies())
    expect(condition(told, 'NodeCopies')).toMatchObject({
      reason: 'TooFewNodes',
      message: '2 of 2 nodes hold a copy, and 5 are asked for: the group has 2',
    })
    expect(told.status.usage?.copies).toBe('2/5')
  })
})
