import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packed, unpacked } from '../../src/decide/shared-values.ts'
import { nodeAffinityOfAny } from '../../src/inventory/affinity.ts'

describe('shared values', () => {
  it('come back as they were', () => {
    const few = fc.constantFrom<unknown>(
      { key: 'amd.com/gpu.vram', operator: 'Exists' },
      ['a'.repeat(30)],
      { a: 1 },
      { a: { a: 2 } },
      1,
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.array(few))), (value) => {
        expect(unpacked(JSON.parse(JSON.stringify(packed(value))))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('make the node affinity of three accelerators fit into a pin beside everything else', () => {
    const affinity = nodeAffinityOfAny(['MI300X', 'MI325X', 'MI355X'].map((accelerator) => ({ accelerator })))
    expect(JSON.stringify(affinity).length).toBeGreaterThan(8192)
    expect(JSON.stringify(packed(affinity)).length).toBeLessThan(4300)
  })

  it('are refused when a forged one refers to nothing or would fill the memory', () => {
    const wide = Array.from({ length: 300 }, (_, i) => i)
    expect(unpacked({ value: { $: 3 }, shared: [] })).toBeUndefined()
    expect(unpacked({ value: Array.from({ length: 300 }, () => ({ $: 0 })), shared: [wide] })).toBeUndefined()
  })
})
