/**
 * Objects that a controller made of another one, which was judged itself.
 * @module
 */
import { aimEndpointKind } from '../src/api/aim/endpoint-kind.ts'
import { inferenceServiceKind } from '../src/api/inference/inference-service-kind.ts'
import { field, fieldAt, listOf, textOf } from './json.ts'
import { podKinds } from './pod-shapes.ts'

/** `apiVersion kind` of the controllers whose pods were judged when they were. */
export const judgedOwners: readonly string[] = [
  ...podKinds.map(({ group, version, kind }) => `${group === '' ? version : `${group}/${version}`} ${kind}`),
  ...[aimEndpointKind, inferenceServiceKind].map(
    ({ group, version, kind }) => `${group}/${version.name} ${kind}`,
  ),
]

/**
 * Who makes objects of others: the control plane's controllers, LeaderWorkerSet's, and our own, where they are usually installed.
 * Anybody may write an owner into an object, so it counts only from those; of a cluster's masters nothing can be held back anyway.
 */
export const makers = {
  group: 'system:masters',
  users: ['system:kube-controller-manager'],
  accountsOf: ['kube-system', 'lws-system', 'openshift-lws-operator', 'fitgate-system'],
} as const

/** Prefix of the names of a namespace's ServiceAccounts. */
export const accountsIn = (namespace: string) => `system:serviceaccount:${namespace}:`

function isMaker(userInfo: unknown): boolean {
  const username = textOf(field(userInfo, 'username')) ?? ''
  return (
    listOf(field(userInfo, 'groups')).includes(makers.group) ||
    makers.users.some((user) => user === username) ||
    makers.accountsOf.some((namespace) => username.startsWith(accountsIn(namespace)))
  )
}

/**
 * Whether its controller is of a kind that is judged.
 * @param userInfo of the review; the API server always tells. Default: what exists already, of which nobody knows who made it
 */
export function isMadeOfAnother(object: unknown, userInfo?: unknown): boolean {
  if (userInfo !== undefined && !isMaker(userInfo)) return false
  return listOf(fieldAt(object, 'metadata', 'ownerReferences')).some(
    (owner) =>
      field(owner, 'controller') === true &&
      judgedOwners.includes(`${field(owner, 'apiVersion')} ${field(owner, 'kind')}`),
  )
}
