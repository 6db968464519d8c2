/**
 * Objects that a controller made of another one, which was judged itself.
 * @module
 */
import { aimEndpointKind } from '../src/api/aim/endpoint-kind.ts'
import { field, fieldAt, listOf } from './json.ts'
import { podKinds } from './pod-shapes.ts'

/** Controllers whose pods were judged when they were. */
export const judgedOwners: readonly string[] = [
  'ReplicaSet',
  ...podKinds.map(({ kind }) => kind),
  aimEndpointKind.kind,
]

/** Whether its controller is of a kind that is judged. */
export function isMadeOfAnother(object: unknown): boolean {
  return listOf(fieldAt(object, 'metadata', 'ownerReferences')).some(
    (owner) =>
      field(owner, 'controller') === true && judgedOwners.some((kind) => kind === field(owner, 'kind')),
  )
}
