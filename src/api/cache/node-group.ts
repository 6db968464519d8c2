/**
 * The node group of either kind → the intent's.
 * @module
 */
import type { Toleration } from '../intent.ts'
import type { NodeGroup } from './intent.ts'

interface WrittenGroup {
  readonly replicas?: number | undefined
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined
  readonly tolerations?: readonly Toleration[] | undefined
}

export function nodeGroupOf({ replicas, nodeSelector = {}, tolerations = [] }: WrittenGroup): NodeGroup {
  return { nodeSelector, tolerations, ...(replicas === undefined ? {} : { copies: replicas }) }
}
