import { describe, expect, it } from 'vitest'
import { missingStorageClass } from '../../../src/decide/cache/storage-class.ts'
import { formatFieldError } from '../../../src/vocabulary/field-error.ts'

const told = (named: string | undefined, known?: readonly string[]) =>
  missingStorageClass(named, 'spec.storageClass', known).map(formatFieldError)

describe('a StorageClass that is asked for', () => {
  it('is told of where the cluster has none of the name, with the near miss', () => {
    expect(told('fsat', ['fast', 'slow'])).toEqual([
      'spec.storageClass: StorageClass fsat is not there yet: the volume waits for it; did you mean "fast"?',
    ])
    expect(told('other', [])).toHaveLength(1)
  })

  it('is nothing to tell of where it is there, left out, or classes are not known', () => {
    expect([...told('fast', ['fast']), ...told(undefined, []), ...told('fast')]).toEqual([])
  })
})
