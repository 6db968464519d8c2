import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Sharing } from '../../src/kube/sharing.ts'

describe('sharing', () => {
  it('gives equal values as one', () => {
    const sharing = new Sharing()
    const first = sharing.share({ cpu: '8', memory: '64Gi' })
    expect(sharing.share({ cpu: '8', memory: '64Gi' })).toBe(first)
    expect(sharing.share({ cpu: '9', memory: '64Gi' })).not.toBe(first)
  })

  it('never changes what a value is', () => {
    const sharing = new Sharing(8)
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), fc.string()), { maxLength: 50 }), (values) => {
        for (const value of values) {
          const copy = JSON.parse(JSON.stringify(value))
          expect(JSON.stringify(sharing.share(copy))).toBe(JSON.stringify(value))
        }
      }),
    )
  })

  it('keeps a text apart from the object whose JSON it is', () => {
    const sharing = new Sharing()
    const text = JSON.stringify({ a: 1 })
    expect(sharing.share({ a: 1 })).toEqual({ a: 1 })
    expect(sharing.share(text)).toBe(text)
  })

  it('remembers what is in use, and forgets what was used long ago', () => {
    const sharing = new Sharing(10)
    const used = sharing.share({ used: true })
    const once = sharing.share({ once: true })
    for (let n = 0; n < 100; n++) {
      sharing.share({ n })
      expect(sharing.share({ used: true })).toBe(used)
    }
    expect(sharing.share({ once: true })).not.toBe(once)
  })
})
