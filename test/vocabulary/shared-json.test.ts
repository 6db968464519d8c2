import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedJson } from '../../src/vocabulary/shared-json.ts'

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('JSON that says mostly what was said before', () => {
  it('says what it said, and changes neither', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (next, before) => {
        const [came, was] = [copy(next), copy(before)]
        expect(sharedJson(came, was)).toStrictEqual(copy(next))
        expect(came).toStrictEqual(copy(next))
        expect(was).toStrictEqual(copy(before))
      }),
    )
  })

  it('is what was there before where it is equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = copy(value)
        expect(sharedJson(copy(value), before)).toBe(before)
      }),
    )
  })

  it('shares every part that did not change', () => {
    const before = { a: { b: [{ c: 1 }, { d: 2 }] }, e: { f: 3 } }
    const now = sharedJson({ a: { b: [{ c: 1 }, { d: 4 }, { g: 5 }] }, e: { f: 3 } }, before)
    expect(now).toEqual({ a: { b: [{ c: 1 }, { d: 4 }, { g: 5 }] }, e: { f: 3 } })
    expect(now.e).toBe(before.e)
    expect(now.a.b[0]).toBe(before.a.b[0])
  })

  it('may be nested deeper than a stack', () => {
    const deep = () => JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown
    const next = deep()
    expect(() => sharedJson(next, deep())).not.toThrow()
  })
})
