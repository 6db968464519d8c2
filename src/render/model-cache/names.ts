/**
 * The names of a cache's Jobs. They follow from the cache and from what a Job is for, so the API server itself refuses a second fetch of
 * the same model onto the same volume.
 * @module
 */
import { canonicalJson, childName, shortHash } from '../../vocabulary/names.ts'

/**
 * Job that brings one model onto the volume, or looks for it there.
 *
 * @param claim volume of the cache
 * @param what everything that decides which bytes arrive, and with whose rights
 */
export function fetchJobName(claim: string, what: unknown): string {
  return childName(claim, `-fetch-${shortHash(canonicalJson(what), 8)}`)
}

/** Job that copies to one node. @param what node, volume and models */
export function copyJobName(claim: string, what: unknown): string {
  return childName(claim, `-copy-${shortHash(canonicalJson(what), 8)}`)
}

/** Job that removes models from the volume. @param ids of those models */
export function removeJobName(claim: string, ids: readonly string[]): string {
  return childName(claim, `-remove-${shortHash(canonicalJson(ids.toSorted()), 8)}`)
}
