import { describe, expect, it } from 'vitest'
import { validateGPUWorkload } from '../../webhooks/gpu-workload.ts'
import type { AdmissionRequest } from '../../webhooks/review.ts'
import { routes } from '../../webhooks/routes.ts'
import { knowing, nodes } from '../decide/builders.ts'

const context = { decision: knowing({ shapes: [nodes('MI300X', 2)], unknownNodes: 0 }) }
const kind = { group: 'gpu.warp.dev', version: 'v1alpha1', kind: 'GPUWorkload' }
const plain = { modelName: 'Qwen/Qwen3-8B', gpuCount: 1 }

const object = (spec: object, more: object = {}) => ({
  apiVersion: 'gpu.warp.dev/v1alpha1',
  kind: 'GPUWorkload',
  metadata: { name: 'batch', namespace: 'team' },
  spec: { ...spec },
  ...more,
})

const create = (spec: object): AdmissionRequest => ({
  uid: 'u',
  kind,
  operation: 'CREATE',
  namespace: 'team',
  object: object(spec),
})
const update = (from: object, to: object, phase?: string): AdmissionRequest => ({
  ...create(to),
  operation: 'UPDATE',
  oldObject: object(from, phase === undefined ? {} : { status: { phase } }),
})
const judge = (request: AdmissionRequest) => validateGPUWorkload(request, context)

describe('a GPUWorkload at admission', () => {
  it('is admitted where it fits, and is a row of the routes', () => {
    expect(judge(create(plain))).toMatchObject({ allowed: true, audit: { decision: 'Fits' } })
    expect(routes['/validate']?.handlers).toHaveProperty(['gpu.warp.dev/v1alpha1/GPUWorkload'])
  })

  it('is refused with all its problems at once', () => {
    const { allowed, message } = judge(create({ modelName: '', gpuCount: 9, priority: 'urgent' }))
    expect(allowed).toBe(false)
    expect(message).toMatch(/^3 problems:/)
  })

  it('is refused with arithmetic where the model can never run so', () => {
    const refused = judge(create({ modelName: 'Qwen/Qwen3-32B', gpuCount: 3 }))
    expect(refused).toMatchObject({ allowed: false, denial: 'forbidden' })
    expect(refused.message).toContain('spec.gpuCount')
  })

  it('is not judged by its model where it runs a program of its own', () => {
    expect(judge(create({ modelName: 'Qwen/Qwen3-32B', gpuCount: 3, command: ['true'] }))).toEqual({
      allowed: true,
      warnings: [],
    })
  })

  it('is judged again only when what it wants changed', () => {
    const wrong = { modelName: 'Qwen/Qwen3-32B', gpuCount: 3 }
    expect(judge(update(wrong, { ...wrong, cancel: true })).allowed).toBe(true)
    expect(judge(update(plain, wrong)).allowed).toBe(false)
    expect(judge({ ...create(wrong), operation: 'DELETE', object: null }).allowed).toBe(true)
  })

  it('warns of a change that comes too late, not of a cancellation', () => {
    const change = { ...plain, gpuCount: 2 }
    expect(judge(update(plain, change, 'Running')).warnings?.[0]).toContain('counts for the next one')
    expect(judge(update(plain, change, 'Succeeded')).warnings?.[0]).toContain('does nothing')
    expect(judge(update(plain, { ...plain, priority: 'high' }, 'Pending')).warnings).toEqual([])
    expect(judge(update(plain, { ...plain, cancel: true }, 'Running')).warnings).toEqual([])
  })
})
