import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPolicyConfig } from '../../src/inventory/policy-config.ts'
import { defaultDecisionConfig, type Snapshot, snapshotEnvelope } from '../../src/inventory/snapshot.ts'
import { buildSnapshot } from '../../src/inventory/snapshot-build.ts'
import { cluster, nodes } from '../decide/builders.ts'

const recipe = {
  name: 'qwen3-32b-mi300x-bf16',
  type: 'optimized',
  modelId: 'Qwen/Qwen3-32B',
  hardware: 'MI300X',
  precision: 'bf16',
  backend: 'vllm',
  configurations: [
    { gpuCount: 1, enabled: true, args: ['--max-model-len=32768'], env: [{ name: 'A', value: 'b' }] },
  ],
} as const
const exception = {
  name: 'x',
  policies: ['no-privileged'],
  namespaces: ['*'],
  owner: 'o',
  reason: 'r',
  expires: '2028-01-01T00:00:00Z',
}
const whole: Snapshot = buildSnapshot({
  hardware: cluster(nodes('MI300X', 2)),
  recipes: [recipe],
  recipeUsers: { [recipe.name]: ['default/a'] },
  config: {
    ...defaultDecisionConfig,
    policies: {
      ...defaultPolicyConfig,
      models: ['Qwen/*'],
      namespaces: { a: { mode: 'enforce' } },
      exceptions: [exception],
    },
  },
  now: new Date('2027-01-01T00:00:00Z'),
})

type Place = readonly [container: object, key: string]
function leaves(root: object): Place[] {
  return Object.keys(root).flatMap((key): Place[] => {
    const value: unknown = Reflect.get(root, key)
    return typeof value === 'object' && value !== null ? leaves(value) : [[root, key]]
  })
}

describe('the snapshot document', () => {
  it('is read as it is built', () => {
    expect(snapshotEnvelope.safeParse(JSON.parse(JSON.stringify(whole))).success).toBe(true)
  })

  it('is refused with any one of its values of another type', () => {
    fc.assert(
      fc.property(
        fc.nat(leaves(whole).length - 1),
        fc.constantFrom<unknown>(null, [], {}),
        (index, wrong) => {
          const document = structuredClone(whole)
          const [container, key] = leaves(document)[index] ?? [document, 'schema']
          Reflect.set(container, key, wrong)
          expect(snapshotEnvelope.safeParse(document).success).toBe(false)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('may say more than this version knows', () => {
    const shape = { ...whole.hardware.shapes[0], origin: 'promised', news: 1 }
    const newer = { ...whole, news: {}, hardware: { ...whole.hardware, shapes: [shape], news: 1 } }
    expect(snapshotEnvelope.safeParse(newer).success).toBe(true)
  })
})
