/**
 * What starts have taught, as one ConfigMap of bounded size beside the controller. Every replica reads it, so that all publish the
 * same snapshot; the leader writes it.
 * @module
 */
import { correctionLimit } from '../../decide/fit/correction.ts'
import { type Correction, correctionsOf } from '../../inventory/corrections.ts'
import type { KubeObject } from '../../kube/types.ts'
import { managedBy } from '../../render/object.ts'
import { labels } from '../../vocabulary/names.ts'

export const learnedName = 'fitgate-learned'

/** Corrections that are kept; the oldest go first. A snapshot has room for so many. */
export const maxLearned = 200

const file = 'corrections.json'

export interface LearnedConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

/** A correction that counts in one namespace only: what a tenant's engine says is no word on anybody else's. */
export type Learned = Correction & { readonly namespace: string }

/** Further off than this, the engine was asked for something else than was computed, and teaches nothing. */
const plausible = 0.3

/** `undefined` where there is nothing to compare, or the two have nothing to do with one another. */
export function correctionFrom(
  about: Pick<Learned, 'model' | 'accelerator' | 'imageDigest' | 'namespace'>,
  computedTokens: number,
  measuredTokens: number,
): Learned | undefined {
  if (!(computedTokens > 0 && measuredTokens > 0)) return undefined
  const ratio = measuredTokens / computedTokens
  if (!(Math.abs(ratio - 1) <= plausible)) return undefined
  const bounded = Math.min(1 + correctionLimit, Math.max(1 - correctionLimit, ratio))
  return { ...about, cacheRatio: Math.round(bounded * 10_000) / 10_000, starts: 1 }
}

/** Whether these say already what they would be asked about. */
export function isLearned(
  known: readonly Correction[],
  about: Pick<Learned, 'model' | 'accelerator' | 'imageDigest' | 'namespace'>,
): boolean {
  return known.some(
    ({ model, accelerator, imageDigest, namespace }) =>
      model.toLowerCase() === about.model.toLowerCase() &&
      accelerator === about.accelerator &&
      imageDigest === about.imageDigest &&
      (namespace === undefined || namespace === about.namespace),
  )
}

export function learnedConfigMap(
  learned: readonly Correction[],
  namespace: string,
): LearnedConfigMap & { readonly data: Readonly<Record<string, string>> } {
  const kept = learned.slice(-maxLearned)
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace, name: learnedName, labels: { [labels.managedBy]: managedBy } },
    data: { [file]: `${JSON.stringify(kept, null, 2)}\n` },
  }
}

/** Nothing where there is none, or somebody wrote what is not one: it is only an improvement. */
export function readLearned(object: LearnedConfigMap | undefined): readonly Correction[] {
  const text = object?.data?.[file]
  if (text === undefined) return []
  try {
    const { corrections } = correctionsOf(JSON.parse(text), file)
    return corrections.filter(({ namespace }) => namespace !== undefined).slice(-maxLearned)
  } catch {
    return []
  }
}
