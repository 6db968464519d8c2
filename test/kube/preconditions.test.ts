import { expect, it } from 'vitest'
import { ApiError } from '../../src/kube/api-error.ts'
import {
  asConflict,
  jsonPatchWith,
  preconditionFields,
  withPreconditions,
} from '../../src/kube/preconditions.ts'

it('preconditions go into the metadata of what is written, and change nothing when there are none', () => {
  const body = { metadata: { labels: { a: 'b' } }, data: {} }
  const both = { uid: 'u', resourceVersion: '7' }
  expect(withPreconditions(body, both)).toEqual({ metadata: { labels: { a: 'b' }, ...both }, data: {} })
  expect(withPreconditions({ data: {} }, { uid: 'u' })).toEqual({ metadata: { uid: 'u' }, data: {} })
  expect(withPreconditions(body)).toBe(body)
  expect(withPreconditions(body, { uid: undefined })).toBe(body)
  expect(preconditionFields()).toEqual({})
  const operation = { op: 'remove', path: '/data/a' }
  expect(jsonPatchWith([operation], both)).toEqual([
    { op: 'add', path: '/metadata/uid', value: 'u' },
    { op: 'add', path: '/metadata/resourceVersion', value: '7' },
    operation,
  ])
})

it('an object with another uid is a conflict for who asked for the one, and otherwise what the server called it', () => {
  const refusal = (field: string) =>
    new ApiError({ code: 422, reason: 'Invalid', message: 'm', causes: [{ field }] })
  const otherUid = refusal('metadata.uid')
  expect(asConflict(otherUid, { uid: 'u' })).toMatchObject({ code: 409, reason: 'Conflict', message: 'm' })
  expect(asConflict(otherUid)).toBe(otherUid)
  const invalid = refusal('spec.replicas')
  expect(asConflict(invalid, { uid: 'u' })).toBe(invalid)
})
