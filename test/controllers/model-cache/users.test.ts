import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../src/controllers/feeds/pod.ts'
import { usersOf, withUsers } from '../../../src/controllers/model-cache/users.ts'
import { cacheUsers, type UserSources } from '../../../src/controllers/model-cache/users-of-cache.ts'
import { Store } from '../../../src/kube/store.ts'
import type { KubeObject } from '../../../src/kube/types.ts'
import { qwen, start } from './builders.ts'
import { cache } from './caches.ts'

const now = start.toISOString()

describe('users of a model', () => {
  it('are those that serve it, and those of whom nobody knows', () => {
    const known = { kind: 'AIMEndpoint', name: 'chat', model: qwen }
    const another = { kind: 'AIMEndpoint', name: 'code', model: 'team/other' }
    const unknown = { kind: 'Pod', name: 'notebook' }
    expect(usersOf(qwen, [unknown, another, known, known])).toEqual([known, unknown])
  })

  it('are named up to a bound, and counted beyond it', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ kind: 'Pod', name: `pod-${100 + index}` }))
    const entry = withUsers({ id: qwen, status: 'Ready' }, many, now)
    expect([entry.users?.length, entry.userCount, entry.accessCount]).toEqual([16, 40, 40])
    expect(withUsers(entry, many.slice(0, 39), now)).toMatchObject({ userCount: 39, accessCount: 40 })
    expect(withUsers(entry, many, 'later')).toEqual(entry)
  })
})

describe('who uses a cache', () => {
  const pod = (name: string, more: object = {}, claimName = 'models-storage'): Pod =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'team', ...more },
      spec: { containers: [], volumes: [{ persistentVolumeClaim: { claimName } }] },
      status: { phase: 'Running' },
    }) as Pod
  const workload = (name: string, annotations: object): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'team', annotations: { ...annotations } },
  })
  const ownedBy = (kind: string, name: string, hash = 'x') => ({
    labels: { 'pod-template-hash': hash },
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }],
  })

  function users(pods: readonly Pod[], workloads: readonly KubeObject[] = []) {
    const store = new Store<Pod, 'claim' | 'instance' | 'service' | 'failing' | 'reservation'>({
      indexes: {
        claim: ({ metadata, spec }) =>
          (spec.volumes ?? []).map((one) => `${metadata.namespace}/${one.persistentVolumeClaim?.claimName}`),
        instance: () => [],
        service: () => [],
        failing: () => [],
        reservation: () => [],
      },
    })
    for (const one of pods) store.set(one)
    const none = new Store<KubeObject, 'instance'>({ indexes: { instance: () => [] } })
    const sources = {
      feeds: { pods: { store }, endpoints: { store: none } },
      servicesOf: () => [],
      services: () => [],
      workloads: () => workloads,
    } as unknown as UserSources
    return cacheUsers(cache(), sources)
  }

  it('is what stands behind the pods that mount its claim, none that has ended, and none of its own', () => {
    const ended = { ...pod('done'), status: { phase: 'Succeeded' } }
    const own = pod('fetching', { labels: { 'fitgate.dev/owner': 'aimcache' } })
    const elsewhere = pod('other', {}, 'another')
    const made = pod('chat-x-1', ownedBy('ReplicaSet', 'chat-x'))
    expect(users([ended, own, elsewhere, made, pod('notebook')])).toEqual([
      { kind: 'Deployment', name: 'chat' },
      { kind: 'Pod', name: 'notebook' },
    ])
  })

  it('is a workload that is annotated with it, before it has pods, and with the model it serves', () => {
    const chat = workload('chat', { 'fitgate.dev/cache': 'models', 'fitgate.dev/model': qwen })
    const told = [{ kind: 'Deployment', name: 'chat', model: qwen }]
    expect(users([], [chat, workload('other', { 'fitgate.dev/cache': 'modelcache/models' })])).toEqual(told)
    expect(users([pod('chat-x-1', ownedBy('ReplicaSet', 'chat-x'))], [chat])).toEqual(told)
  })
})
