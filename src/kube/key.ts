/**
 * Objects by name: the key under which stores keep them and queues work on them.
 * @module
 */
import { apiVersionOf } from './resources.ts'
import type { KubeObject, ObjectRef, ResourceType } from './types.ts'

/** `namespace/name`, or `name` when cluster-scoped. */
export function keyOf(object: KubeObject): string {
  return keyOfRef(object.metadata)
}

export function refOf({ metadata: { namespace, name } }: KubeObject): ObjectRef {
  return { namespace, name }
}

export function keyOfRef(ref: ObjectRef): string {
  return ref.namespace ? `${ref.namespace}/${ref.name}` : ref.name
}

export function parseKey(key: string): ObjectRef {
  const slash = key.indexOf('/')
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

/** Keys of the owners of one kind, whatever version of the API they were written with. */
export function ownerKeys(object: KubeObject, owner: ResourceType): string[] {
  const group = groupOf(apiVersionOf(owner))
  return (object.metadata.ownerReferences ?? [])
    .filter((reference) => reference.kind === owner.kind && groupOf(reference.apiVersion) === group)
    .map(({ name }) =>
      keyOfRef({ name, ...(owner.namespaced ? { namespace: object.metadata.namespace } : {}) }),
    )
}

/** Whether the object of this UID is its controller. */
export function isControlledBy({ metadata }: KubeObject, uid: string | undefined): boolean {
  return metadata.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) === true
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}
