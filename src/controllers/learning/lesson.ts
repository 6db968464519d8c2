/**
 * What one that serves could teach. Pure.
 * @module
 */
import type { DecisionContext } from '../../decide/context.ts'
import { digestOf } from '../../decide/fit/correction.ts'
import { recheck } from '../../decide/recheck.ts'
import type { Learned } from './learned.ts'
import { type Served, type ServingObject, servedBy } from './served.ts'

export interface Lesson {
  readonly about: Pick<Learned, 'model' | 'accelerator' | 'imageDigest' | 'namespace'>
  /** Whom to ask, and what it runs: its image with the digest. */
  readonly served: Served
  /** Tokens of the cache as computed, without what was learned before. */
  readonly computedTokens: number
}

/** `undefined` of one that does not serve, or whose image is not of the list: a tag may be another engine tomorrow. */
export function lessonOf(
  object: ServingObject,
  digests: ReadonlySet<string>,
  context: DecisionContext,
): Lesson | undefined {
  const served = servedBy(object)
  if (served === undefined) return undefined
  const { request, candidate } = served
  const { image, accelerator, settings } = candidate
  const imageDigest = digestOf(image)
  if (imageDigest === undefined || !digests.has(imageDigest)) return undefined
  // a cache of a size that was asked for tells nothing of what would be left
  if (settings.kvCacheMemoryBytes !== undefined) return undefined
  const plain = { ...context, config: { ...context.config, corrections: [] } }
  const computedTokens = recheck(request, { candidate }, plain).chosen?.memory?.kvCacheTokens
  if (computedTokens === undefined) return undefined
  const { namespace = '' } = object.metadata
  return {
    about: { model: request.intent.model.id, accelerator, imageDigest, namespace },
    served,
    computedTokens,
  }
}
