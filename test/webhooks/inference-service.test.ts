import { describe, expect, it } from 'vitest'
import { parsePin } from '../../src/decide/pin.ts'
import { annotations } from '../../src/vocabulary/names.ts'
import { mutateInferenceService, validateInferenceService } from '../../webhooks/inference-service.ts'
import type { AdmissionRequest } from '../../webhooks/review.ts'
import { routes } from '../../webhooks/routes.ts'
import { cluster, knowing, nodes } from '../decide/builders.ts'

const context = { decision: knowing(cluster(nodes('MI300X', 2))) }
const apiVersion = 'inference.ai/v1alpha1'
const model = { name: 'Qwen/Qwen3-32B' }
const large = { name: 'amd/Llama-3.1-405B-Instruct-FP8-KV' }

const object = (spec: object) => ({
  apiVersion,
  kind: 'InferenceService',
  metadata: { name: 'chat', namespace: 'team' },
  spec,
})
const create = (spec: object): AdmissionRequest => ({
  uid: 'u',
  kind: { group: 'inference.ai', version: 'v1alpha1', kind: 'InferenceService' },
  operation: 'CREATE',
  namespace: 'team',
  object: object(spec),
})
const update = (from: object, to: object): AdmissionRequest => ({
  ...create(to),
  operation: 'UPDATE',
  oldObject: object(from),
})
const judge = (request: AdmissionRequest) => validateInferenceService(request, context)

describe('an InferenceService at admission', () => {
  it('is admitted where it fits, and is a row of the routes', () => {
    expect(judge(create({ model }))).toMatchObject({ allowed: true, audit: { decision: 'Fits' } })
    expect(routes['/validate']?.handlers).toHaveProperty([`${apiVersion}/InferenceService`])
  })

  it('is pinned to its plan, over nodes too, and a pin that somebody brought is not believed', () => {
    expect(routes['/mutate']?.handlers).toHaveProperty([`${apiVersion}/InferenceService`])
    const pinned = (request: AdmissionRequest) => {
      const [operation] = mutateInferenceService(request, context).operations ?? []
      const value = operation !== undefined && 'value' in operation ? operation.value : undefined
      const text = typeof value === 'string' ? value : Object(value)[annotations.pin]
      return parsePin(text)?.candidate
    }
    expect(pinned(create({ model }))).toMatchObject({ gpuCount: 1 })
    const wide = create({ model, resources: { totalGpus: 16 }, distributed: { enabled: true, size: 2 } })
    expect(pinned(wide)).toMatchObject({ gpuCount: 16, nodes: 2 })
    const forged = {
      ...wide,
      object: {
        ...object({ model }),
        metadata: { name: 'chat', namespace: 'team', annotations: { [annotations.pin]: '{"v":1}' } },
      },
    }
    expect(pinned(forged)).toMatchObject({ gpuCount: 1, image: expect.stringContaining('vllm') })
  })

  it('is told of a strategy that nothing would go by', () => {
    const told = (spec: object) =>
      judge(create({ model, resources: { strategy: 'exclusive' }, ...spec })).warnings?.join()
    expect(told({})).toContain('spec.resources.strategy: has no effect')
    expect(told({ distributed: { enabled: true } })).not.toContain('has no effect')
  })

  it('is refused with all its problems at once', () => {
    const answer = judge(create({ model: {}, resources: { totalGpus: 0, strategy: 'greedy' } }))
    expect(answer).toMatchObject({ allowed: false, denial: 'invalid' })
    expect(answer.message).toMatch(/^3 problems:/)
  })

  it('is refused with arithmetic where its GPUs can never hold the model', () => {
    const refused = judge(create({ model: large, resources: { totalGpus: 1 } }))
    expect(refused).toMatchObject({ allowed: false, denial: 'forbidden' })
    expect(refused.message).toContain('weights take')
  })

  it('is admitted with a warning where only the nodes are too few', () => {
    const answer = judge(create({ model, distributed: { enabled: true, size: 4 } }))
    expect(answer.allowed).toBe(true)
    expect(answer.warnings?.join()).toContain('needs 4 nodes')
  })

  it('is judged again only when what it wants changed', () => {
    const wrong = { model: large, resources: { totalGpus: 1 } }
    expect(judge(update(wrong, { ...wrong, replicas: 2 })).allowed).toBe(true)
    expect(judge(update({ model }, wrong)).allowed).toBe(false)
    expect(judge({ ...create(wrong), operation: 'DELETE', object: null }).allowed).toBe(true)
  })
})
