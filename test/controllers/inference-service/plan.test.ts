import { describe, expect, it } from 'vitest'
import type { InferenceServiceStatus } from '../../../src/api/inference/inference-service.ts'
import { inferenceServiceStatus } from '../../../src/api/inference/inference-service-status.ts'
import type { DeploymentChild } from '../../../src/controllers/aim-endpoint/child.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { cluster, knowing, nodes } from '../../decide/builders.ts'
import { applied, pinned, plan, service } from './builders.ts'

const condition = ({ conditions }: InferenceServiceStatus, type: string) => findCondition(conditions, type)

describe('an InferenceService on one node', () => {
  it('is pinned to its plan, and gets what an AIMEndpoint gets', () => {
    const { pin, children, status } = plan(service('chat', { resources: { totalGpus: 1 } }))
    expect(JSON.parse(pin ?? '{}')).toMatchObject({ owner: { uid: 'uid-of-chat', name: 'team/chat' } })
    expect(children?.apply.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Service', 'Deployment'])
    expect(status).toMatchObject({ gpus: '1 x MI300X', decision: { verdict: 'Fits' }, replicas: 0 })
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'NotCreated' })
  })

  it('is Ready when its engine answers, and says where', () => {
    const object = pinned('chat', { networking: { serviceType: 'NodePort', ports: { http: 9000 } } })
    const live = applied(object).map((child) => {
      if (child.kind === 'Deployment')
        return {
          ...child,
          status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
        }
      return child.kind === 'Service'
        ? { ...child, spec: { ports: [{ port: 9000, nodePort: 30_900 }] } }
        : child
    })
    const { status, events } = plan(object, { live, pods: { pods: 1, scheduled: 1 } })
    expect(condition(status, 'Ready')).toMatchObject({ status: 'True', reason: 'Serving' })
    expect(status).toMatchObject({
      replicas: 1,
      readyReplicas: 1,
      modelStatus: { loaded: true },
      selector: 'app.kubernetes.io/instance=chat,fitgate.dev/owner=inferenceservice',
      endpoints: { internal: 'http://chat.team.svc:9000', external: 'http://<node>:30900' },
    })
    expect(events.map(({ reason }) => reason)).toContain('Ready')
    for (const type of ['GPUAllocated', 'ModelLoaded', 'ServiceReady', 'Healthy'])
      expect(condition(status, type)).toMatchObject({ status: 'True' })
  })

  it('stands in the line of all that serve and wait for the same GPUs', () => {
    const object = pinned('chat')
    const pods = { pods: 1, scheduled: 0, unschedulable: 'Insufficient amd.com/gpu' }
    const waiting = { live: applied(object), pods, placeOf: () => ({ place: 2, of: 4 }) }
    const { status } = plan(object, waiting)
    expect(status.queue).toBe('2nd of 4')
    expect(inferenceServiceStatus.safeParse(JSON.parse(JSON.stringify(status))).success).toBe(true)
    expect(plan({ ...object, status }, { live: waiting.live }).status).not.toHaveProperty('queue')
  })

  it('keeps its plan, its children and its status while nothing of it changes', () => {
    const object = pinned('chat')
    const live = applied(object)
    const { status } = plan(object, { live })
    const told = { ...object, status }
    const elsewhere = knowing(cluster(nodes('MI355X', 4)))
    const again = plan(told, { live, now: '2026-11-21T11:00:00Z' })
    expect(again.status).toEqual(status)
    expect(again.events).toEqual([])
    expect(applied(told, { context: elsewhere })).toEqual(live)
    expect(inferenceServiceStatus.safeParse(JSON.parse(JSON.stringify(status))).success).toBe(true)
  })

  it('makes no pods before the model of its cache is there, on one node or on several', () => {
    const cached = { storage: { modelCache: 'models' } }
    const filled = (status: 'Ready' | 'Downloading') => ({
      findCache: () => ({
        ...{ apiVersion: 'inference.ai/v1alpha1', kind: 'ModelCache' as const, metadata: { name: 'models' } },
        status: { cachedModels: [{ id: 'Qwen/Qwen3-32B', status, reason: status, progress: '40 %' }] },
      }),
    })
    const object = pinned('chat', cached)
    const waiting = plan(object, filled('Downloading'))
    expect(waiting.children?.apply.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Service'])
    expect(condition(waiting.status, 'CacheProvisioned')).toMatchObject({
      status: 'False',
      reason: 'Downloading',
    })
    expect(condition(waiting.status, 'Ready')).toMatchObject({ status: 'False', reason: 'WaitsForModel' })
    const group = plan(
      pinned('chat', { ...cached, distributed: { enabled: true, size: 2 } }),
      filled('Downloading'),
    )
    expect(group.children?.apply.map(({ kind }) => kind)).not.toContain('LeaderWorkerSet')
    expect(group.groups).toBeUndefined()
    expect(applied(object, filled('Ready')).map(({ kind }) => kind)).toContain('Deployment')
    // what runs is left alone, whatever becomes of the cache
    const live = applied(object, filled('Ready'))
    expect(applied(object, { ...filled('Downloading'), live }).map(({ kind }) => kind)).toContain(
      'Deployment',
    )
  })

  it('leaves replicas to the autoscaler, handing over those it has', () => {
    const live = applied(pinned('chat', { replicas: 3 }))
    const scaled = pinned('chat', { autoscaling: { enabled: true } })
    const { children } = plan(scaled, { live: live as unknown as DeploymentChild[] })
    expect(children?.handOver).toMatchObject({ name: 'chat', replicas: 3 })
    expect(children?.apply.map(({ kind }) => kind)).toContain('HorizontalPodAutoscaler')
  })
})

describe('an InferenceService that cannot be served', () => {
  it('gets nothing where its GPUs can never hold the model, and is told the arithmetic', () => {
    const { status, children, pin } = plan(
      service('large', {
        model: { name: 'amd/Llama-3.1-405B-Instruct-FP8-KV' },
        resources: { totalGpus: 1 },
      }),
    )
    expect(children).toBeUndefined()
    expect(pin).toBeUndefined()
    expect(condition(status, 'RecipeSelected')).toMatchObject({ status: 'False', reason: 'WeightsTooLarge' })
  })

  it('is told all its problems where it slipped past admission, and keeps what runs', () => {
    const object = service('wrong')
    const broken = { ...object, spec: { model, replicas: -1, resources: { totalGpus: 0 } } }
    const { status, children } = plan(broken)
    expect(children).toBeUndefined()
    expect(condition(status, 'Accepted')?.message.split('\n')).toHaveLength(2)
  })
})

const model = { name: 'Qwen/Qwen3-32B' }
