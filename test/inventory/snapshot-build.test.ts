import { describe, expect, it } from 'vitest'
import type { Recipe } from '../../src/catalog/recipe.ts'
import { assumedHardware } from '../../src/inventory/assumed.ts'
import { Inventory } from '../../src/inventory/inventory.ts'
import { defaultDecisionConfig, snapshotEnvelope } from '../../src/inventory/snapshot.ts'
import { buildSnapshot, type SnapshotInput } from '../../src/inventory/snapshot-build.ts'
import { node, pod } from './objects.ts'

const recipe = (name: string): Recipe => ({
  name,
  type: 'optimized',
  modelId: 'Qwen/Qwen3-32B',
  hardware: 'MI300X',
  precision: 'bf16',
  backend: 'vllm',
  configurations: [],
})
const input: SnapshotInput = {
  hardware: assumedHardware(),
  recipes: [recipe('b'), recipe('a')],
  recipeUsers: { a: ['default/x', 'default/y'], b: [] },
  config: defaultDecisionConfig,
  now: new Date('2026-11-21T12:00:00Z'),
}

describe('the snapshot', () => {
  it('keeps its version while its content is the same, whenever and in whatever order it was made', () => {
    const { version } = buildSnapshot(input)
    const again = { ...input, recipes: input.recipes.toReversed(), now: new Date(0) }
    expect(
      buildSnapshot({ ...again, recipeUsers: new Map([['a', new Set(['default/y', 'default/x'])]]) }).version,
    ).toBe(version)
    expect(buildSnapshot({ ...input, recipes: [recipe('a')] }).version).not.toBe(version)
    expect(buildSnapshot({ ...input, config: { ...input.config, fit: 'enforce' } }).version).not.toBe(version)
    expect(buildSnapshot({ ...input, recipeUsers: {} }).version).not.toBe(version)
  })

  it('knows caches and StorageClasses where somebody looked, and a webhook process can read them', () => {
    expect(buildSnapshot(input)).not.toHaveProperty('caches')
    const caches = [
      { kind: 'AIMCache' as const, namespace: 'team', name: 'models', models: ['a/b'], ready: [] },
    ]
    const snapshot = buildSnapshot({ ...input, caches, storageClasses: ['slow', 'fast'] })
    expect(snapshot).toMatchObject({
      caches: { known: caches, leftOut: 0 },
      storageClasses: ['fast', 'slow'],
    })
    expect(snapshotEnvelope.safeParse(snapshot).success).toBe(true)
    const many = Array.from({ length: 300 }, (_, index) => `class-${index}`)
    expect(buildSnapshot({ ...input, storageClasses: many })).not.toHaveProperty('storageClasses')
  })

  it('names at most 20 users of a recipe and counts them all', () => {
    const names = Array.from({ length: 30 }, (_, i) => `default/e${String(i).padStart(2, '0')}`)
    const { recipeUsers } = buildSnapshot({ ...input, recipeUsers: { a: names } })
    expect(recipeUsers.a).toEqual({ count: 30, names: names.slice(0, 20) })
  })

  it('passes the check of its readers', () => {
    expect(snapshotEnvelope.safeParse(JSON.parse(JSON.stringify(buildSnapshot(input)))).success).toBe(true)
  })

  it('of 10,000 nodes is far below 512 KiB', () => {
    const inventory = new Inventory()
    const ids = ['74a1', '74a5', '75a0', '75a3', '740c', '740f']
    for (let i = 0; i < 10_000; i++) {
      const name = `node-${i}`
      const size = [1, 2, 4, 8][i % 4] ?? 8
      inventory.applyNode(
        node(name)
          .device(ids[i % ids.length] ?? '')
          .gpus(size)
          .build(),
      )
      inventory.applyPod(pod({ name, on: name, gpus: 1, owner: { kind: 'Job', name, uid: name } }))
    }
    const hardware = inventory.hardware([], [], input.now)
    expect(hardware.shapes.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(10_000)
    expect(JSON.stringify(buildSnapshot({ ...input, hardware })).length).toBeLessThan(64 * 1024)
  })
})
