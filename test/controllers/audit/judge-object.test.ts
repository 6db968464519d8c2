import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAIMEndpoint, toIntentRequest } from '../../../src/api/aim/endpoint.ts'
import { auditedKinds } from '../../../src/controllers/audit/audited-kinds.ts'
import { type JsonObject, judgeObject } from '../../../src/controllers/audit/judge-object.ts'
import { contextOf, type DecisionContext } from '../../../src/decide/context.ts'
import { decide } from '../../../src/decide/decide.ts'
import { formatPin, pinOf } from '../../../src/decide/pin.ts'
import { assumedHardware } from '../../../src/inventory/assumed.ts'
import { apiVersionOf } from '../../../src/kube/resources.ts'

const now = new Date('2026-11-21T12:00:00Z')
const context: DecisionContext = {
  ...contextOf(undefined, now),
  hardware: assumedHardware(),
  snapshot: { version: 'v', stale: false },
}
const judge = (object: JsonObject, decision = context, operation: 'CREATE' | 'AUDIT' = 'CREATE') =>
  judgeObject(object, { decision, now, operation })

const endpoint = (spec: object, metadata: object = {}): JsonObject => ({
  apiVersion: 'aim.engine.amd.com/v1alpha1',
  kind: 'AIMEndpoint',
  metadata: { name: 'e', namespace: 'team', uid: 'u', ...metadata },
  spec,
})
const tooLarge = endpoint({ modelId: 'meta-llama/Llama-3.1-405B-Instruct', precision: 'bf16', gpuCount: 1 })
const deployment = (annotations: object, container: object = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', namespace: 'team', annotations },
  spec: {
    selector: { matchLabels: { app: 'd' } },
    template: {
      metadata: { labels: { app: 'd' } },
      spec: { containers: [{ name: 'engine', ...container }] },
    },
  },
})

describe('judging an object', () => {
  it('has nothing to say about kinds without pods and about kinds of other operators', () => {
    expect(judge({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } })).toBeUndefined()
    expect(judge({ apiVersion: 'aim.engine.amd.com/v1alpha1', kind: 'AIMCluster' })).toBeUndefined()
    expect(judge({ apiVersion: 'other.example/v1', kind: 'AIMEndpoint', metadata: {} })).toBeUndefined()
  })

  it('finds nothing in what fits', () => {
    expect(judge(endpoint({ modelId: 'Qwen/Qwen3-32B', gpuCount: 1 }))).toEqual([])
    expect(judge(deployment({ 'fitgate.dev/model': 'Qwen/Qwen3-32B' }))).toEqual([])
  })

  it('denies what admission denies, with the arithmetic and what would fit', () => {
    expect(judge(tooLarge)).toMatchObject([
      {
        rule: 'fit',
        outcome: 'denied',
        severity: 'error',
        path: 'spec.gpuCount',
        message: expect.stringContaining('GiB'),
        fix: expect.stringMatching(/^fits with spec\.gpuCount: \d/),
        details: expect.stringContaining('Nearest that fit:'),
      },
    ])
  })

  it('only warns of an estimate where the platform warns, and records it where the object says off', () => {
    // the cache of one long request is what does not fit
    const long = {
      modelId: 'Qwen/Qwen3-32B',
      precision: 'bf16',
      gpuCount: 1,
      engineArgs: ['--gpu-memory-utilization=0.22'],
    }
    const outcome = (object: JsonObject) => judge(object)?.find(({ rule }) => rule === 'fit')?.outcome
    const enforcing = { ...context, config: { ...context.config, fit: 'enforce' as const } }
    expect(outcome(endpoint(long))).toBe('warned')
    expect(outcome(endpoint(long, { annotations: { 'fitgate.dev/fit': 'off' } }))).toBe('audited')
    expect(judge(endpoint(long), enforcing)?.[0]?.outcome).toBe('denied')
  })

  it('judges an annotated Deployment by its annotations, and lists the wrong ones', () => {
    const found = judge(
      deployment({
        'fitgate.dev/model': 'meta-llama/Llama-3.1-405B-Instruct',
        'fitgate.dev/gpus': '1',
        'fitgate.dev/precison': 'bf16',
      }),
    )
    expect(found?.map(({ rule, path }) => [rule, path])).toEqual([
      ['field', 'metadata.annotations["fitgate.dev/precison"]'],
      ['fit', 'metadata.annotations["fitgate.dev/gpus"]'],
    ])
  })

  it('holds what exists to the plan it is pinned to', () => {
    const object = endpoint({ modelId: 'Qwen/Qwen3-32B', gpuCount: 1 })
    const parsed = parseAIMEndpoint(object).endpoint
    if (parsed === undefined) throw new Error('not an endpoint')
    const decision = decide(toIntentRequest(parsed), context)
    const pin = pinOf(decision, { uid: 'u', namespace: 'team', name: 'e' })
    const annotations = { 'fitgate.dev/pin': formatPin(pin ?? expect.fail()) }
    const gone = { ...context, hardware: { shapes: [], unknownNodes: 0 } }
    const pinned = endpoint({ modelId: 'Qwen/Qwen3-32B', gpuCount: 1 }, { annotations })
    // its hardware is away, its plan still fits it
    expect(judge(pinned, gone, 'AUDIT')).toEqual([])
  })

  it('runs policies on the object as admission would complete it, and fields as they are written', () => {
    const bare = deployment({}, { image: 'i:1', resources: { limits: { 'amd.com/gpu': '0.5' } } })
    const complete = () => deployment({}, { image: 'i:1' })
    const rules = (object: JsonObject, options: object = {}) =>
      judgeObject(object, { decision: context, now, operation: 'CREATE', ...options })?.map(
        ({ rule }) => rule,
      )
    expect(rules(bare)).toContain('whole-gpus')
    expect(rules(bare, { complete })).not.toContain('whole-gpus')
  })

  it('never throws, whatever stands where', () => {
    const kinds = auditedKinds.map((type) => ({ apiVersion: apiVersionOf(type), kind: type.kind }))
    const words = [
      'spec',
      'template',
      'containers',
      'resources',
      'limits',
      'amd.com/gpu',
      'env',
      'image',
      'args',
    ]
    const json = fc.jsonValue({ maxDepth: 5 })
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        json,
        fc.dictionary(fc.constantFrom(...words), tie('tree'), { maxKeys: 4 }),
        fc.array(tie('tree'), { maxLength: 2 }),
      ),
    }))
    const annotations = fc.dictionary(
      fc.constantFrom('fitgate.dev/model', 'fitgate.dev/gpus', 'fitgate.dev/pin', 'fitgate.dev/decision'),
      fc.oneof(fc.string(), fc.constant('Qwen/Qwen3-8B')),
    )
    const metadata = fc.oneof(fc.record({ name: fc.constant('n'), annotations }), json)
    fc.assert(
      fc.property(fc.constantFrom(...kinds), metadata, tree, (kind, written, spec) => {
        const object = { ...kind, metadata: written, spec } as JsonObject
        expect(judge(object)).toBeDefined()
        expect(judge(object, context, 'AUDIT')).toBeDefined()
      }),
      { numRuns: 300 },
    )
  })
})
