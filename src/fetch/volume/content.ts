/**
 * Content that need not be fetched because it is on the volume: of an earlier attempt, an earlier revision, or another model.
 * @module
 */
import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { blobPath } from '../../vocabulary/model-files/layout.ts'
import { volumeError } from '../fetch-error.ts'
import type { Hasher } from '../hash/hasher.ts'
import type { Hashes } from '../hash/messages.ts'
import type { RemoteFile } from '../remote-file.ts'
import type { Manifest } from './manifest.ts'
import type { Verified } from './verified.ts'

export interface Held {
  readonly blob: string
  readonly sha256: string
}

export interface ContentOptions {
  readonly root: string
  /** Of the model. */
  readonly folder: string
  readonly hasher: Hasher
  /** Of revisions of this model that are published. */
  readonly manifests: readonly Manifest[]
  readonly verified: ReadonlyMap<string, Verified>
}

/** The name below `blobs/` that a file will have, where it is known before its content is. */
export function knownBlob({ declared }: RemoteFile): string | undefined {
  return declared?.algorithm === 'sha256' || declared?.algorithm === 'git-sha1' ? declared.value : undefined
}

/** `undefined` where it has to be fetched. */
export async function heldContent(
  file: RemoteFile,
  key: string,
  options: ContentOptions,
): Promise<Held | undefined> {
  const { folder, manifests, verified } = options
  const earlier = verified.get(key)
  if (earlier !== undefined) {
    const found = await stat(join(folder, blobPath(earlier.blob))).catch(() => undefined)
    if (found?.size === file.bytes && found.mtimeMs === earlier.modifiedMs) return earlier
  }
  const published = manifests
    .flatMap(({ files }) => files)
    .find((one) =>
      knownBlob(file) === undefined
        ? one.path === file.path && one.version !== undefined && one.version === file.version
        : one.blob === knownBlob(file),
    )
  if (published !== undefined && (await sizeOf(join(folder, blobPath(published.blob)))) === file.bytes)
    return published
  const blob = knownBlob(file)
  return blob === undefined ? undefined : adopt(file, blob, options)
}

/** Takes content that nobody vouches for, if its digest is right. */
async function adopt(
  file: RemoteFile,
  blob: string,
  { root, folder, hasher }: ContentOptions,
): Promise<Held | undefined> {
  const own = join(folder, blobPath(blob))
  if ((await sizeOf(own)) === file.bytes) {
    const hashes = await hashesOf(own, file, hasher)
    if (hashes?.declared === blob) return { blob, sha256: hashes.sha256 }
    // engines that have it open keep it; whoever opens it next gets the right one
    await rm(own, { force: true })
  }
  const models = await readdir(join(root, 'hub')).catch(() => [])
  for (const model of models) {
    const other = join(root, 'hub', model, blobPath(blob))
    if (other === own || (await sizeOf(other)) !== file.bytes) continue
    const hashes = await hashesOf(other, file, hasher)
    if (hashes?.declared !== blob) continue
    await share(other, own)
    return { blob, sha256: hashes.sha256 }
  }
  return undefined
}

async function hashesOf(path: string, file: RemoteFile, hasher: Hasher): Promise<Hashes | undefined> {
  const job = hasher.start(path, file.bytes, file.declared)
  job.advance(file.bytes)
  return job.hashes.catch(() => undefined)
}

/** A second name for the same bytes; a copy on volumes that have no such thing. */
async function share(from: string, to: string): Promise<void> {
  const temporary = `${to}.tmp`
  try {
    await mkdir(dirname(to), { recursive: true })
    await rm(temporary, { force: true })
    await link(from, temporary).catch(() => copyFile(from, temporary))
    await rename(temporary, to)
  } catch (error) {
    throw volumeError(to, error)
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? found.size : undefined
}
