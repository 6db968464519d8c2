/**
 * Where a webhook process has its snapshot from: the controller, or a file. Off the path of any review.
 * @module
 */
import type { Snapshot } from '../../inventory/snapshot.ts'
import type { MaterialSource } from '../certificates/material.ts'
import type { Log } from '../log.ts'
import { changesOf } from '../told-once.ts'
import type { SnapshotHolder } from './freshness.ts'

export type SnapshotSource = { readonly url: URL } | { readonly file: string }

export interface FollowOptions {
  readonly holder: SnapshotHolder
  /** What the controller is believed by; a file needs none. */
  readonly material: MaterialSource | undefined
  readonly log: Log
}

export interface Following {
  /** Why the newest could not be had, in words; `undefined` while all is well. */
  fault(): readonly string[] | undefined
  stop(): void
}

/** Keeps `holder` at the newest until stopped. A file has been read once when the promise resolves. */
export async function followSource(source: SnapshotSource, options: FollowOptions): Promise<Following> {
  const { holder, log } = options
  let fault: string | undefined
  const tell = changesOf((error) => {
    const kept = holder.current()?.version
    log.warn({ err: error, kept }, 'url' in source ? 'no word from the controller' : 'no snapshot was read')
  })
  const told = (error?: unknown) => {
    tell(error)
    fault = error === undefined ? undefined : words(error, holder.current())
  }
  const take = (snapshot: Snapshot, ageSeconds?: number) => {
    // Free counts change with every pod: after the first, a new version is no news for people.
    const level = holder.current() ? 'debug' : 'info'
    holder.hold(snapshot, ageSeconds)
    log[level]({ version: snapshot.version, recipes: snapshot.recipes.length }, 'snapshot loaded')
  }
  const following = await start(source, options, take, told)
  return { fault: () => (fault === undefined ? undefined : [fault]), stop: () => following.stop() }
}

/** Each source is loaded when it is asked for: a process that reads a file makes no requests. */
async function start(
  source: SnapshotSource,
  { holder, material }: FollowOptions,
  take: (snapshot: Snapshot, ageSeconds?: number) => void,
  told: (error?: unknown) => void,
): Promise<{ stop(): void }> {
  if ('file' in source) {
    const { watchSnapshotFile } = await import('./file.ts')
    return watchSnapshotFile({ path: source.file, onSnapshot: take, onLook: told })
  }
  if (!material) throw new Error('the controller can only be believed by the material of its Secret')
  const { followSnapshot } = await import('./client.ts')
  return followSnapshot({
    url: source.url,
    material,
    onSnapshot(snapshot) {
      told()
      take(snapshot)
    },
    onHeartbeat() {
      told()
      holder.heartbeat()
    },
    onError: told,
  })
}

function words(error: unknown, kept: Snapshot | undefined): string {
  const why = error instanceof Error ? error.message : String(error)
  const what = kept ? `snapshot ${kept.version} of ${kept.createdAt} is kept` : 'there is no snapshot'
  return `${what}: ${why}`
}
