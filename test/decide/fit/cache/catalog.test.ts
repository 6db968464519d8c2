import { describe, expect, it } from 'vitest'
import { models, resolveModel } from '../../../../src/catalog/models.ts'
import { inputOf, planned } from './shapes.ts'

const shapes = models.flatMap(({ id }) => {
  const shape = resolveModel(id)?.architecture.shape
  return shape === undefined ? [] : [{ id, shape }]
})

describe('models of the catalog', () => {
  it.each(shapes)('$id has a cache on every version that has its attention', ({ shape }) => {
    for (const version of ['0.20.2', '0.23.0', '0.26.0', '0.28.0', '0.33.0']) {
      const plan = planned(inputOf(shape, version, { tensorParallel: 8 }))
      expect(plan.neededBytes(8192)).toBeGreaterThan(0)
      expect(plan.groups.reduce((sum, { groups }) => sum + groups, 0)).toBeGreaterThan(0)
    }
  })
})
