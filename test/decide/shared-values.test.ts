import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packed, unpacked } from '../../src/decide/shared-values.ts'

describe('shared values', () => {
  it('come back as they were', () => {
    const few = fc.constantFrom<unknown>(
      { key: 'amd.com/gpu.vram', operator: 'Exists' },
      ['a'.repeat(30)],
      { a: 1 },
      { a: { a: 2 } },
      { $: 0 },
      { a: { $: 1, b: 'b'.repeat(30) } },
      1,
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.array(few))), (value) => {
        expect(unpacked(JSON.parse(JSON.stringify(packed(value))))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('take the room of one where the same is said twice', () => {
    const template = { env: [{ name: 'NCCL_MIN_NCHANNELS', value: '112' }], args: ['--model=x'.repeat(20)] }
    const one = JSON.stringify(packed([template])).length
    expect(JSON.stringify(packed([template, structuredClone(template)])).length).toBeLessThan(one + 40)
  })

  it('are refused when a forged one refers to nothing or would fill the memory', () => {
    const wide = Array.from({ length: 300 }, (_, i) => i)
    expect(unpacked({ value: { $: 3 }, shared: [] })).toBeUndefined()
    expect(unpacked({ value: Array.from({ length: 300 }, () => ({ $: 0 })), shared: [wide] })).toBeUndefined()
  })
})
