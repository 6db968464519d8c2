/**
 * What the owner of an object declares himself: a value that stands in his manifest is his, also when fitgate had put the same there
 * before (as happens when the manifest that `fitgate plan --patch` prints is committed).
 *
 * Two records tell: the annotation of `kubectl apply`, and the fields that server-side apply owns. Without either, a value that is
 * equal to ours counts as ours.
 * @module
 */

import { fieldManager } from '../../vocabulary/names.ts'
import { sameJson } from '../../vocabulary/same-json.ts'
import { scalarText } from '../../vocabulary/scalar-text.ts'
import { isTree, itemKey, type Place, readAt } from './place.ts'

/** Whether the value at a place stands in the owner's manifest. */
export type Claims = (place: Place, value: unknown) => boolean

export const noClaims: Claims = () => false

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

interface ManagedFields {
  readonly manager?: unknown
  readonly operation?: unknown
  readonly fieldsV1?: unknown
}

export function claimsOf(object: unknown): Claims {
  const manifest = readManifest(readAt(object, ['metadata', 'annotations', lastApplied]))
  const managed = readAt(object, ['metadata', 'managedFields'])
  const applied = (Array.isArray(managed) ? (managed as readonly unknown[]) : [])
    .filter(isTree)
    .filter((entry: ManagedFields) => entry.operation === 'Apply' && entry.manager !== fieldManager)
    .map((entry) => entry.fieldsV1)
  return (place, value) =>
    sameJson(readAt(manifest, place), value) || applied.some((fields) => owns(fields, place))
}

function readManifest(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Fields are written `f:name`, list items `k:{"name":"x"}`, in the order of the API's merge keys. */
function owns(fields: unknown, place: Place): boolean {
  let node = fields
  for (const step of place) {
    if (!isTree(node)) return false
    const item = itemKey(step)
    const key =
      item === undefined
        ? `f:${step}`
        : Object.keys(node).find((name) => {
            const keys = name.startsWith('k:') ? readManifest(name.slice(2)) : undefined
            return isTree(keys) && scalarText(keys[item.key]) === item.value
          })
    if (key === undefined || !Object.hasOwn(node, key)) return false
    node = node[key]
  }
  return true
}
