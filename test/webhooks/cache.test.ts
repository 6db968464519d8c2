import { describe, expect, it } from 'vitest'
import { validateCache } from '../../webhooks/cache.ts'
import type { AdmissionRequest } from '../../webhooks/review.ts'
import { routes } from '../../webhooks/routes.ts'
import { knowing, nodes } from '../decide/builders.ts'

const decision = knowing({ shapes: [nodes('MI300X', 1)], unknownNodes: 0 })
const aim = 'aim.engine.amd.com'
const model = 'Qwen/Qwen3-32B'

const object = (spec: object) => ({
  apiVersion: `${aim}/v1alpha1`,
  kind: 'AIMCache',
  metadata: { name: 'models', namespace: 'team' },
  spec: { ...spec },
})
const create = (spec: object): AdmissionRequest => ({
  uid: 'u',
  kind: { group: aim, version: 'v1alpha1', kind: 'AIMCache' },
  operation: 'CREATE',
  namespace: 'team',
  object: object(spec),
})
const update = (from: object, to: object): AdmissionRequest => ({
  ...create(to),
  operation: 'UPDATE',
  oldObject: object(from),
})
const judge = (request: AdmissionRequest) => validateCache('AIMCache')(request, { decision })

describe('a cache at admission', () => {
  it('is admitted where its models fit, and is a row of the routes', () => {
    expect(judge(create({ modelId: model, size: '100Gi' }))).toEqual({
      allowed: true,
      warnings: [],
      audit: { decision: 'Fits' },
    })
    for (const kind of [`${aim}/v1alpha1/AIMCache`, 'inference.ai/v1alpha1/ModelCache'])
      expect(routes['/validate']?.handlers).toHaveProperty([kind])
  })

  it('is refused with all its problems at once', () => {
    const { allowed, message } = judge(create({ size: 'big', cleanup: { schedule: '0 25 * * *' } }))
    expect(allowed).toBe(false)
    expect(message).toMatch(/^2 problems:/)
  })

  it('is refused with the arithmetic where the volume is too small', () => {
    const refused = judge(create({ modelId: model, size: '10Gi' }))
    expect(refused).toMatchObject({ allowed: false, denial: 'invalid' })
    expect(refused.message).toContain('is 10.0 GiB, but Qwen/Qwen3-32B takes at least 59.2 GiB')
  })

  it('is admitted, warned of, where its model is not known', () => {
    const { allowed, warnings, audit } = judge(create({ modelId: 'someone/unheard-of', size: '10Gi' }))
    expect({ allowed, audit }).toEqual({ allowed: true, audit: { decision: 'Unknown' } })
    expect(warnings).toEqual([expect.stringContaining('is not known here')])
  })

  it('is told of a StorageClass that is not there yet', () => {
    const given = { decision: { ...decision, storageClasses: ['fast'] } }
    const storage = { size: '100Gi', storageClass: 'slow' }
    const answer = validateCache('AIMCache')(create({ modelId: model, storage }), given)
    expect(answer).toMatchObject({
      allowed: true,
      warnings: [
        'fitgate: spec.storage.storageClass: StorageClass slow is not there yet: the volume waits for it',
      ],
    })
  })

  it('keeps its volume as it is', () => {
    const before = { modelId: model, size: '100Gi' }
    const refused = judge(update(before, { ...before, size: '90Gi', storage: { storageClass: 'fast' } }))
    expect(refused.message).toContain("spec.storage.storageClass: was the cluster's default")
    expect(refused.message).toContain('spec.size: was 100.0 GiB, and a volume never shrinks')
    expect(judge(update(before, { ...before, size: '200Gi' })).allowed).toBe(true)
  })

  it('may stay as wrong as it was', () => {
    const wrong = { modelId: model, size: '10Gi' }
    expect(judge(update(wrong, { ...wrong, cleanup: { strategy: 'lfu' } })).allowed).toBe(true)
    expect(judge(update(wrong, { ...wrong, size: '11Gi' })).allowed).toBe(false)
    expect(judge(update(wrong, wrong))).toEqual({ allowed: true })
  })

  it('is held to the policies of its namespace', () => {
    const config = { ...decision.config, policies: { ...policies, models: ['amd/*'] } }
    const answer = routes['/validate']?.handlers[`${aim}/v1alpha1/AIMCache`]?.(
      create({ modelId: model, size: '100Gi' }),
      { decision: { ...decision, config } },
    )
    expect(answer?.allowed).toBe(false)
    expect(answer?.message).toContain('allowed-models: spec.modelId: Qwen/Qwen3-32B is not among the models')
  })
})

const policies = {
  mode: 'enforce' as const,
  modes: {},
  namespaces: {},
  exceptions: [],
  modelLicences: {},
}
