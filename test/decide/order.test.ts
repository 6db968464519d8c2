import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { models } from '../../src/catalog/models.ts'
import { objectives, type Recipe, recipeTypes } from '../../src/catalog/recipe.ts'
import { optionsOf } from '../../src/decide/candidates/all.ts'
import { knownTargets } from '../../src/decide/candidates/known-targets.ts'
import { type Option, optionLabel } from '../../src/decide/candidates/option.ts'
import { wishOf } from '../../src/decide/candidates/wish.ts'
import { decide } from '../../src/decide/decide.ts'
import { compare, type Place, placeOf, rules } from '../../src/decide/order.ts'
import { survey } from '../../src/decide/survey.ts'
import type { HardwareShape } from '../../src/inventory/hardware.ts'
import { verdicts } from '../../src/vocabulary/reasons.ts'
import { cluster, configuration, knowing, nodes, recipe, wanting } from './builders.ts'

const someModels = models.filter((_, i) => i % 7 === 0).map(({ id }) => id)
const model = fc.constantFrom('Qwen/Qwen3-32B', 'microsoft/phi-4', 'Qwen/Qwen3-235B-A22B', ...someModels)
const count = fc.constantFrom(1, 2, 4, 8)
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })

/** Nodes of every kind there is knowledge of, some of them full. */
const shapes: fc.Arbitrary<HardwareShape[]> = fc.uniqueArray(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom('MI210', 'MI250', 'MI300X', 'MI325X', 'MI355X'),
        fc.constantFrom('observed', 'declared', 'lastSeen'),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
      )
      .map(([accelerator, origin, free]) => nodes(accelerator, free.length, { origin, free, holders: 1 })),
    fc.constant(nodes('MI300X', 1, { gpus: 64, partition: 'cpx_nps4' })),
  ),
  { selector: ({ accelerator, partition, origin }) => `${accelerator}/${partition}/${origin}`, maxLength: 5 },
)

const recipesOf = (modelId: string): fc.Arbitrary<Recipe[]> =>
  fc.uniqueArray(
    fc
      .record({
        name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        hardware: fc.constantFrom('MI210', 'MI300X', 'MI325X', 'MI355X'),
        precision: fc.constantFrom('bf16', 'fp16', 'fp8'),
        backend: fc.constantFrom('vllm', 'sglang'),
        type: fc.constantFrom(...recipeTypes.filter((type) => type !== 'derived')),
        counts: fc.uniqueArray(count, { minLength: 1 }),
        enabled: fc.boolean(),
        expectedTokensPerSecond: fc.integer({ min: 0, max: 3 }),
        objective: maybe(fc.constantFrom(...objectives)),
      })
      .map(({ name, counts, enabled, expectedTokensPerSecond, objective, ...rest }) =>
        recipe(name, {
          modelId,
          ...rest,
          ...(objective === undefined ? {} : { objective }),
          performance: { expectedTokensPerSecond },
          configurations: counts.map((gpuCount, i) =>
            configuration(gpuCount, { args: [], enabled: enabled || i > 0 }),
          ),
        }),
      ),
    { selector: ({ name }) => name, maxLength: 5 },
  )

const asked = model.chain((id) =>
  fc.record({
    request: fc
      .record(
        {
          gpuCount: fc.constantFrom(1, 2, 3, 4, 6, 8),
          precision: fc.constantFrom('bf16', 'fp8'),
          objective: fc.constantFrom(...objectives),
          maxModelLen: fc.constantFrom(2048, 8192, 131_072),
        },
        { requiredKeys: [] },
      )
      .map((intent) => wanting(id, intent)),
    shapes,
    recipes: recipesOf(id),
  }),
)

describe('the order of plans', () => {
  it('gives every rule a name and a sentence of its own', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
    expect(new Set(rules.map(({ says }) => says)).size).toBe(rules.length)
  })

  it('is total: antisymmetric, transitive, and equal only for the same plan', () => {
    fc.assert(
      fc.property(asked, fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), fc.nat(), (world, picks, v) => {
        const wish = wishOf(world.request, world)
        const targets = knownTargets(cluster(...world.shapes))
        const { options } = optionsOf(wish, world.recipes, targets)
        if (options.length === 0) return
        const [a, b, c] = picks.map((pick, i) => {
          const option = options[pick % options.length] as Option
          const verdict = verdicts[(v + i) % verdicts.length] ?? 'Fits'
          return placeOf(option, verdict)
        })
        if (a === undefined || b === undefined || c === undefined) throw new Error('three were picked')
        const sign = (x: Place, y: Place) => Math.sign(compare(x, y, wish))
        expect(sign(a, b) + sign(b, a)).toBe(0)
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0)
        if (sign(a, b) === 0) expect(a.option).toBe(b.option)
      }),
      { numRuns: 3000 },
    )
  })

  it('never ranks a plan higher for being judged', () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(...verdicts), (world, verdict) => {
        const wish = wishOf(world.request, world)
        for (const option of optionsOf(wish, world.recipes, knownTargets(cluster(...world.shapes))).options) {
          expect(compare(placeOf(option, 'Fits'), placeOf(option, verdict), wish)).toBeLessThanOrEqual(0)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('every choice', () => {
  it('is the same whatever the order of recipes and shapes', () => {
    const shuffled = asked.chain((world) =>
      fc.record({
        world: fc.constant(world),
        recipes: fc.shuffledSubarray(world.recipes, { minLength: world.recipes.length }),
        shapes: fc.shuffledSubarray(world.shapes, { minLength: world.shapes.length }),
      }),
    )
    fc.assert(
      fc.property(shuffled, ({ world, recipes, shapes: others }) => {
        const one = decide(world.request, knowing(cluster(...world.shapes), world.recipes))
        const other = decide(world.request, knowing(cluster(...others), recipes))
        expect(other.chosen).toEqual(one.chosen)
        expect(other.reasons).toEqual(one.reasons)
        expect(other.explain().rejected).toEqual(one.explain().rejected)
      }),
      { numRuns: 400 },
    )
  })

  it('is the one that judging everything would find', () => {
    fc.assert(
      fc.property(asked, ({ request, shapes: there, recipes }) => {
        const { chosen, verdict } = decide(request, knowing(cluster(...there), recipes))
        const everything = survey(
          wishOf(request, { recipes }),
          recipes,
          knownTargets(cluster(...there)),
        ).all()
        const first = everything.find(({ evaluation }) => evaluation.verdict !== 'DoesNotFit')
        if (first === undefined) expect(['DoesNotFit', 'Unknown']).toContain(verdict)
        else expect(chosen).toEqual(first.evaluation)
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves every other plan with a reason', () => {
    fc.assert(
      fc.property(asked, ({ request, shapes: there, recipes }) => {
        const decision = decide(request, knowing(cluster(...there), recipes))
        if (decision.verdict === 'DoesNotFit') return
        const { options } = optionsOf(wishOf(request, { recipes }), recipes, knownTargets(cluster(...there)))
        const names = new Set(options.map((option) => optionLabel(option.recipe, option.gpuCount)))
        const told = new Set(decision.explain().rejected.map(({ name }) => name))
        const left = [...names].filter((name) => !told.has(name))
        expect(left).toHaveLength(Math.min(1, names.size))
        for (const { reason } of decision.explain().rejected) expect(reason.message).not.toBe('')
      }),
      { numRuns: 300 },
    )
  })

  it('stays on hardware that is known, inside the maximum, on an enabled count, and fits', () => {
    fc.assert(
      fc.property(asked, ({ request, shapes: there, recipes }) => {
        const { chosen, verdict } = decide(request, knowing(cluster(...there), recipes))
        if (verdict === 'DoesNotFit' || chosen === undefined) return
        const { accelerator, partition, gpuCount, gpusPerNode, recipe: by } = chosen.candidate
        expect(there.map((shape) => `${shape.accelerator}/${shape.partition}`)).toContain(
          `${accelerator}/${partition}`,
        )
        expect(gpuCount).toBeLessThanOrEqual(Math.min(request.intent.gpuCount ?? 8, gpusPerNode))
        expect(chosen.verdict).not.toBe('DoesNotFit')
        if (request.intent.precision !== undefined)
          expect(chosen.candidate.precision).toBe(request.intent.precision)
        const written = recipes.find(({ name }) => name === by.name)
        if (written === undefined) expect(by.type).toBe('derived')
        else
          expect(written.configurations).toContainEqual(expect.objectContaining({ gpuCount, enabled: true }))
      }),
      { numRuns: 1500 },
    )
  })

  it('is never an unoptimized recipe while an optimized one runs on hardware that is known', () => {
    fc.assert(
      fc.property(asked, ({ request, shapes: there, recipes }) => {
        const context = knowing(cluster(...there), recipes)
        const { chosen, verdict } = decide(request, context)
        if (chosen?.candidate.recipe.type !== 'unoptimized' || verdict === 'DoesNotFit') return
        const optimized = recipes.filter(({ type }) => type === 'optimized')
        for (const { name } of optimized) {
          const named = { ...request, intent: { ...request.intent, recipe: name } }
          const rival = decide(named, context)
          const isAsGood = rival.verdict === 'Fits' || rival.verdict === 'Marginal'
          expect(isAsGood, `${name} runs too`).toBe(false)
        }
      }),
      { numRuns: 1500 },
    )
  })
})

describe('the objective', () => {
  const hardware = cluster(nodes('MI300X', 1))

  it('latency takes the most bandwidth, throughput the fewest GPUs, where the count is open', () => {
    const of = (objective?: 'latency' | 'throughput') =>
      decide(wanting('Qwen/Qwen3-32B', objective === undefined ? {} : { objective }), knowing(hardware))
        .chosen?.candidate.gpuCount
    expect([of(), of('throughput'), of('latency')]).toEqual([1, 1, 8])
  })

  it('puts a recipe tuned for it first, and one tuned for the other last', () => {
    const tuned = (name: string, objective: 'latency' | 'throughput') =>
      recipe(name, { modelId: 'Qwen/Qwen3-32B', objective })
    const recipes = [
      tuned('a-throughput', 'throughput'),
      recipe('b-untold', { modelId: 'Qwen/Qwen3-32B' }),
      tuned('c-latency', 'latency'),
    ]
    const request = wanting('Qwen/Qwen3-32B', { gpuCount: 1, objective: 'latency' })
    const decision = decide(request, knowing(hardware, recipes))
    expect(decision.chosen?.candidate.recipe.name).toBe('c-latency')
    const words = Object.fromEntries(
      decision.explain().rejected.map(({ name, reason }) => [name, reason.message]),
    )
    expect(words['a-throughput on 1 GPU']).toBe('tuned for throughput, latency is asked for')
    expect(words['b-untold on 1 GPU']).toBe('not tuned for latency')
  })

  it('never adds GPUs to what the user allows', () => {
    const request = wanting('Qwen/Qwen3-32B', { gpuCount: 2, objective: 'latency' })
    expect(decide(request, knowing(hardware)).chosen?.candidate.gpuCount).toBe(2)
  })
})
