/**
 * Changes of a cache that its volume cannot follow.
 * @module
 */
import { type CacheIntent, type CachePaths, copiesClass } from '../../api/cache/intent.ts'
import { formatBytes } from '../../vocabulary/bytes.ts'
import type { FieldError } from '../../vocabulary/field-error.ts'

const fix = 'make another cache of another name, and let the engines use that one'

/** What a claim cannot become; empty where the change is one that can be made. */
export function impossibleChanges(before: CacheIntent, now: CacheIntent, paths: CachePaths): FieldError[] {
  const classes = [before.storage.storageClass, now.storage.storageClass] as const
  const modes = [before.storage.accessMode, now.storage.accessMode] as const
  const sizes = [before.storage.bytes, now.storage.bytes] as const
  const copies = [copiesClass(before), copiesClass(now)] as const
  return [
    ...(classes[0] === classes[1]
      ? []
      : [
          {
            path: paths.storageClass,
            message: `was ${classes[0] ?? "the cluster's default"}, and a volume keeps its class`,
            fix,
          },
        ]),
    ...(modes[0] === modes[1]
      ? []
      : [{ path: paths.accessMode, message: `was ${modes[0]}, and a volume keeps its access mode`, fix }]),
    ...(sizes[0] === undefined || sizes[1] === undefined || sizes[1] >= sizes[0]
      ? []
      : [{ path: paths.size, message: `was ${formatBytes(sizes[0])}, and a volume never shrinks`, fix }]),
    ...(copies[0] === copies[1]
      ? []
      : [{ path: `${paths.nodeGroup}.storageClass`, message: copiesWords(...copies), fix }]),
  ]
}

/** Engines mount the same claim with copies and without. */
function copiesWords(before: string | undefined, now: string | undefined): string {
  if (before === undefined)
    return 'was not there: engines mount one volume, which cannot become copies on nodes'
  return now === undefined
    ? `was ${before}: engines mount copies on nodes, which cannot become one volume`
    : `was ${before}, and a volume keeps its class`
}
