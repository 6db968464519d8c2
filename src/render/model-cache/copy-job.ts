/**
 * The Job that makes the disk of one node hold what was downloaded, and nothing else.
 * @module
 */
import {
  type CacheIntent,
  type CacheKind,
  cacheClaim,
  downloadClaim,
  type NodeGroup,
} from '../../api/cache/intent.ts'
import type { RenderedObject } from '../object.ts'
import { cacheFolder } from '../paths.ts'
import { finalExitCodes, renderCacheJob, resultFile } from './job.ts'
import { copyJobName } from './names.ts'
import type { CacheOwner } from './owner.ts'

/** The `component` label of such Jobs. */
export const copyComponent = 'copy'

/** Where the volume is mounted that is copied from. */
const originFolder = '/workspace/origin'

/** A model on the volume that was downloaded to. */
export interface CopiedModel {
  readonly id: string
  /** What it is asked for by. */
  readonly ref: string
  /** What is there of it: a commit, or the digest of its list of files. */
  readonly revision: string
}

export interface CopyJobInput {
  readonly owner: CacheOwner & { readonly kind: CacheKind }
  readonly intent: CacheIntent
  readonly group: Pick<NodeGroup, 'tolerations'>
  readonly node: {
    readonly name: string
    /** Another one when the machine or its disks may be others. */
    readonly life: string
  }
  /** UID of the claim that is copied to. */
  readonly volume: string
  /** None: the node's disk is emptied. */
  readonly models: readonly CopiedModel[]
  /** The fitgate image. */
  readonly image: string
  /** What the volume may take on a node, bytes. */
  readonly quotaBytes?: number
}

/** The Job's name: another one as soon as the node or its disk is another, or other models are to be there. */
export function copyJobNameOf({
  owner,
  node,
  volume,
  models,
}: Pick<CopyJobInput, 'owner' | 'node' | 'volume' | 'models'>): string {
  return copyJobName(cacheClaim(owner.kind, owner.metadata.name), { node, volume, models })
}

export function renderCopyJob(input: CopyJobInput): RenderedObject {
  const { owner, intent, group, node, models, image, quotaBytes } = input
  const name = copyJobNameOf(input)
  return renderCacheJob({
    owner,
    name,
    component: copyComponent,
    image,
    claim: cacheClaim(owner.kind, owner.metadata.name),
    from: { claim: downloadClaim(owner.kind, owner.metadata.name, intent), folder: originFolder },
    onNode: { name: node.name, tolerations: group.tolerations },
    args: [
      ...['cache', 'copy', '--root', cacheFolder, '--from', originFolder, '--result', resultFile],
      // a pod that follows one that was killed is the same copier: it waits for nobody
      ...['--owner', name, '--sync'],
      ...(quotaBytes === undefined ? [] : ['--quota', String(quotaBytes)]),
      ...models.map(({ id, ref }) => `${id}@${ref}`),
    ],
    finalExitCodes,
  })
}
