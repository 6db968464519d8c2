import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DecisionContext } from '../../src/decide/context.ts'
import { decide } from '../../src/decide/decide.ts'
import { planText } from '../../src/decide/explain/plan.ts'
import { pinOf } from '../../src/decide/pin.ts'
import { recheck } from '../../src/decide/recheck.ts'
import { type Correction, correctionsOf } from '../../src/inventory/corrections.ts'
import { cluster, knowing, nodes, wanting } from './builders.ts'

const imageDigest = `sha256:${'a'.repeat(64)}`
const request = wanting('Qwen/Qwen3-32B', { image: `vllm/vllm-openai-rocm@${imageDigest}`, gpuCount: 1 })
const learned: Correction = {
  model: 'Qwen/Qwen3-32B',
  accelerator: 'MI300X',
  imageDigest,
  cacheRatio: 0.96,
  starts: 3,
}

function having(...corrections: readonly Correction[]): DecisionContext {
  const context = knowing(cluster(nodes('MI300X', 1)))
  return { ...context, config: { ...context.config, corrections } }
}

const cacheOf = (context: DecisionContext) => decide(request, context).chosen?.memory?.kvCacheGiB ?? 0
const computed = cacheOf(having())

describe('what earlier starts taught', () => {
  it('shifts the cache of that model, accelerator and image, and is named', () => {
    const decision = decide(request, having(learned))
    expect(decision.chosen?.memory?.kvCacheGiB).toBeCloseTo(computed * 0.96, 6)
    const screen = {
      kind: 'AIMEndpoint',
      name: 'x',
      decision,
      alternatives: [],
      creates: [],
      hardware: 'a test',
    }
    expect(planText(screen).replaceAll(/\s+/g, ' ')).toContain(
      '4.0 % less KV cache than computed, as 3 starts of this image on this accelerator showed',
    )
  })

  it.each<[string, Partial<Correction>]>([
    ['model', { model: 'Qwen/Qwen3-14B' }],
    ['accelerator', { accelerator: 'MI325X' }],
    ['image', { imageDigest: `sha256:${'b'.repeat(64)}` }],
    ['namespace', { namespace: 'another' }],
  ])('says nothing of another %s', (_, other) => {
    expect(cacheOf(having({ ...learned, ...other }))).toBe(computed)
  })

  it('counts in the namespace it was learned for', () => {
    expect(cacheOf(having({ ...learned, namespace: request.namespace }))).toBeCloseTo(computed * 0.96, 6)
  })

  it('never shifts an estimate by more than a tenth, whatever an engine logged', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (cacheRatio) => {
        const share = cacheOf(having({ ...learned, cacheRatio })) / computed
        expect(share).toBeGreaterThanOrEqual(0.9 - 1e-9)
        expect(share).toBeLessThanOrEqual(1.1 + 1e-9)
      }),
    )
  })

  it('counts for a pinned plan too', () => {
    const before = decide(request, having())
    const pin = pinOf(before, { namespace: 'default', name: 'under-test' })
    expect(pin).toBeDefined()
    if (pin === undefined) return
    expect(recheck(request, pin, having(learned)).chosen?.memory?.kvCacheGiB).toBeCloseTo(computed * 0.96, 6)
  })
})

describe('a list of corrections', () => {
  it('is read, or every fault is told with its place', () => {
    expect(correctionsOf([learned], 'x')).toEqual({ corrections: [learned], errors: [] })
    expect(correctionsOf(undefined, 'x')).toEqual({ corrections: [], errors: [] })
    const wrong = { ...learned, imageDigest: 'latest', cacheRatio: -1, extra: 1 }
    const { corrections, errors } = correctionsOf([wrong], 'x')
    expect(corrections).toEqual([])
    expect(errors.map(({ path }) => path)).toEqual(['x[0].imageDigest', 'x[0].cacheRatio', 'x[0]'])
  })
})
