import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInRecipes } from '../../src/api/aim/built-in-recipes.ts'
import { toRecipe } from '../../src/api/aim/recipe.ts'
import type { Recipe } from '../../src/catalog/recipe.ts'
import type { DecisionContext } from '../../src/decide/context.ts'
import { decide } from '../../src/decide/decide.ts'
import { cluster, knowing, nodes, wanting } from './builders.ts'

const builtIn = builtInRecipes().map(({ object }) => toRecipe(object))
const recipeModels = [...new Set(builtIn.map(({ modelId }) => modelId))]
const types = ['optimized', 'preview', 'unoptimized'] as const
const parts = ['MI210', 'MI250', 'MI300X', 'MI325X', 'MI350X', 'MI355X']

/** A cluster nobody planned: some parts, some nodes of each, more or less in use. */
const hardware = fc
  .uniqueArray(
    fc.record({
      accelerator: fc.constantFrom(...parts),
      origin: fc.constantFrom('observed', 'observed', 'declared', 'lastSeen'),
      free: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
    }),
    { selector: ({ accelerator, origin }) => `${accelerator}/${origin}`, minLength: 1, maxLength: 5 },
  )
  .map((kinds) =>
    kinds.map(({ accelerator, free, ...rest }) => nodes(accelerator, free.length, { free, ...rest })),
  )

/** The built-in recipes of a model, some of them left out, some under another type. */
const world = fc.constantFrom(...recipeModels).chain((modelId) =>
  fc.record({
    recipes: fc
      .tuple(
        ...builtIn
          .filter((recipe) => recipe.modelId === modelId)
          .map((recipe) =>
            fc
              .tuple(fc.boolean(), fc.option(fc.constantFrom(...types), { nil: undefined }))
              .map(([kept, type]) => (kept ? [{ ...recipe, ...(type === undefined ? {} : { type }) }] : [])),
          ),
      )
      .map((lists) => lists.flat()),
    shapes: hardware,
    request: fc
      .record(
        {
          gpuCount: fc.integer({ min: 1, max: 8 }),
          precision: fc.constantFrom('bf16', 'fp8'),
          backend: fc.constantFrom('vllm', 'sglang'),
          objective: fc.constantFrom('latency', 'throughput'),
        },
        { requiredKeys: [] },
      )
      .map((intent) => wanting(modelId, intent)),
  }),
)

const runs = (verdict: string) => verdict === 'Fits' || verdict === 'Marginal'
const contextOf = ({ recipes, shapes }: { recipes: readonly Recipe[]; shapes: ReturnType<typeof nodes>[] }) =>
  knowing(cluster(...shapes), recipes)

describe('a choice among the built-in recipes', () => {
  it('is the same whatever the order of lists', () => {
    const shuffled = world.chain((one) =>
      fc.record({
        one: fc.constant(one),
        recipes: fc.shuffledSubarray(one.recipes, { minLength: one.recipes.length }),
        shapes: fc.shuffledSubarray(one.shapes, { minLength: one.shapes.length }),
      }),
    )
    fc.assert(
      fc.property(shuffled, ({ one, ...other }) => {
        const [a, b] = [decide(one.request, contextOf(one)), decide(one.request, contextOf(other))]
        expect([b.verdict, b.chosen, b.reasons]).toEqual([a.verdict, a.chosen, a.reasons])
      }),
      { numRuns: 1000 },
    )
  })

  it('takes no hardware that is not known, no more GPUs than allowed, no count that is off, nothing impossible', () => {
    fc.assert(
      fc.property(world, ({ request, recipes, shapes }) => {
        const { verdict, chosen } = decide(request, contextOf({ recipes, shapes }))
        if (!runs(verdict) || chosen === undefined) return
        const { candidate, memory } = chosen
        expect(shapes.map(({ accelerator }) => accelerator)).toContain(candidate.accelerator)
        expect(candidate.gpuCount).toBeLessThanOrEqual(request.intent.gpuCount ?? 8)
        expect(memory?.kvCacheGiB).toBeGreaterThan(0)
        const written = recipes.find(({ name }) => name === candidate.recipe.name)
        if (written === undefined) expect(candidate.recipe.type).toBe('derived')
        else {
          expect(written.hardware).toBe(candidate.accelerator)
          expect(
            written.configurations.some(
              ({ enabled, gpuCount }) => enabled && gpuCount === candidate.gpuCount,
            ),
          ).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is nothing unoptimized while something optimized runs, unless it is named', () => {
    const optimizedRuns = ({ intent, ...rest }: ReturnType<typeof wanting>, context: DecisionContext) =>
      context.recipes.some(
        ({ type, name }) =>
          type === 'optimized' &&
          runs(decide({ ...rest, intent: { ...intent, recipe: name } }, context).verdict),
      )
    fc.assert(
      fc.property(world, ({ request, recipes, shapes }) => {
        const context = contextOf({ recipes, shapes })
        const { verdict, chosen } = decide(request, context)
        if (!runs(verdict) || chosen?.candidate.recipe.type !== 'unoptimized') return
        expect(optimizedRuns(request, context)).toBe(false)
      }),
      { numRuns: 2000 },
    )
    const unoptimized = builtIn.map((recipe) => ({ ...recipe, type: 'unoptimized' as const }))
    for (const { name, modelId, hardware: part } of unoptimized.slice(0, 20)) {
      const named = decide(wanting(modelId, { recipe: name }), knowing(cluster(nodes(part, 1)), unoptimized))
      expect(named.chosen?.candidate.recipe.name).toBe(name)
    }
  })
})
