import { describe, expect, it } from 'vitest'
import type { EndpointObject } from '../../src/controllers/aim-endpoint/reconcile.ts'
import { RecipeUsers } from '../../src/controllers/recipe-users.ts'
import { pinned } from './aim-endpoint/builders.ts'

const using = (name: string, spec?: Record<string, unknown>) => pinned(name, spec) as EndpointObject

describe('the users of recipes', () => {
  it('are counted by pin and by name, and forgotten with the endpoint', () => {
    const changed: string[] = []
    const users = new RecipeUsers((recipe) => changed.push(recipe))
    const one = using('one')
    const two = using('two', { recipe: { customRecipe: { name: 'qwen3-32b-mi300x-bf16' } } })
    users.take({ type: 'added', object: one })
    users.take({ type: 'added', object: two })
    expect(users.count('qwen3-32b-mi300x-bf16')).toBe(2)
    users.take({ type: 'modified', object: one, old: one })
    const other = using('one', { backend: 'sglang' })
    users.take({ type: 'modified', object: other, old: one })
    expect(users.count('qwen3-32b-mi300x-bf16')).toBe(1)
    users.take({ type: 'deleted', object: other, old: other })
    expect([...users.users.keys()]).toEqual(['qwen3-32b-mi300x-bf16'])
    expect(changed.at(-1)).toBe('qwen3-32b-mi300x-bf16-sglang')
  })

  it('are of every kind that is held to a plan, and namesakes of two kinds are two', () => {
    const users = new RecipeUsers(() => {})
    const one = using('one')
    users.take({ type: 'added', object: one })
    users.take({ type: 'added', object: { ...one, kind: 'InferenceService' } })
    expect([...(users.users.get('qwen3-32b-mi300x-bf16') ?? [])]).toEqual([
      'serving/one',
      'InferenceService serving/one',
    ])
  })

  it('of a computed plan are nobody', () => {
    const users = new RecipeUsers(() => {})
    users.take({ type: 'added', object: using('mystery', { modelId: 'acme/secret-9000', gpuCount: 2 }) })
    expect(users.users.size).toBe(0)
  })
})
