/**
 * Who the object under review is, as far as the API server has told: what its pin is held against.
 * @module
 */
import type { PinOwner } from '../src/decide/pin.ts'
import type { AdmissionRequest } from './review.ts'

/** At mutation a CREATE has no UID yet, and no name where it is generated; at validation it has both. */
export function ownerIn({ object, name, namespace }: AdmissionRequest): PinOwner {
  const metadata = object?.metadata
  return {
    ...(metadata?.uid === undefined ? {} : { uid: metadata.uid }),
    namespace: metadata?.namespace ?? namespace ?? '',
    name: metadata?.name ?? name ?? '',
  }
}
