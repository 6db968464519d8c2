/**
 * The node group of either kind → the intent's.
 * @module
 */
import type { Toleration } from '../intent.ts'
import type { NodeGroup } from './intent.ts'

interface WrittenGroup {
  readonly storageClass?: string | undefined
  readonly replicas?: number | undefined
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined
  readonly tolerations?: readonly Toleration[] | undefined
}

export function nodeGroupOf(written: WrittenGroup): NodeGroup {
  const { storageClass, replicas, nodeSelector = {}, tolerations = [] } = written
  return {
    ...(storageClass === undefined ? {} : { storageClass }),
    nodeSelector,
    tolerations,
    ...(replicas === undefined ? {} : { copies: replicas }),
  }
}
