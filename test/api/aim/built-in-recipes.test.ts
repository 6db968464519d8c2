import { describe, expect, it } from 'vitest'
import { builtInRecipes } from '../../../src/api/aim/built-in-recipes.ts'
import { parseAIMRecipe } from '../../../src/api/aim/recipe.ts'
import { recipeTable } from '../../../src/catalog/recipe-table.ts'
import { compareVersions } from '../../../src/catalog/version.ts'
import { argumentByName, hasArgument } from '../../../src/engines/arguments.ts'
import { environmentProblem } from '../../../src/engines/environment.ts'
import { readArguments } from '../../../src/engines/read.ts'
import { sglangVersions } from '../../../src/engines/sglang-arguments.ts'
import { vllmVersions } from '../../../src/engines/vllm-arguments.ts'
import { isDnsLabel } from '../../../src/vocabulary/names.ts'

const recipes = builtInRecipes()
const versions = { vllm: vllmVersions, sglang: sglangVersions }

describe('the built-in recipes', () => {
  it('serve at least 24 models, on every Instinct part that has a publisher, with both engines and several counts', () => {
    const of = (pick: (spec: (typeof recipes)[number]['object']['spec']) => string) =>
      new Set(recipes.map(({ object }) => pick(object.spec)))
    expect(of(({ modelId }) => modelId).size).toBeGreaterThanOrEqual(24)
    expect([...of(({ hardware }) => hardware)].sort()).toEqual([
      'MI210',
      'MI250',
      'MI250X',
      'MI300X',
      'MI325X',
      'MI350X',
      'MI355X',
    ])
    expect(of(({ backend }) => backend).size).toBe(2)
    const counts = recipes.flatMap(({ object }) => object.spec.configurations.map(({ gpuCount }) => gpuCount))
    expect([...new Set(counts)].sort()).toEqual([1, 2, 4, 8])
  })

  it('have names of their own that fit everywhere', () => {
    const names = recipes.map(({ object }) => object.metadata.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !isDnsLabel(name))).toEqual([])
  })

  it.each(recipes.map(({ object }) => [object.metadata.name, object] as const))(
    '%s is a valid object with a source',
    (_name, object) => {
      const { errors, warnings } = parseAIMRecipe(structuredClone(object))
      expect([errors, warnings]).toEqual([[], []])
      expect(object.spec.source).toMatch(/\w+\/\w+/)
    },
  )

  it.each(recipeTable.map((row) => [`${row.model} ${row.precision} ${row.backend ?? 'vllm'}`, row] as const))(
    '%s: every version it claims has every argument, and takes its value',
    (_name, row) => {
      const backend = row.backend ?? 'vllm'
      const claimed = versions[backend].filter((version) => compareVersions(version, row.since) >= 0)
      expect(claimed.length).toBeGreaterThan(0)
      for (const { object } of builtInRecipes([row]))
        for (const { args = [], env = [] } of object.spec.configurations)
          for (const version of claimed) {
            const engine = { backend, version }
            const read = readArguments(engine, args, 'args')
            expect([...read.errors, ...read.warnings], version).toEqual([])
            for (const key of Object.keys(read.settings.other)) {
              const argument = argumentByName(backend, key)
              expect(argument && hasArgument(engine, argument), `${key} ${version}`).toBe(true)
            }
            if (version === versions[backend].at(-1))
              expect(env.flatMap(({ name }) => environmentProblem(engine, name) ?? [])).toEqual([])
          }
    },
  )
})
