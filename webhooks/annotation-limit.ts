/**
 * The API server refuses an object whose annotations are larger than 256 KiB together, so a patch that would make them so is worse
 * than none. Source: `ValidateAnnotationsSize` of k8s.io/apimachinery.
 * @module
 */
import { Buffer } from 'node:buffer'
import type { PatchOperation } from './patch.ts'
import type { ReviewedObject } from './review.ts'

const maxBytes = 256 * 1024
const place = '/metadata/annotations'

/** Whether the object's own annotations still fit after the operations. What they take away is counted as if it stayed. */
export function annotationsFit(object: ReviewedObject, operations: readonly PatchOperation[]): boolean {
  const added = operations.flatMap((operation) => {
    if (operation.op !== 'add') return []
    if (operation.path === place) return [operation.value]
    return operation.path.startsWith(`${place}/`) ? [{ [operation.path]: operation.value }] : []
  })
  if (added.length === 0) return true
  const values = [object.metadata?.annotations, ...added]
  // a character takes three bytes at most, and nearly every object is far below
  if (values.reduce<number>((sum, annotations) => sum + charactersOf(annotations), 0) * 3 <= maxBytes)
    return true
  return values.reduce<number>((sum, annotations) => sum + bytesOf(annotations), 0) <= maxBytes
}

function bytesOf(annotations: unknown): number {
  return Object.entries(annotations ?? {}).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(String(value)),
    0,
  )
}

function charactersOf(annotations: unknown): number {
  let sum = 0
  if (typeof annotations !== 'object' || annotations === null) return sum
  for (const name of Object.keys(annotations))
    sum += name.length + String(Reflect.get(annotations, name)).length
  return sum
}
