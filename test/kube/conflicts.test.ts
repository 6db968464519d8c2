import { describe, expect, it } from 'vitest'
import { ApiError, type ApiErrorCause } from '../../src/kube/api-error.ts'
import { conflictsOf, describeConflicts } from '../../src/kube/conflicts.ts'

const refusal = (causes: readonly ApiErrorCause[], code = 409) =>
  new ApiError({ code, reason: 'Conflict', message: 'Apply failed', causes })
const owned = (field: string, message: string) => ({ reason: 'FieldManagerConflict', field, message })

describe('conflicts of an apply', () => {
  it('name field and manager, with the subresource it was written by', () => {
    const conflicts = conflictsOf(
      refusal([
        owned('.data.a', 'conflict with "helm" using v1'),
        owned(
          '.spec.replicas',
          'conflict with "kubectl" with subresource "scale" using apps/v1 at 2026-01-01T00:00:00Z',
        ),
        owned('.data.b', 'conflict with "a \\"quoted\\" one" using v1'),
      ]),
    )
    expect(conflicts).toEqual([
      { field: '.data.a', manager: 'helm' },
      { field: '.spec.replicas', manager: 'kubectl', subresource: 'scale' },
      { field: '.data.b', manager: 'a "quoted" one' },
    ])
    expect(describeConflicts(conflicts)).toBe(
      '.data.a is owned by helm, .spec.replicas by kubectl (scale), .data.b by a "quoted" one',
    )
  })

  it.each([
    ['a lost race for a version', refusal([])],
    ['another cause', refusal([{ reason: 'FieldValueInvalid', field: 'x', message: 'conflict with "y"' }])],
    ['another status', refusal([owned('.a', 'conflict with "b"')], 422)],
    ['an error of something else', new Error('conflict with "b"')],
  ])('are none for %s', (_, error) => {
    expect(conflictsOf(error)).toEqual([])
    expect(describeConflicts([])).toBe('')
  })
})
