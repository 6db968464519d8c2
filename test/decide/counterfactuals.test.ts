import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Intent, IntentRequest } from '../../src/api/intent.ts'
import { models } from '../../src/catalog/models.ts'
import type { DecisionContext } from '../../src/decide/context.ts'
import { alternatives } from '../../src/decide/counterfactuals.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Counterfactual, Decision } from '../../src/decide/decision.ts'
import { distance } from '../../src/decide/nearness.ts'
import { cluster, knowing, nodes, recipe, sandboxHardware, wanting } from './builders.ts'

/** The object as somebody writes it who follows the advice. */
function follow(request: IntentRequest, { changes }: Counterfactual): IntentRequest {
  let intent: Intent = request.intent
  for (const { path, value } of changes) {
    if (path === 'spec.resources.gpuCount') intent = { ...intent, gpuCount: Number(value) }
    else if (path === 'spec.recipe.precision') intent = { ...intent, precision: value as never }
    else if (path === 'spec.maxModelLen') intent = { ...intent, maxModelLen: Number(value) }
    else if (path === 'spec.engineArgs')
      intent = { ...intent, engineArgs: [...intent.engineArgs, String(value)] }
    else if (path === 'spec.nodeSelector') intent = { ...intent, nodeSelector: {} }
    else if (path === 'spec.recipe.customRecipe.name') {
      const { recipe: _, ...rest } = intent
      intent = rest
    } else if (path === 'spec.image') {
      const { image: _, ...rest } = intent
      intent = rest
    } else throw new Error(`nobody knows how to follow ${path}`)
  }
  return { ...request, intent }
}

/** One full node of everything the catalog has: where advice "none here" can be followed. */
const everything = knowing(
  cluster(...['MI210', 'MI250', 'MI300X', 'MI325X', 'MI350X', 'MI355X'].map((name) => nodes(name, 1))),
)

function followed(request: IntentRequest, context: DecisionContext, advice: Counterfactual) {
  return decide(follow(request, advice), advice.here ? context : { ...everything, recipes: context.recipes })
}

const paths = (decision: Decision) =>
  decision
    .explain()
    .counterfactuals.map(({ changes }) => changes.map(({ path, value }) => `${path}=${value}`).join(' '))

describe('advice', () => {
  it('really fits when it is followed, whatever was asked', () => {
    const asked = fc.record({
      model: fc.constantFrom(...models.map(({ id }) => id)),
      gpuCount: fc.constantFrom(1, 2, 4),
      maxModelLen: fc.option(fc.constantFrom(4096, 131_072, 900_000), { nil: undefined }),
      precision: fc.option(fc.constantFrom('bf16', 'fp8', 'int4'), { nil: undefined }),
      engineArgs: fc.constantFrom(
        [],
        ['--tensor-parallel-size=4'],
        ['--gpu-memory-utilization=0.4'],
        ['--max-num-seqs=2048', '--max-num-batched-tokens=32768'],
      ),
      accelerator: fc.constantFrom('MI210', 'MI300X', 'MI355X'),
    })
    fc.assert(
      fc.property(asked, ({ model, accelerator, maxModelLen, precision, ...rest }) => {
        const request = wanting(model, {
          ...rest,
          ...(maxModelLen === undefined ? {} : { maxModelLen }),
          ...(precision === undefined ? {} : { precision: precision as never }),
        })
        const context = knowing(cluster(nodes(accelerator, 1)))
        const decision = decide(request, context)
        if (decision.verdict !== 'DoesNotFit') return
        for (const advice of decision.explain().counterfactuals) {
          const then = followed(request, context, advice)
          expect(['Fits', 'Marginal'], JSON.stringify(advice.changes)).toContain(then.verdict)
          expect(advice.changes.length).toBeGreaterThan(0)
        }
        const distances = decision.explain().counterfactuals.map((advice) => advice.distance)
        expect(distances).toEqual(distances.toSorted((a, b) => a - b))
      }),
      { numRuns: 600 },
    )
  })

  it('changes one field where that is enough, and two only where it is not', () => {
    const one = decide(
      wanting('amd/Llama-3.1-405B-Instruct-FP8-KV', { gpuCount: 1 }),
      knowing(sandboxHardware),
    )
    for (const { changes } of one.explain().counterfactuals) expect(changes).toHaveLength(1)
    const two = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1, precision: 'int4', maxModelLen: 999_999 }),
      knowing(sandboxHardware),
    )
    expect(two.explain().counterfactuals.length).toBeGreaterThan(0)
    for (const { changes } of two.explain().counterfactuals) expect(changes).toHaveLength(2)
  })

  it('lets go of the device, the image and the recipe that were named', () => {
    const image = 'lmsysorg/sglang:v0.5.16-rocm720-mi35x'
    const nodeSelector = { 'amd.com/gpu.device-id': '74a1', zone: 'a' }
    const other = decide(
      wanting('Qwen/Qwen3-32B', { gpuCount: 1, image, nodeSelector }),
      knowing(sandboxHardware),
    )
    expect(paths(other)).toEqual([
      'spec.image=leave it out',
      'spec.nodeSelector=without amd.com/gpu.device-id',
    ])
    const recipes = [recipe('for-another', { modelId: 'Qwen/Qwen3-32B' })]
    const named = decide(
      wanting('Qwen/Qwen3-8B', { gpuCount: 1, recipe: 'for-another' }),
      knowing(sandboxHardware, recipes),
    )
    expect(paths(named)).toEqual(['spec.recipe.customRecipe.name=leave it out'])
  })

  it('changes the argument along with the count where the arguments set it, in the words of the engine', () => {
    const vllm = decide(
      wanting('microsoft/phi-4', { gpuCount: 4, engineArgs: ['-tp=4'] }),
      knowing(sandboxHardware),
    )
    expect(paths(vllm)).toContain('spec.resources.gpuCount=2 spec.engineArgs=--tensor-parallel-size=2')
    const sglang = decide(
      wanting('microsoft/phi-4', { gpuCount: 4, backend: 'sglang', engineArgs: ['--tp-size=4'] }),
      knowing(sandboxHardware),
    )
    expect(paths(sglang)).toContain('spec.resources.gpuCount=2 spec.engineArgs=--tp-size=2')
  })

  it('keeps experts whole where cutting them is illegal', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-235B-A22B-FP8', { gpuCount: 8, engineArgs: ['--tensor-parallel-size=8'] }),
      knowing(cluster(nodes('MI300X', 1))),
    )
    expect(paths(decision)[0]).toBe('spec.engineArgs=--enable-expert-parallel')
  })

  it('gives memory back where the arguments took it away', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', {
        gpuCount: 1,
        precision: 'bf16',
        engineArgs: ['--gpu-memory-utilization=0.2'],
      }),
      knowing(cluster(nodes('MI300X', 1))),
    )
    expect(paths(decision)[0]).toMatch(/^spec\.engineArgs=--gpu-memory-utilization=0\.9/)
  })

  it('is not given where arguments cannot be read: they say what to write', () => {
    const decision = decide(
      wanting('Qwen/Qwen3-32B', { engineArgs: ['--max-modle-len=1'] }),
      knowing(sandboxHardware),
    )
    expect(decision.explain().counterfactuals).toEqual([])
  })
})

describe('alternatives of what runs', () => {
  it('run too, and are another plan than the chosen one', () => {
    for (const gpuCount of [undefined, 1, 4]) {
      const request = wanting('microsoft/phi-4', gpuCount === undefined ? {} : { gpuCount })
      const context = knowing(sandboxHardware)
      const { chosen } = decide(request, context)
      const found = alternatives(request, context, chosen)
      expect(found.length).toBeGreaterThan(0)
      for (const advice of found) {
        expect(['Fits', 'Marginal']).toContain(followed(request, context, advice).verdict)
        expect(advice.changes).not.toContainEqual({
          path: 'spec.resources.gpuCount',
          value: chosen?.candidate.gpuCount,
        })
      }
    }
  })
})

describe('the distance of a change', () => {
  it('grows with its size, and is never nothing', () => {
    const size = fc.integer({ min: 1, max: 1 << 20 })
    fc.assert(
      fc.property(fc.constantFrom('gpuCount', 'maxModelLen', 'concurrency'), size, size, (kind, from, by) => {
        const near = distance[kind](from, from + by)
        expect(near).toBeGreaterThan(0)
        expect(distance[kind](from, from + 2 * by)).toBeGreaterThan(near)
      }),
      { numRuns: 1000 },
    )
  })

  it('is larger for more GPUs than for as many fewer', () => {
    expect(distance.gpuCount(2, 4)).toBeGreaterThan(distance.gpuCount(4, 2))
  })
})
