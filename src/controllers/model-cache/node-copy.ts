/**
 * A copy on one node goes the way of a model on a volume: the same steps, attempts and waits, told in fewer words.
 * @module
 */
import { outcomes } from '../../vocabulary/model-files/outcome.ts'
import type { CachedModel } from './model-state.ts'
import type { CacheStatus } from './read-cache.ts'
import type { JobResult } from './result-of-job.ts'

/** Entry of `status.nodes`. */
export type NodeCopy = NonNullable<CacheStatus['nodes']>[number]

/** Reasons that say how far a copy is; any other is why it failed. */
const phases: Readonly<Record<string, CachedModel['status']>> = {
  Verified: 'Ready',
  Empty: 'Ready',
  Copying: 'Downloading',
  Waiting: 'Pending',
  NodeUnavailable: 'Pending',
}

/** As the steps of a model read it. */
export function asModel({
  name,
  reason = 'Waiting',
  message,
  attempts,
  retryAt,
  job,
}: NodeCopy): CachedModel {
  return {
    id: name,
    status: phases[reason] ?? 'Failed',
    reason,
    ...(message === undefined ? {} : { message }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(job === undefined ? {} : { job }),
  }
}

/** @param isEmpty nothing was to be copied */
export function asCopy(
  { id, status, reason = status, message, attempts, retryAt, job }: CachedModel,
  isEmpty: boolean,
): NodeCopy {
  const isThere = status === 'Ready' && !isEmpty
  return {
    name: id,
    ready: isThere,
    reason: wordOf(status, reason, isEmpty),
    ...(message === undefined ? {} : { message }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(job === undefined ? {} : { job }),
  }
}

function wordOf(status: CachedModel['status'], reason: string, isEmpty: boolean): string {
  switch (status) {
    case 'Ready':
      return isEmpty ? 'Empty' : 'Verified'
    case 'Downloading':
      return 'Copying'
    case 'Failed':
      return reason
    case 'Waiting':
    case 'Pending':
    case 'Evicting':
    case 'Evicted':
      return 'Waiting'
    default:
      return status satisfies never
  }
}

/** The result of a copy's Job as one about the node: all of its models, or none. */
export function resultOfCopy(node: string, result: JobResult): JobResult {
  const isGood = result.outcome !== 'Unknown' && outcomes[result.outcome].again === 'done'
  return { ...result, models: isGood ? [{ id: node, outcome: 'AlreadyThere' }] : [] }
}

/** The copy of a node that no pod can come to now; what is there stays. @param why for people */
export function heldUp(copy: NodeCopy, why: string | undefined): NodeCopy {
  if (why === undefined || copy.reason !== 'Waiting') return copy
  return { ...copy, reason: 'NodeUnavailable', message: `the node is ${why}` }
}

/**
 * Engines find what they ask for wherever they start: some node holds a copy, and no other is about to get one. One that is stuck holds
 * up nobody whose node has its copy.
 */
export function isServing(copies: readonly NodeCopy[]): boolean {
  return (
    copies.some(({ ready }) => ready) &&
    !copies.some((copy) => isUnderWay(copy) && copy.message === undefined)
  )
}

/** It is on its way, or waits for its turn. */
export function isUnderWay({ reason }: NodeCopy): boolean {
  return reason === 'Copying' || reason === 'Waiting'
}
