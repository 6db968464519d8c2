import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/vocabulary/names.ts'
import { sameJson } from '../../src/vocabulary/same-json.ts'
import { nestsDeeperThan } from '../../webhooks/json-shape.ts'

const parsed = fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text) as unknown)

describe('equality of JSON', () => {
  it('is that of the canonical texts', () => {
    fc.assert(
      fc.property(parsed, parsed, (a, b) => {
        expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b))
        expect(sameJson(a, JSON.parse(canonicalJson(a)))).toBe(true)
      }),
    )
  })

  it('looks at fields of any name, and at nothing inherited', () => {
    const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2}')
    expect(sameJson(odd, JSON.parse('{"constructor":2,"__proto__":{"a":1}}'))).toBe(true)
    expect(sameJson(odd, JSON.parse('{"constructor":2,"__proto__":{"a":2}}'))).toBe(false)
    expect(sameJson({ toString: 1 }, { valueOf: 1 })).toBe(false)
    expect(sameJson([], {})).toBe(false)
  })
})

it('depth counts objects and lists that lie inside one another', () => {
  const depth = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0
  fc.assert(
    fc.property(parsed, fc.nat(6), (value, levels) => {
      expect(nestsDeeperThan(value, levels)).toBe(depth(value) > levels)
    }),
  )
})
