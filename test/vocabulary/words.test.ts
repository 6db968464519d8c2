import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeConditions } from '../../src/vocabulary/conditions.ts'
import { formatFieldError, nearest, notAllowed } from '../../src/vocabulary/field-error.ts'
import { canonicalJson, childName, isDnsLabel, labelValue } from '../../src/vocabulary/names.ts'
import { parsePrecision, precisions } from '../../src/vocabulary/precision.ts'

describe('precision words', () => {
  it.each([
    ['bfloat16', 'bf16'],
    ['half', 'fp16'],
    ['float8_e4m3', 'fp8'],
    ['MXFP4', 'fp4'],
    ['awq', 'int4'],
    ['w8a8', 'int8'],
  ])('%s is %s', (written, canonical) => {
    expect(parsePrecision(written)).toBe(canonical)
  })

  it('are their own spelling, and nothing else is one', () => {
    for (const word of precisions) expect(parsePrecision(word)).toBe(word)
    for (const word of ['', 'bf17', 'constructor', '__proto__']) expect(parsePrecision(word)).toBeUndefined()
  })
})

describe('near misses', () => {
  it.each([
    ['vlm', 'vllm'],
    ['sgalng', 'sglang'],
    ['VLLM', 'vllm'],
  ])('%s is nearly %s', (written, meant) => {
    expect(nearest(written, ['vllm', 'sglang'])).toBe(meant)
  })

  it('are not invented for what is far from everything', () => {
    expect(nearest('tensorrt', ['vllm', 'sglang'])).toBeUndefined()
  })

  it('are part of the one line that says what is allowed', () => {
    expect(formatFieldError(notAllowed('spec.backend', 'backend', 'vlm', ['vllm', 'sglang']))).toBe(
      'spec.backend: unknown backend "vlm" (allowed: vllm, sglang); did you mean "vllm"?',
    )
  })
})

describe('names', () => {
  const anything = fc.string({ minLength: 1, maxLength: 253 })

  it('of children are DNS labels of at most 63 characters, stable, and different for different owners', () => {
    fc.assert(
      fc.property(anything, anything, fc.constantFrom('', '-config', '-cache'), (one, other, suffix) => {
        expect(isDnsLabel(childName(one, suffix))).toBe(true)
        expect(childName(one, suffix)).toBe(childName(one, suffix))
        if (one !== other) expect(childName(one, suffix)).not.toBe(childName(other, suffix))
      }),
    )
  })

  it('that are fine are kept', () => {
    expect(childName('qwen-endpoint', '-config')).toBe('qwen-endpoint-config')
  })

  it('as label values are valid whatever people wrote', () => {
    expect(labelValue('Qwen/Qwen3-32B')).toBe('Qwen_Qwen3-32B')
    fc.assert(
      fc.property(anything, (text) => {
        expect(labelValue(text)).toMatch(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/)
      }),
    )
  })

  it('of keys do not change canonical JSON by their order', () => {
    expect(canonicalJson({ b: 1, a: { d: undefined, c: [2] } })).toBe('{"a":{"c":[2]},"b":1}')
  })

  it('are all in canonical JSON, and in the same place however they were written', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      )
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
      }),
    )
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}')
  })
})

describe('conditions', () => {
  const before = [
    { type: 'Ready', status: 'True' as const, reason: 'Up', message: '', lastTransitionTime: 't0' },
  ]

  it('keep their transition time while the status stays', () => {
    const same = mergeConditions(
      before,
      [{ type: 'Ready', status: 'True', reason: 'StillUp', message: 'x' }],
      't1',
    )
    expect(same[0]).toMatchObject({ reason: 'StillUp', lastTransitionTime: 't0' })
    const other = mergeConditions(
      before,
      [{ type: 'Ready', status: 'False', reason: 'Down', message: 'x' }],
      't1',
    )
    expect(other[0]?.lastTransitionTime).toBe('t1')
  })

  it('of other writers stay', () => {
    const merged = mergeConditions(
      before,
      [{ type: 'Placed', status: 'True', reason: 'Bound', message: '' }],
      't1',
    )
    expect(merged.map((condition) => condition.type)).toEqual(['Placed', 'Ready'])
  })
})
