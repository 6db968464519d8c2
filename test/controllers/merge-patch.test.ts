import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergePatch } from '../../src/controllers/merge-patch.ts'

/** RFC 7386, as its appendix has it. */
function applyPatch(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch
  const isMap = target !== null && typeof target === 'object' && !Array.isArray(target)
  const result: Record<string, unknown> = isMap ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else result[name] = applyPatch(result[name], value)
  }
  return result
}

/** Without null, which a merge patch cannot set. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('map'),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
})).map

describe('a merge patch', () => {
  it('makes the one be the other', () => {
    fc.assert(
      fc.property(json, json, (from, to) => {
        expect(applyPatch(from, mergePatch(from, to) ?? {})).toEqual(to)
      }),
    )
  })

  it('is none between equals, whatever the order of their fields', () => {
    fc.assert(
      fc.property(json, (value) => {
        const turned = Object.fromEntries(Object.entries(value as object).reverse())
        expect(mergePatch(value, turned)).toBeUndefined()
      }),
    )
    expect(mergePatch({ a: undefined }, {})).toBeUndefined()
  })

  it('says null where something goes, and replaces lists whole', () => {
    expect(mergePatch({ a: 1, b: { c: 1, d: 2 } }, { b: { c: 1 } })).toEqual({ a: null, b: { d: null } })
    expect(mergePatch({ a: [{ b: 1 }, 2] }, { a: [{ b: 2 }, 2] })).toEqual({ a: [{ b: 2 }, 2] })
  })
})
