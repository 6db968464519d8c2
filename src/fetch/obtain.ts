/**
 * The files of a revision, whole and verified, below `blobs/`: what is there already is taken, the rest is fetched.
 * @module
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sumOfBytes } from '../vocabulary/bytes.ts'
import { blobPath } from '../vocabulary/model-files/layout.ts'
import { volumeError } from './fetch-error.ts'
import type { ModelContext, ModelRequest } from './fetch-model.ts'
import type { Listing, RemoteFile } from './remote-file.ts'
import { bytesOf } from './transfer/ranges.ts'
import { transfer, type Wanted } from './transfer/transfer.ts'
import { type Held, heldContent, knownBlob } from './volume/content.ts'
import { type ManifestFile, manifestsOf } from './volume/manifest.ts'
import { partlyThere, removeJournal } from './volume/part.ts'
import { partsFolder } from './volume/places.ts'
import { checkSpace, volumeUse } from './volume/space.ts'
import { noteVerified, readVerified } from './volume/verified.ts'

/** Files by what they are fetched as: equal content once. */
function keyOf(file: RemoteFile): string {
  const { path, bytes, version = '' } = file
  return (
    knownBlob(file) ?? createHash('sha256').update(`${path}\0${bytes}\0${version}`).digest('hex').slice(0, 40)
  )
}

export async function obtain(
  { id, source }: ModelRequest,
  { revision }: Listing,
  files: readonly RemoteFile[],
  folder: string,
  { volume, limits, hasher, meter, signal }: ModelContext,
): Promise<{ readonly files: readonly ManifestFile[]; readonly receivedBytes: number }> {
  const parts = partsFolder(volume.root, id)
  const verifiedFile = join(parts, 'verified')
  const contents = new Map(files.map((file) => [keyOf(file), file]))
  const held = new Map<string, Held>()
  meter.phase('Verifying')
  const options = {
    root: volume.root,
    folder,
    hasher,
    manifests: await manifestsOf(folder),
    verified: await readVerified(verifiedFile),
  }
  for (const [key, file] of contents) {
    signal.throwIfAborted()
    const found = await heldContent(file, key, options)
    if (found !== undefined) held.set(key, found)
  }
  await removeStrangers(parts, new Set(contents.keys()))
  const wanted: (Wanted & { readonly key: string })[] = []
  let partial = 0
  for (const [key, file] of contents) {
    if (held.has(key)) continue
    const partPath = join(parts, key)
    if (file.ranges) partial += bytesOf(await partlyThere(partPath, file.bytes))
    wanted.push({ key, file, partPath })
  }
  const total = sumOfBytes([...contents.values()])
  const missing = sumOfBytes(wanted.map(({ file }) => file)) - partial
  checkSpace(id, missing, await volumeUse(volume.root), volume.limits)
  meter.plan({ revision, total, bytes: total - missing, files: contents.size, done: held.size })
  meter.phase('Fetching')
  await mkdir(join(folder, 'blobs'), { recursive: true }).catch((error) => {
    throw volumeError(folder, error)
  })
  let receivedBytes = 0
  await transfer({
    ...limits,
    source,
    wanted,
    hasher,
    signal,
    onBytes(bytes) {
      receivedBytes += bytes
      meter.add(bytes)
    },
    onAgain: (bytes) => meter.lose(bytes),
    async onFile({ file, partPath }, { sha256 }) {
      const key = keyOf(file)
      const blob = knownBlob(file) ?? sha256
      const path = join(folder, blobPath(blob))
      await rename(partPath, path)
      await removeJournal(partPath)
      await noteVerified(verifiedFile, path, { key, blob, sha256 })
      held.set(key, { blob, sha256 })
      meter.fileDone()
    },
  })
  return { receivedBytes, files: files.map((file) => entryOf(file, held.get(keyOf(file)))) }
}

function entryOf({ path, bytes, declared, version }: RemoteFile, held: Held | undefined): ManifestFile {
  if (held === undefined) throw new Error(`${path} was not fetched`)
  const { blob, sha256 } = held
  return {
    path,
    bytes,
    blob,
    sha256,
    verifiedBy: declared?.algorithm ?? 'bytes',
    ...(version !== undefined && { version }),
  }
}

/** Parts of another revision or selection; nobody comes back for them. */
async function removeStrangers(parts: string, keys: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(parts).catch(() => []))
    if (name !== 'verified' && !keys.has(name.replace(/\.journal$/, '')))
      await rm(join(parts, name), { force: true })
}
