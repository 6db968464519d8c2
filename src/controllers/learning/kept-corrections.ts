/**
 * What was learned, as the watches last told it, and only of images that may still teach.
 * @module
 */
import type { Correction } from '../../inventory/corrections.ts'
import type { DecisionConfig } from '../../inventory/snapshot.ts'
import type { Feeds } from '../feeds/feeds.ts'
import { type LearnedConfigMap, learnedName, readLearned } from './learned.ts'

export interface KeptCorrections {
  /** The ConfigMap that keeps them. */
  object(): LearnedConfigMap | undefined
  /** The same list until the ConfigMap changes. */
  list(): readonly Correction[]
}

/** @param namespace of the controller @param imageDigests that may teach */
export function keptCorrections(
  feeds: Pick<Feeds, 'children'>,
  namespace: string,
  imageDigests: readonly string[],
): KeptCorrections {
  const digests = new Set(imageDigests)
  let read:
    | { readonly object: LearnedConfigMap | undefined; readonly list: readonly Correction[] }
    | undefined
  const object = () =>
    feeds.children
      .flatMap(({ store }) => store.get(`${namespace}/${learnedName}`) ?? [])
      .find(({ kind }) => kind === 'ConfigMap')
  return {
    object,
    list() {
      const now = object()
      if (read === undefined || read.object !== now)
        read = { object: now, list: readLearned(now).filter(({ imageDigest }) => digests.has(imageDigest)) }
      return read.list
    },
  }
}

/** The platform's word comes first: of two corrections of the same, the first counts. */
export function withLearned(config: DecisionConfig, learned: readonly Correction[]): DecisionConfig {
  return learned.length === 0
    ? config
    : { ...config, corrections: [...(config.corrections ?? []), ...learned] }
}
