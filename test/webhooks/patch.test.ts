import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import jsonpatch from 'jsonpatch'
import { describe, expect, it } from 'vitest'
import { pointerSegment } from '../../src/vocabulary/json-patch.ts'
import { endingPatch, removeAnnotation, setAnnotation } from '../../webhooks/patch.ts'

// The library the results are read with takes the prototype's keys for the object's own, and loses `__proto__`.
const name = fc.string({ minLength: 1 }).filter((text) => !(text in {}))
const annotated = fc.record({
  metadata: fc.record(
    { annotations: fc.dictionary(name, fc.string(), { noNullPrototype: true }) },
    { requiredKeys: [] },
  ),
})

describe('annotation patches', () => {
  it('set exactly one annotation, whatever its name and whatever is there', () => {
    fc.assert(
      fc.property(annotated, name, fc.string(), (object, key, value) => {
        const after = jsonpatch.apply_patch(structuredClone(object), setAnnotation(object, key, value))
        expect(after.metadata.annotations).toEqual({ ...object.metadata.annotations, [key]: value })
      }),
    )
  })

  it('remove exactly one, and are empty when it is not there', () => {
    fc.assert(
      fc.property(annotated, name, (object, key) => {
        const operations = removeAnnotation(object, key)
        const { [key]: _, ...others } = object.metadata.annotations ?? {}
        const after = jsonpatch.apply_patch(structuredClone(object), operations)
        expect(after.metadata.annotations ?? {}).toEqual(others)
        expect(operations.length).toBe(Object.hasOwn(object.metadata.annotations ?? {}, key) ? 1 : 0)
      }),
    )
  })

  it('say nothing when nothing changes', () => {
    expect(setAnnotation({ metadata: { annotations: { a: 'b' } } }, 'a', 'b')).toEqual([])
  })

  it('escape a tilde before a slash', () => {
    expect(pointerSegment('fitgate.dev/a~1')).toBe('fitgate.dev~1a~01')
  })
})

it('a patch is its operations in base64 up to the end of the review, however long they are', () => {
  for (const length of [0, 1, 21_000, 22_000, 100_000]) {
    const operations = [{ op: 'add' as const, path: '/a', value: 'ä€😀'.repeat(length / 3) }]
    const text = Buffer.from(endingPatch(operations)).toString()
    const [base64 = '', ...rest] = text.split(/(?="\}\}$)/)
    expect(JSON.parse(Buffer.from(base64, 'base64').toString())).toEqual(operations)
    expect(rest).toEqual(['"}}'])
  }
})
