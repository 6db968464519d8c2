/**
 * Makes a revision visible: links, then the manifest, then the ref, each in one step, so that a kill between any two leaves nothing
 * that an engine could take for a whole model.
 * @module
 */
import { stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { blobPath, manifestPath, refPath, snapshotPath } from '../../vocabulary/model-files/layout.ts'
import type { Manifest } from './manifest.ts'
import { linkWhole, writeWhole } from './write-whole.ts'

/**
 * @param folder of the model
 * @param refs names that mean this revision from now on
 */
export async function publish(folder: string, manifest: Manifest, refs: readonly string[]): Promise<void> {
  for (const { path, blob } of manifest.files) {
    const link = posix.join(snapshotPath(manifest.revision), path)
    await linkWhole(posix.relative(posix.dirname(link), blobPath(blob)), join(folder, link))
  }
  await writeWhole(
    join(folder, manifestPath(manifest.revision)),
    `${JSON.stringify(manifest, undefined, 1)}\n`,
  )
  await writeRefs(folder, manifest.revision, refs)
}

export async function writeRefs(folder: string, revision: string, refs: readonly string[]): Promise<void> {
  for (const ref of refs) await writeWhole(join(folder, refPath(ref)), revision)
}

/** Whether all files of a published revision are there, as far as their sizes tell. */
export async function isWhole(folder: string, { revision, files }: Manifest): Promise<boolean> {
  const found = await Promise.all(
    files.map(({ path, bytes }) =>
      // follows the link, so the blob is looked at
      stat(join(folder, snapshotPath(revision), path)).then(
        ({ size }) => size === bytes,
        () => false,
      ),
    ),
  )
  return found.every(Boolean)
}
