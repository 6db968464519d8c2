import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AIMEndpoint, type AIMEndpointStatus, aimEndpointStatus } from '../../../src/api/aim/endpoint.ts'
import type { Child } from '../../../src/controllers/aim-endpoint/child.ts'
import type { EndpointSituation } from '../../../src/controllers/aim-endpoint/plan.ts'
import { mergePatch } from '../../../src/controllers/merge-patch.ts'
import { parsePin } from '../../../src/decide/pin.ts'
import { deploymentAnnotations } from '../../../src/render/deployment.ts'
import { findCondition } from '../../../src/vocabulary/conditions.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { cluster, knowing, nodes } from '../../decide/builders.ts'
import { endpoint, recipes } from '../../render/builders.ts'
import { allScheduled, applied, context, noPods, pinned, plan, up, withDeployment } from './builders.ts'

const condition = ({ conditions }: AIMEndpointStatus, type: string) => findCondition(conditions, type)
const kinds = (children: readonly Child[] = []) => children.map(({ kind }) => kind)
const told = (object: AIMEndpoint, status: AIMEndpointStatus): AIMEndpoint => ({ ...object, status })

describe('the pin of an endpoint', () => {
  it('is written where there is none, and then holds', () => {
    const object = endpoint('qwen', { gpuCount: 1 })
    expect(parsePin(plan(object).pin)?.candidate.recipe.name).toBe('qwen3-32b-mi300x-bf16')
    expect(plan(pinned('qwen')).pin).toBeUndefined()
  })

  it('keeps the plan when a better one appears, and when the hardware is away', () => {
    const object = pinned('qwen')
    const before = applied(object)
    const elsewhere = knowing(cluster(nodes('MI355X', 4)), recipes)
    expect(applied(object, { context: elsewhere })).toEqual(before)
    expect(applied(object, { context: knowing(cluster(), []) })).toEqual(before)
  })

  it('gives way when the intent is another, or when it was somebody else’s', () => {
    const object = pinned('qwen')
    const changed = { ...object, spec: { ...object.spec, maxModelLen: 4096 } }
    expect(parsePin(plan(changed).pin)?.candidate.settings.maxModelLen).toBe(4096)
    const copy = { ...object, metadata: { ...object.metadata, uid: 'another' } }
    expect(parsePin(plan(copy).pin)?.owner.uid).toBe('another')
  })
})

describe('an endpoint that cannot run', () => {
  const impossible = endpoint('llama', {
    modelId: 'meta-llama/Llama-3.1-405B-Instruct',
    precision: 'fp8',
    gpuCount: 1,
  })

  it('gets no children, and those of an earlier plan are left alone', () => {
    const live = applied(pinned('llama'))
    const { children, pin, status } = plan(impossible, { live })
    expect(children).toBeUndefined()
    expect(pin).toBeUndefined()
    expect(status.phase).toBe('Failed')
    expect(condition(status, 'RecipeSelected')).toMatchObject({ status: 'False', reason: 'WeightsTooLarge' })
    expect(status.decision?.alternatives?.length).toBeGreaterThan(0)
  })

  it('waits where other hardware could run it', () => {
    const { status, children } = plan(endpoint('qwen', { gpuCount: 1 }), { context: knowing(cluster()) })
    expect(children).toBeUndefined()
    expect(status.phase).toBe('Waiting')
  })

  it('that does not make sense is told all that is wrong, and keeps the rest of its status', () => {
    const object = told(endpoint('odd'), { phase: 'Ready', model: 'x/y' })
    const odd = { ...object, spec: { ...object.spec, gpuCount: 9, precision: 'bf15' } } as AIMEndpoint
    const { status, events, children } = plan(odd)
    expect(children).toBeUndefined()
    expect(status).toMatchObject({ phase: 'Failed', model: 'x/y' })
    expect(condition(status, 'Accepted')?.message).toMatch(
      /gpuCount[\s\S]*precision|precision[\s\S]*gpuCount/,
    )
    expect(events).toMatchObject([{ type: 'Warning', reason: 'Invalid' }])
  })
})

describe('the status of an endpoint', () => {
  const object = pinned('qwen')
  const live = withDeployment(applied(object), { status: up })

  it('is one that the definition takes, and Ready when every replica answers', () => {
    const { status, events } = plan(object, { live, pods: allScheduled })
    expect(aimEndpointStatus.safeParse(status).error).toBeUndefined()
    expect(status).toMatchObject({
      phase: 'Ready',
      recipe: 'qwen3-32b-mi300x-bf16',
      gpus: '1 x MI300X',
      replicas: { summary: '1/1' },
      endpoints: { internal: 'http://qwen.serving.svc:8000' },
      observedGeneration: 1,
    })
    expect(events.map(({ reason }) => reason)).toEqual(['RecipeSelected', 'Ready'])
  })

  it('is the same a second time, and tells no Event again', () => {
    const { status } = plan(object, { live, pods: allScheduled })
    const again = plan(told(object, status), { live, pods: allScheduled, now: '2026-11-21T11:00:00Z' })
    expect(mergePatch(status, again.status)).toBeUndefined()
    expect(again.events).toEqual([])
  })

  it('does not move with what is free elsewhere', () => {
    const { status } = plan(object, { live, pods: allScheduled })
    const busy = {
      ...context,
      hardware: cluster(nodes('MI300X', 2, { free: [0, 1], holders: 7 })),
      snapshot: { version: 'next', stale: false },
    }
    const again = plan(told(object, status), { live, pods: allScheduled, context: busy })
    expect(mergePatch(status, again.status)).toBeUndefined()
  })

  it('is not Ready before the Deployment controller has seen the change', () => {
    const changed = live.map((child) =>
      child.kind === 'Deployment' ? { ...child, metadata: { ...child.metadata, generation: 2 } } : child,
    )
    const { status } = plan(object, { live: changed, pods: allScheduled })
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'RollingOut' })
    expect(status.phase).toBe('Pending')
  })

  it('keeps conditions of others, and takes its own away when they say nothing any more', () => {
    const at = {
      lastTransitionTime: '2026-01-01T00:00:00Z',
      message: '',
      reason: 'X',
      status: 'True',
    } as const
    const before = {
      conditions: [
        { type: 'UpdateAvailable', ...at },
        { type: 'example.com/Theirs', ...at },
      ],
    }
    const types = plan(told(object, before), { live }).status.conditions?.map(({ type }) => type)
    expect(types).toContain('example.com/Theirs')
    expect(types).not.toContain('UpdateAvailable')
  })
})

describe('whatever others hold', () => {
  const busy = (free: readonly number[], holders: number) => ({
    ...context,
    hardware: cluster(
      nodes('MI300X', 2, { free: [free[0] ?? 0, 8], holders }),
      nodes('MI325X', 1, { free: [free[1] ?? 0], holders }),
      nodes('MI355X', 1, { free: [free[2] ?? 0], holders }),
    ),
  })

  it.each([
    ['refused', { modelId: 'meta-llama/Llama-3.1-405B-Instruct', precision: 'fp8', gpuCount: 1 }],
    ['unchecked', { modelId: 'acme/secret-9000', gpuCount: 2 }],
    ['chosen', { gpuCount: 1 }],
  ])('the status of one that was %s stays as it is', (_what, spec) => {
    const first = plan(endpoint('steady', spec), { context: busy([8, 8, 8], 0) })
    const metadata = {
      ...endpoint('steady', spec).metadata,
      annotations: { [annotations.pin]: first.pin ?? '' },
    }
    const object = { ...endpoint('steady', spec), metadata, status: first.status }
    fc.assert(
      fc.property(fc.array(fc.nat(8), { minLength: 3, maxLength: 3 }), fc.nat(20), (free, holders) => {
        expect(
          mergePatch(first.status, plan(object, { context: busy(free, holders) }).status),
        ).toBeUndefined()
      }),
    )
  })
})

describe('an endpoint without a place', () => {
  const object = pinned('big', { gpuCount: 8 })
  const live = applied(object)
  const unschedulable = '0/7 nodes are available: 3 Insufficient amd.com/gpu, 4 node(s) did not match'
  const pods = { pods: 1, scheduled: 0, unschedulable }
  const free = (first: number, holders: number) => ({
    ...context,
    hardware: cluster(nodes('MI300X', 2, { free: [first, 2], holders })),
  })

  it('says what it needs, what there is, and who holds the rest', () => {
    const { status } = plan(object, { live, pods, context: free(5, 3) })
    expect(status.phase).toBe('Waiting')
    expect(condition(status, 'Placed')).toMatchObject({
      status: 'False',
      reason: 'NoCapacity',
      message: 'needs 8 MI300X on one node; the fullest-free node has 5; 3 workloads hold the rest',
    })
  })

  it('believes the scheduler where our count says otherwise', () => {
    const { status } = plan(object, { live, pods })
    expect(condition(status, 'Placed')).toMatchObject({ reason: 'NoCapacity' })
    const taints = { ...pods, unschedulable: '0/7 nodes are available: 7 node(s) had untolerated taint' }
    expect(condition(plan(object, { live, pods: taints }).status, 'Placed')).toMatchObject({
      reason: 'Unschedulable',
      message: expect.stringContaining('untolerated taint'),
    })
  })

  it('has its numbers written anew only when that is allowed', () => {
    const { status } = plan(object, { live, pods, context: free(5, 3) })
    const held = plan(told(object, status), { live, pods, context: free(4, 2), mayRefresh: false })
    expect(held.words).toBe('heldBack')
    expect(mergePatch(status, held.status)).toBeUndefined()
    const fresh = plan(told(object, status), { live, pods, context: free(4, 2) })
    expect(fresh.words).toBe('refreshed')
    expect(condition(fresh.status, 'Placed')?.message).toContain('has 4')
    expect(fresh.events).toEqual([])
  })

  it('stands in a line that the status and its column tell, and steps that others make are held back too', () => {
    const stand = (place: number, of: number, more: Partial<EndpointSituation> = {}, of_ = object) =>
      plan(of_, { live, pods, context: free(5, 3), placeOf: () => ({ place, of }), ...more })
    const { status } = stand(2, 3)
    expect(status.queue).toBe('2nd of 3')
    expect(condition(status, 'Placed')?.message).toContain('2nd of 3 that wait for MI300X')
    const held = stand(1, 2, { mayRefresh: false }, told(object, status))
    expect(mergePatch(status, held.status)).toBeUndefined()
    expect(stand(1, 2, {}, told(object, status)).status.queue).toBe('1st of 2')
    const scheduled = { pods: { pods: 1, scheduled: 1 } }
    expect(stand(1, 2, scheduled, told(object, status)).status).not.toHaveProperty('queue')
  })

  it('is Ready=False for as long, and that is told once', () => {
    const { status, events } = plan(object, { live, pods, context: free(5, 3) })
    expect(condition(status, 'Ready')).toMatchObject({ reason: 'WaitingForPlace' })
    expect(events.map(({ reason }) => reason)).toEqual(['RecipeSelected', 'NoCapacity'])
  })
})

describe('the children of an endpoint', () => {
  it('that are not wanted any more go, but a volume stays', () => {
    const full = {
      gpuCount: 1,
      scaling: { maxReplicas: 3 },
      cache: { enabled: true, size: '1Gi' },
      security: { serviceAccount: { create: true } },
    }
    const live = applied(pinned('qwen', full))
    const { children, status } = plan(pinned('qwen'), { live })
    expect(kinds(children?.remove)).toEqual(['ServiceAccount', 'HorizontalPodAutoscaler'])
    expect(condition(status, 'CacheProvisioned')).toMatchObject({ status: 'False', reason: 'KeptUnused' })
  })

  it.each([
    ['another version', () => '0.0.1'],
    ['another build of this version', (own = '') => `${own.slice(0, -8)}00000000`],
  ])('keep their pods when only fitgate is another: %s', (_, renderer) => {
    const object = pinned('qwen')
    const old = applied(object).map((child) => {
      if (child.kind === 'ConfigMap') return { ...child, data: { 'config.yaml': 'old' } }
      if (child.kind !== 'Deployment') return child
      const { annotations: own = {} } = child.metadata
      const marks = {
        ...own,
        [deploymentAnnotations.renderer]: renderer(own[deploymentAnnotations.renderer]),
      }
      return {
        ...child,
        metadata: { ...child.metadata, annotations: marks },
        spec: { ...child.spec, template: { spec: { old: true } } },
      }
    })
    const kept = plan(object, { live: old })
    const find = (children: readonly Child[] = [], kind: string) =>
      children.find((child) => child.kind === kind)
    expect(find(kept.children?.apply, 'Deployment')?.spec?.template).toEqual({ spec: { old: true } })
    expect(find(kept.children?.apply, 'ConfigMap')?.data).toEqual({ 'config.yaml': 'old' })
    expect(condition(kept.status, 'UpdateAvailable')).toMatchObject({ status: 'True' })

    const scaled = { ...object, spec: { ...object.spec, replicas: 4, service: { port: 80 } } }
    const template = find(plan(scaled, { live: old }).children?.apply, 'Deployment')?.spec
    expect(template).toMatchObject({ replicas: 4, template: { spec: { old: true } } })

    const changed = { ...object, spec: { ...object.spec, env: [{ name: 'A', value: '1' }] } }
    const anew = plan(changed, { live: old })
    expect(find(anew.children?.apply, 'Deployment')?.spec?.template).not.toEqual({ spec: { old: true } })
    expect(find(anew.children?.apply, 'ConfigMap')?.data).not.toEqual({ 'config.yaml': 'old' })
    expect(condition(anew.status, 'UpdateAvailable')).toBeUndefined()
  })

  it('change hands of their replicas once, when an autoscaler comes', () => {
    const fixed = pinned('qwen', { gpuCount: 1, replicas: 3 })
    const live = applied(fixed)
    const autoscaled = {
      ...fixed,
      spec: { gpuCount: 1, modelId: 'Qwen/Qwen3-32B', scaling: { maxReplicas: 5 } },
    }
    expect(plan(autoscaled, { live }).children?.handOver).toEqual({
      kind: 'Deployment',
      name: 'qwen',
      replicas: 3,
    })
    expect(plan(autoscaled, { live: applied(autoscaled) }).children?.handOver).toBeUndefined()
    expect(plan(fixed, { live: applied(autoscaled) }).children?.handOver).toBeUndefined()
  })
})

describe('the cache of an endpoint', () => {
  const cached = (cache: object) => pinned('qwen', { gpuCount: 1, cache: { enabled: true, ...cache } })
  const claim = (children: readonly Child[] = []) =>
    children.find(({ kind }) => kind === 'PersistentVolumeClaim')
  const live = applied(cached({ size: '20Gi', storageClass: 'fast' }))

  it('may grow', () => {
    const { children, status } = plan(cached({ size: '30Gi', storageClass: 'fast' }), { live })
    expect(claim(children?.apply)?.spec).toMatchObject({ resources: { requests: { storage: '30Gi' } } })
    expect(condition(status, 'CacheProvisioned')?.reason).toBe('Pending')
  })

  it('stays what it is otherwise, and says so', () => {
    const { children, status } = plan(
      cached({ size: '10Gi', storageClass: 'slow', accessMode: 'ReadWriteMany' }),
      { live },
    )
    expect(claim(children?.apply)?.spec).toEqual(claim(live)?.spec)
    expect(condition(status, 'CacheProvisioned')).toMatchObject({ reason: 'Immutable' })
    expect(condition(status, 'CacheProvisioned')?.message).toMatch(/accessMode.*storageClass.*size/)
  })
})

describe('an unknown model', () => {
  it('is tried, and marked unchecked', () => {
    const { status, pin, children } = plan(endpoint('mystery', { modelId: 'acme/secret-9000', gpuCount: 2 }))
    expect(pin).toBeDefined()
    expect(kinds(children?.apply)).toContain('Deployment')
    expect(condition(status, 'RecipeSelected')).toMatchObject({ status: 'True', reason: 'Unchecked' })
  })
})

describe('a pin annotation', () => {
  it('that is no pin is replaced', () => {
    const object = endpoint('qwen', { gpuCount: 1 })
    const broken = {
      ...object,
      metadata: { ...object.metadata, annotations: { [annotations.pin]: '{"v":9}' } },
    }
    expect(plan(broken, { pods: noPods }).pin).toBe(plan(object).pin)
  })
})
