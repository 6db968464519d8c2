/**
 * What an endpoint that serves could teach. Pure.
 * @module
 */
import { parseAIMEndpoint, toIntentRequest } from '../../api/aim/endpoint.ts'
import type { DecisionContext } from '../../decide/context.ts'
import { digestOf } from '../../decide/fit/correction.ts'
import { parsePin, pinHolds } from '../../decide/pin.ts'
import { recheck } from '../../decide/recheck.ts'
import type { Engine } from '../../engines/settings.ts'
import { defaultPort } from '../../render/paths.ts'
import { findCondition } from '../../vocabulary/conditions.ts'
import { annotations } from '../../vocabulary/names.ts'
import type { EndpointObject } from '../aim-endpoint/reconcile.ts'
import { notedRepair, repaired } from '../aim-endpoint/repair.ts'
import type { Learned } from './learned.ts'

export interface Lesson {
  readonly about: Pick<Learned, 'model' | 'accelerator' | 'imageDigest' | 'namespace'>
  readonly backend: Engine['backend']
  /** The image its pods run, with its digest. */
  readonly image: string
  readonly port: number
  /** Tokens of the cache as computed, without what was learned before. */
  readonly computedTokens: number
}

/** `undefined` of one that does not serve, or whose image is not of the list: a tag may be another engine tomorrow. */
export function lessonOf(
  object: EndpointObject,
  digests: ReadonlySet<string>,
  context: DecisionContext,
): Lesson | undefined {
  if (findCondition(object.status?.conditions, 'Ready')?.status !== 'True') return undefined
  const { endpoint } = parseAIMEndpoint(object)
  const pin = parsePin(object.metadata.annotations?.[annotations.pin])
  if (endpoint === undefined || pin === undefined) return undefined
  const request = toIntentRequest(endpoint)
  const { name, namespace = '', uid } = object.metadata
  if (!pinHolds(pin, request.intent, { name, namespace, ...(uid === undefined ? {} : { uid }) }))
    return undefined
  const candidate = repaired(pin.candidate, notedRepair(endpoint.status, request.intent))
  const { image, accelerator, engine, settings } = candidate
  const imageDigest = digestOf(image)
  if (imageDigest === undefined || !digests.has(imageDigest)) return undefined
  // a cache of a size that was asked for tells nothing of what would be left
  if (settings.kvCacheMemoryBytes !== undefined) return undefined
  const plain = { ...context, config: { ...context.config, corrections: [] } }
  const computedTokens = recheck(request, { candidate }, plain).chosen?.memory?.kvCacheTokens
  if (computedTokens === undefined) return undefined
  return {
    about: { model: request.intent.model.id, accelerator, imageDigest, namespace },
    backend: engine.backend,
    image,
    port: endpoint.spec.service?.targetPort ?? defaultPort,
    computedTokens,
  }
}
