/**
 * Takes a model, or one revision of it, off a volume: out of sight in one step, then its bytes.
 * @module
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  blobPath,
  manifestPath,
  modelFolder,
  refPath,
  snapshotPath,
  workFolder,
} from '../../vocabulary/model-files/layout.ts'
import { codeOf, volumeError } from '../fetch-error.ts'
import { linkedBlobs, refsOf } from './installed.ts'
import { type LeaseOptions, withLease } from './lease.ts'
import { leasePath, partsFolder } from './places.ts'
import { volumeUse } from './space.ts'

export interface Removal {
  readonly id: string
  /** Commit or ref. Default: all of them, and what is unfinished. */
  readonly revision?: string
}

/** Waits for whoever fetches the model now. @returns bytes that became free */
export async function removeModel(
  root: string,
  { id, revision }: Removal,
  lease: LeaseOptions,
): Promise<number> {
  return withLease(leasePath(root, id), lease, async () => {
    const before = await volumeUse(root)
    try {
      const folder = join(root, modelFolder(id))
      if (revision === undefined) {
        await takeAway(root, folder)
        await takeAway(root, partsFolder(root, id))
      } else {
        await removeRevision(root, folder, revision)
      }
      await rm(join(root, workFolder, 'removed'), { recursive: true, force: true })
    } catch (error) {
      throw volumeError(root, error)
    }
    return Math.max(0, before.usedBytes - (await volumeUse(root)).usedBytes)
  })
}

async function removeRevision(root: string, folder: string, wanted: string): Promise<void> {
  const refs = await refsOf(folder)
  const revision = refs.get(wanted) ?? wanted
  for (const [ref, meant] of refs) if (meant === revision) await rm(join(folder, refPath(ref)))
  await rm(join(folder, manifestPath(revision)), { force: true })
  await takeAway(root, join(folder, snapshotPath(revision)))
  const left = await readdir(join(folder, 'snapshots')).catch(() => [])
  if (left.length === 0) return takeAway(root, folder)
  const used = new Set<string>()
  for (const other of left)
    for (const blob of await linkedBlobs(join(folder, snapshotPath(other)))) used.add(blob)
  for (const blob of await readdir(join(folder, 'blobs')).catch(() => []))
    if (!used.has(blob)) await rm(join(folder, blobPath(blob)), { force: true })
}

/** A folder is removed file by file; a rename first, so that nobody finds a part of it. */
async function takeAway(root: string, folder: string): Promise<void> {
  const removed = join(root, workFolder, 'removed')
  await mkdir(removed, { recursive: true })
  try {
    await rename(folder, join(removed, randomBytes(8).toString('hex')))
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}
