import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Intent, IntentRequest } from '../../src/api/intent.ts'
import type { DecisionContext } from '../../src/decide/context.ts'
import { outcomeOf } from '../../src/decide/outcome.ts'
import type { HardwareShape } from '../../src/inventory/hardware.ts'
import { cluster, knowing, nodes, recipe, wanting } from './builders.ts'

const recipes = [
  recipe('tuned', { modelId: 'Qwen/Qwen3-32B' }),
  recipe('on-mi355x', { modelId: 'Qwen/Qwen3-32B', hardware: 'MI355X', precision: 'fp8' }),
]

/** A moment of the cluster: the same nodes, other pods on them. */
const moment = fc.record({
  mi300x: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 3 }),
  mi355x: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 2, maxLength: 2 }),
  cpx: fc.integer({ min: 0, max: 64 }),
  holders: fc.nat(3),
})
type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never

function shapesAt({ mi300x, mi355x, cpx, holders }: Moment): HardwareShape[] {
  return [
    nodes('MI300X', 3, { free: mi300x, holders }),
    nodes('MI355X', 2, { free: mi355x, holders }),
    nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4', free: [cpx] }),
    nodes('MI325X', 0, { origin: 'declared' }),
  ]
}

let snapshots = 0
function contextOf(shapes: readonly HardwareShape[], over: Partial<DecisionContext> = {}): DecisionContext {
  const snapshot = { version: `s${++snapshots}`, time: `t${snapshots}`, stale: false }
  return { ...knowing(cluster(...shapes), recipes), snapshot, ...over }
}

const intents: readonly Partial<Intent>[] = [
  {},
  { gpuCount: 8 },
  { gpuCount: 2, exactGpuCount: true },
  { precision: 'fp8', objective: 'latency' },
  { objective: 'throughput' },
  { distributed: { nodes: 2 } },
  { distributed: {} },
  { nodeSelector: { 'amd.com/gpu.compute-memory-partition': 'cpx_nps4' } },
  { recipe: 'tuned' },
  { engineArgs: ['--max-model-len', '16384', '--unknown-to-all'] },
]

const request: fc.Arbitrary<IntentRequest> = fc
  .record({
    model: fc.constantFrom(
      'Qwen/Qwen3-32B',
      'Qwen/Qwen3-0.6B',
      'deepseek-ai/DeepSeek-R1-0528',
      'nobody/knows',
    ),
    intent: fc.constantFrom(...intents),
    replicas: fc.integer({ min: 1, max: 4 }),
    fit: fc.constantFrom(undefined, 'off', 'enforce'),
  })
  .map(({ model, intent, replicas, fit }) => ({
    ...wanting(model, intent),
    replicas,
    ...(fit === undefined ? {} : { fit }),
  }))

describe('outcomes of one snapshot in the next', () => {
  it('are those that would be decided anew', () => {
    fc.assert(
      fc.property(
        fc.array(moment, { minLength: 2, maxLength: 6 }),
        fc.array(request, { minLength: 1, maxLength: 3 }),
        (moments, requests) => {
          for (const now of moments) {
            const here = contextOf(shapesAt(now))
            // nothing was ever kept for a fitgate of this version
            const anew = { ...here, fitgate: `anew-${here.snapshot.version}` }
            for (const one of requests) {
              const { provenance, ...outcome } = outcomeOf(one, anew)
              expect(outcomeOf(one, here)).toEqual({
                ...outcome,
                provenance: { ...provenance, fitgate: here.fitgate },
              })
            }
          }
        },
      ),
    )
  })

  const quiet: Moment = { mi300x: [8, 8, 4], mi355x: [0, 0], cpx: 0, holders: 1 }
  const chosenAt = (shapes: readonly HardwareShape[], over?: Partial<DecisionContext>) =>
    outcomeOf({ ...wanting('Qwen/Qwen3-32B', { gpuCount: 4 }), replicas: 9 }, contextOf(shapes, over))

  it('are kept while there is room for the same plans, with the figures of the moment', () => {
    const before = chosenAt(shapesAt(quiet))
    const after = chosenAt(shapesAt({ ...quiet, mi300x: [8, 8, 7], holders: 2 }))
    expect(after.chosen).toBe(before.chosen)
    expect(before.ruling.warnings.join('\n')).toContain('4 of 24 in use by 1 workload)')
    expect(after.ruling.warnings.join('\n')).toContain('1 of 24 in use by 2 workloads)')
    expect(after.provenance.snapshot).not.toBe(before.provenance.snapshot)
  })

  it.each([
    ['a plan that had room has none', shapesAt({ ...quiet, mi300x: [3, 3, 3] }), {}],
    ['a node came', [nodes('MI300X', 4), ...shapesAt(quiet).slice(1)], {}],
    [
      'a recipe came',
      shapesAt(quiet),
      { recipes: [...recipes, recipe('new', { modelId: 'Qwen/Qwen3-32B' })] },
    ],
    ['the snapshot is stale', shapesAt(quiet), { snapshot: { version: 'old', stale: true } }],
    ['another fitgate decides', shapesAt(quiet), { fitgate: 'next' }],
  ] as const)('are decided anew where %s', (_, shapes, over) => {
    const before = chosenAt(shapesAt(quiet))
    expect(chosenAt(shapes, over).chosen).not.toBe(before.chosen)
  })
})
