/**
 * Condition `NodeCopies`: how many nodes hold a copy, and what is in the way of the others.
 * @module
 */
import type { NodeGroup } from '../../api/cache/intent.ts'
import { mostNodesNamed } from '../../api/cache/status.ts'
import type { CopyPlaces } from '../../decide/cache/nodes.ts'
import { type Finding, no } from '../aim-endpoint/finding.ts'
import { isUnderWay, type NodeCopy } from './node-copy.ts'
import type { CacheClaim } from './objects.ts'

export interface CopiesFacts {
  readonly claim?: CacheClaim
  /** What the API server said to the claim. */
  readonly refused?: Finding
  readonly claimName: string
  readonly storageClass: string
  readonly places: CopyPlaces
  /** Of those that are to have a copy. */
  readonly nodes: readonly NodeCopy[]
}

/** Reason of a group that may have been scaled to nothing. */
export const noNodes = 'NoNodes'

/** What is under way is told before what has failed: it changes by itself. */
export function copiesFinding({
  claim,
  refused,
  claimName,
  storageClass,
  places,
  nodes,
}: CopiesFacts): Finding {
  const name = `PersistentVolumeClaim ${claimName}`
  if (refused !== undefined) return refused
  if (claim === undefined) return no('NotCreated', `${name} is not there yet`)
  if (claim.metadata.deletionTimestamp !== undefined)
    return no('Terminating', `${name} is being deleted; when no pod mounts it any more, it is made anew`)
  if (claim.status?.phase === 'Lost')
    return no('VolumeLost', `the volume of ${name} is gone: delete the claim, and copies are made anew`)
  const { members, asked } = places
  if (nodes.length === 0)
    return no(noNodes, 'no node is in the group now: see its nodeSelector and tolerations')
  const there = nodes.filter(({ ready }) => ready).length
  const share = `${there} of ${nodes.length} ${nodes.length === 1 ? 'node holds' : 'nodes hold'} a copy`
  const running = nodes.filter(isUnderWay)
  if (running.length > 0) {
    const stuck = running.find(({ message }) => message !== undefined)
    const isUnbound = claim.status?.phase !== 'Bound'
    const why = stuck === undefined ? '' : `; ${stuck.name}: ${stuck.message}`
    const volume = isUnbound ? `; ${name} waits for a volume of class ${storageClass}` : ''
    const isBegun = running.some(({ reason }) => reason === 'Copying')
    return no(isBegun ? 'Copying' : 'Waiting', `${share}${why}${volume}`)
  }
  const failed = nodes.find(({ ready }) => !ready)
  if (failed !== undefined) {
    const { reason = 'Failed', message = reason, retryAt } = failed
    const again = retryAt === undefined ? '' : ` (tried again at ${retryAt})`
    return no(reason, `${share}; ${failed.name}: ${message}${again}`)
  }
  if (asked !== undefined && asked > nodes.length)
    return no('TooFewNodes', `${share}, and ${asked} are asked for: ${limitOf(members)}`)
  if (asked === undefined && members > nodes.length)
    return no('TooManyNodes', `${share}: the group has ${members}, and at most ${mostNodesNamed} get one`)
  return { status: 'True', reason: 'Copied', message: `${share}, every file verified` }
}

function limitOf(members: number): string {
  return members < mostNodesNamed ? `the group has ${members}` : `at most ${mostNodesNamed} nodes get one`
}

/** Of a group whose copies could be nowhere. */
export function withoutVolume(group: NodeGroup | undefined): Finding | undefined {
  if (group === undefined || group.storageClass !== undefined) return undefined
  return no(
    'NoNodeVolume',
    'no copies are made on the disks of nodes: the node group names no storageClass whose volume is a folder on each of its nodes; engines read the one volume',
  )
}
