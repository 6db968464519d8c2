import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { revision } from '../../../src/api/cache/fields.ts'
import { isRevision } from '../../../src/vocabulary/model-files/model-id.ts'

describe('a revision of a cached model', () => {
  it.for(['main', 'v1.0', 'refs/pr/1', 'a.', '_x+y', '0123456789abcdef0123456789abcdef01234567'])(
    'may be %s',
    (text) => expect(revision.safeParse(text).success).toBe(true),
  )

  it('is one at apply when the download takes it for one', () => {
    const part = fc.stringMatching(/^[a._/+-]{1,6}$/)
    fc.assert(
      fc.property(part, (text) => {
        expect(revision.safeParse(text).success).toBe(isRevision(text))
      }),
      { numRuns: 2000 },
    )
  })
})
