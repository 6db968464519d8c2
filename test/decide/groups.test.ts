import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInferenceService, toIntentRequest } from '../../src/api/inference/inference-service.ts'
import type { Intent } from '../../src/api/intent.ts'
import { models } from '../../src/catalog/models.ts'
import { groupParallel } from '../../src/decide/candidates/group-options.ts'
import { decide } from '../../src/decide/decide.ts'
import { planText } from '../../src/decide/explain/plan.ts'
import { warningTexts } from '../../src/decide/explain/warnings.ts'
import { formatPin, parsePin, pinOf } from '../../src/decide/pin.ts'
import { recheck } from '../../src/decide/recheck.ts'
import type { Hardware } from '../../src/inventory/hardware.ts'
import { cluster, knowing, nodes, recipe, wanting } from './builders.ts'

const deepseek = 'deepseek-ai/DeepSeek-R1-0528'
const llama = 'meta-llama/Llama-3.1-405B-Instruct'

function decided(model: string, intent: Partial<Intent>, hardware: Hardware) {
  const request = wanting(model, intent)
  const decision = decide(request, knowing(hardware))
  return { request, decision, candidate: decision.chosen?.candidate }
}

describe('a replica over several nodes', () => {
  it('is planned with tensor parallel inside a node and pipeline parallel across', () => {
    const wish = { gpuCount: 16, exactGpuCount: true, distributed: { nodes: 2 } } as const
    const { decision, candidate } = decided(deepseek, wish, cluster(nodes('MI300X', 4)))
    expect(decision.verdict).toBe('Fits')
    expect(candidate).toMatchObject({
      gpuCount: 16,
      nodes: 2,
      settings: { tensorParallel: 8, pipelineParallel: 2 },
      recipe: { name: 'deepseek-r1-0528-mi300x-fp8-tp8-pp2-nodes2', type: 'derived' },
    })
    expect(decision.chosen?.memory?.weightsGiB).toBeLessThan(45)
  })

  it('is never planned where nobody allows it', () => {
    const { decision } = decided(llama, {}, cluster(nodes('MI210', 6)))
    expect(decision.verdict).toBe('DoesNotFit')
    const { candidate } = decided(llama, { distributed: {} }, cluster(nodes('MI210', 6)))
    expect(candidate).toMatchObject({ nodes: 2, gpuCount: 16 })
  })

  it('is left out where one node is enough and nobody says how many', () => {
    const { candidate } = decided('Qwen/Qwen3-32B', { distributed: {} }, cluster(nodes('MI300X', 4)))
    expect(candidate).toMatchObject({ gpuCount: 1 })
    expect(candidate).not.toHaveProperty('nodes')
  })

  it('uses no recipe, which is for one node, where the number of nodes is set', () => {
    const recipes = [recipe('mine', { modelId: 'Qwen/Qwen3-32B' })]
    const of = (distributed: Intent['distributed']) => {
      const request = wanting('Qwen/Qwen3-32B', distributed === undefined ? {} : { distributed })
      return decide(request, knowing(cluster(nodes('MI300X', 4)), recipes)).chosen?.candidate.recipe
    }
    expect(of(undefined)?.name).toBe('mine')
    expect(of({})?.name).toBe('mine')
    expect(of({ nodes: 1 })?.name).toBe('mine')
    expect(of({ nodes: 2 })?.type).toBe('derived')
  })

  it('is judged with the sizes that the user sets, and tells where they leave the node', () => {
    const wish = (argument: string): Partial<Intent> => ({
      gpuCount: 16,
      exactGpuCount: true,
      distributed: { nodes: 2 },
      engineArgs: [argument],
    })
    const here = cluster(nodes('MI300X', 2))
    expect(decided(llama, wish('--tensor-parallel-size=4'), here).candidate?.settings).toMatchObject({
      tensorParallel: 4,
      pipelineParallel: 4,
    })
    expect(decided(llama, wish('--pipeline-parallel-size=4'), here).candidate?.settings).toMatchObject({
      tensorParallel: 4,
      pipelineParallel: 4,
    })
    const { decision } = decided(llama, wish('--tensor-parallel-size=16'), here)
    expect(decision).toMatchObject({ verdict: 'DoesNotFit', certainty: 'estimated' })
    expect(decision.reasons[0]?.code).toBe('TensorParallelBeyondNode')
  })

  it('is not here where there are too few nodes, and that is no final word on nodes that are only seen', () => {
    const { decision } = decided(deepseek, { distributed: { nodes: 2 } }, cluster(nodes('MI300X', 1)))
    expect(decision).toMatchObject({ verdict: 'DoesNotFit', certainty: 'estimated', scope: 'observed' })
    expect(decision.reasons).toEqual([
      {
        code: 'NodesMissing',
        certainty: 'estimated',
        path: 'spec.resources.gpuCount',
        message: 'needs 2 nodes with 4 x MI300X each, 1 node that takes pods is here',
      },
    ])
    const declared = cluster(nodes('MI300X', 1), nodes('MI300X', 0, { origin: 'declared' }))
    expect(decided(deepseek, { distributed: { nodes: 2 } }, declared).decision.verdict).toBe('Fits')
  })

  it('waits until all of its nodes have room at once, and says so', () => {
    const busy = cluster(nodes('MI300X', 3, { free: [8, 4, 4], holders: 2 }))
    const wish = { gpuCount: 16, exactGpuCount: true, distributed: { nodes: 2 } } as const
    const { decision } = decided(deepseek, wish, busy)
    expect(decision.chosen?.capacity).toMatchObject({ nodesNeeded: 2, gpusNeeded: 8, replicasWithRoom: 0 })
    expect(warningTexts(decision)).toContain(
      'fitgate: 2 nodes with 8 MI300X each are needed at once, 1 has room now (8 of 24 in use by 2 workloads); nothing starts until all of them do',
    )
    const screen = {
      kind: 'InferenceService',
      name: 'r1',
      decision,
      alternatives: [],
      creates: [],
      hardware: '',
    }
    expect(planText(screen)).toContain('FITS on 2 nodes of 8 x MI300X')
    expect(planText(screen)).toContain('so it would wait its turn')
  })

  it('takes nodes with room before better ones without', () => {
    const hardware = cluster(nodes('MI355X', 2, { free: [0, 8] }), nodes('MI300X', 2))
    const { candidate } = decided(llama, { distributed: { nodes: 2 } }, hardware)
    expect(candidate?.accelerator).toBe('MI300X')
  })

  it('keeps its nodes in the pin, and is judged again with them', () => {
    const here = cluster(nodes('MI300X', 2))
    const { request, decision, candidate } = decided(deepseek, { distributed: { nodes: 2 } }, here)
    const pin = pinOf(decision, { name: 'x', namespace: 'y' })
    if (pin === undefined) throw new Error('nothing chosen')
    expect(pin.candidate.nodes).toBe(2)
    expect(parsePin(formatPin(pin))?.candidate).toEqual(candidate)
    expect(recheck(request, pin, knowing(here)).chosen?.capacity.replicasWithRoom).toBe(2)
  })

  it('gets sizes whose product is its devices, whatever the user sets of them', () => {
    const count = fc.constantFrom(1, 2, 4, 8)
    fc.assert(
      fc.property(count, fc.constantFrom(2, 4, 8), count, fc.boolean(), (share, nodeCount, set, tensor) => {
        fc.pre(set <= share * nodeCount)
        const user = tensor ? { tensorParallel: set, other: {} } : { pipelineParallel: set, other: {} }
        for (const settings of [user, { other: {} }]) {
          const { tensorParallel, pipelineParallel } = groupParallel(settings, share * nodeCount, nodeCount)
          expect(tensorParallel * pipelineParallel).toBe(share * nodeCount)
        }
        expect(groupParallel({ other: {} }, share * nodeCount, nodeCount).tensorParallel).toBe(share)
      }),
    )
  })
})

describe('whatever is asked for', () => {
  const someModels = models.filter((_, i) => i % 9 === 0).map(({ id }) => id)
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
  const wish = fc.record({
    model: fc.constantFrom(deepseek, llama, 'acme/nobody-knows-it', ...someModels),
    gpuCount: maybe(fc.constantFrom(1, 2, 3, 6, 8, 12, 16, 24, 64)),
    nodeCount: maybe(fc.integer({ min: 1, max: 9 })),
    tensor: maybe(fc.constantFrom(1, 4, 8, 16)),
    stages: maybe(fc.constantFrom(1, 2, 3)),
    free: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 5 }),
    part: fc.constantFrom('MI210', 'MI300X', 'MI355X'),
  })

  it('a plan that runs uses as many ranks as devices, shared evenly by nodes that are here, tensor parallel inside', () => {
    fc.assert(
      fc.property(wish, ({ model, gpuCount, nodeCount, tensor, stages, free, part }) => {
        const intent: Partial<Intent> = {
          distributed: nodeCount === undefined ? {} : { nodes: nodeCount },
          ...(gpuCount === undefined ? {} : { gpuCount, exactGpuCount: true }),
          engineArgs: [
            ...(tensor === undefined ? [] : [`--tensor-parallel-size=${tensor}`]),
            ...(stages === undefined ? [] : [`--pipeline-parallel-size=${stages}`]),
          ],
        }
        const { decision } = decided(model, intent, cluster(nodes(part, free.length, { free })))
        const { chosen, verdict } = decision
        if (chosen === undefined || (verdict !== 'Fits' && verdict !== 'Marginal')) return
        const { nodes: spans = 1, settings, gpuCount: devices } = chosen.candidate
        const { tensorParallel = 1, pipelineParallel = 1 } = settings
        expect(tensorParallel * pipelineParallel).toBe(devices)
        expect(Number.isInteger(devices / spans)).toBe(true)
        expect(tensorParallel).toBeLessThanOrEqual(devices / spans)
        expect(spans).toBeLessThanOrEqual(free.length)
        if (gpuCount !== undefined) expect(devices).toBe(gpuCount)
        if (nodeCount !== undefined) expect(spans).toBe(nodeCount)
        // there is room exactly where as many nodes have their share free
        const withRoom = free.filter((left) => left >= devices / spans).length
        expect(chosen.capacity.replicasWithRoom > 0).toBe(withRoom >= spans)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the advice to an InferenceService', () => {
  const advice = (spec: object) => {
    const { service, errors } = parseInferenceService({ metadata: { name: 'x' }, spec })
    if (service === undefined) throw new Error(JSON.stringify(errors))
    const { counterfactuals } = decide(
      toIntentRequest(service),
      knowing(cluster(nodes('MI210', 6))),
    ).explain()
    return counterfactuals.flatMap(({ changes }) => changes)
  }

  it('is to allow several nodes where one is too small', () => {
    expect(advice({ model: { name: llama }, resources: { totalGpus: 16 } })).toContainEqual({
      path: 'spec.distributed.enabled',
      value: 'true',
    })
  })

  it('is written as the map that engine arguments stand in', () => {
    const changes = advice({
      model: { name: 'Qwen/Qwen3-32B', precision: 'bf16' },
      vllm: { engineArgs: { tensor_parallel_size: 1 } },
      resources: { totalGpus: 1 },
    })
    expect(changes).toContainEqual({ path: 'spec.vllm.engineArgs.tensor_parallel_size', value: '2' })
  })
})
