import { describe, expect, it } from 'vitest'
import { builtInRecipes } from '../../../src/api/aim/built-in-recipes.ts'
import { toRecipe } from '../../../src/api/aim/recipe.ts'
import { annotations } from '../../../src/vocabulary/names.ts'
import { sandboxHardware } from '../../decide/builders.ts'
import { context, type TestObject } from '../builders.ts'
import { created, deployment, pinTextOf } from './builders.ts'

const recipes = builtInRecipes().map(({ object }) => toRecipe(object))
const given = context({ hardware: sandboxHardware, recipes })
const models = [...new Set(recipes.map(({ modelId }) => modelId))]

const wanting = (model: string): TestObject =>
  deployment({
    annotations: { [annotations.model]: model, [annotations.harden]: 'true' },
    spec: { selector: null },
  })

/** The largest there is: the same pod twice, both hardened. */
function group(model: string): TestObject {
  const single = wanting(model)
  const { template } = single.spec
  const leaderWorkerTemplate = { size: 1, leaderTemplate: template, workerTemplate: template }
  return {
    ...single,
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    spec: { replicas: 1, leaderWorkerTemplate },
  }
}

describe('what every built-in recipe adds fits into the pin', () => {
  it.each(models)('of a Deployment and of a LeaderWorkerSet for %s', (model) => {
    for (const object of [wanting(model), group(model)])
      expect(pinTextOf(created(object, given))?.length ?? 0).toBeGreaterThan(1000)
  })
})
