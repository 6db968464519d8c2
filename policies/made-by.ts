/**
 * Objects that a controller made of another one, which was judged itself.
 * @module
 */
import { aimEndpointKind } from '../src/api/aim/endpoint-kind.ts'
import { field, fieldAt, listOf } from './json.ts'
import { podKinds } from './pod-shapes.ts'

/** `apiVersion kind` of the controllers whose pods were judged when they were. */
export const judgedOwners: readonly string[] = [
  'apps/v1 ReplicaSet',
  ...podKinds.map(({ group, version, kind }) => `${group === '' ? version : `${group}/${version}`} ${kind}`),
  `${aimEndpointKind.group}/${aimEndpointKind.version.name} ${aimEndpointKind.kind}`,
]

/** Whether its controller is of a kind that is judged. */
export function isMadeOfAnother(object: unknown): boolean {
  return listOf(fieldAt(object, 'metadata', 'ownerReferences')).some(
    (owner) =>
      field(owner, 'controller') === true &&
      judgedOwners.includes(`${field(owner, 'apiVersion')} ${field(owner, 'kind')}`),
  )
}
