/**
 * The snapshot from a file, where no controller is asked: written by `fitgate snapshot`, or mounted. Whoever can write the file is believed.
 * A file that is missing, broken or of a newer schema changes nothing: the last good one is kept.
 * @module
 */
import { readFile, stat } from 'node:fs/promises'
import type { Snapshot } from '../../inventory/snapshot.ts'
import { poll } from '../poll.ts'
import { readSnapshot } from './document.ts'

export interface SnapshotFileOptions {
  readonly path: string
  /** @param ageSeconds since the document says it was written, never below 0 */
  readonly onSnapshot: (snapshot: Snapshot, ageSeconds: number) => void
  /** Told of each look, with what is wrong with the file. Default: nobody. */
  readonly onLook?: (error?: unknown) => void
  /** ms between two looks. Default 500. */
  readonly interval?: number
  /** Default: the system's. */
  readonly now?: () => Date
}

/** Watches the file until stopped; it has been looked at once when the promise resolves. */
export async function watchSnapshotFile(options: SnapshotFileOptions): Promise<{ stop(): void }> {
  const { path, onSnapshot, now = () => new Date() } = options
  let seen: string | undefined
  let fault: unknown
  return poll({
    interval: options.interval ?? 500,
    onLook: options.onLook,
    async look() {
      // Kubelets and careful writers replace the file, so that its inode changes too.
      const { ino, mtimeMs, size } = await stat(path)
      const looks = `${ino} ${mtimeMs} ${size}`
      if (looks === seen) {
        if (fault !== undefined) throw fault
        return
      }
      const text = await readFile(path, 'utf8')
      seen = looks
      fault = undefined
      try {
        const snapshot = readSnapshot(text)
        onSnapshot(snapshot, Math.max(0, (now().getTime() - Date.parse(snapshot.createdAt)) / 1000))
      } catch (error) {
        fault = new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`)
        throw fault
      }
    },
  })
}
