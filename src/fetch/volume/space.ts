/**
 * How much room there is, before anything is written.
 * @module
 */
import { mkdir, readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { formatBytes } from '../../vocabulary/bytes.ts'
import { workFolder } from '../../vocabulary/model-files/layout.ts'
import type { VolumeUse } from '../../vocabulary/model-files/result.ts'
import { FetchError, volumeError } from '../fetch-error.ts'

export interface SpaceLimits {
  /** What all models of the volume may take together, in bytes. Default: what the file system has. */
  readonly quotaBytes?: number
  /** What must stay free, in bytes. Default 0 */
  readonly keepFreeBytes?: number
}

/** Folders that are not there take nothing. */
async function entries(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

/** Content of models and of unfinished downloads, each once, whatever number of names it has. */
export async function volumeUse(root: string): Promise<VolumeUse> {
  const seen = new Set<string>()
  let usedBytes = 0
  const add = async (path: string, allocated: boolean) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined)
    if (found === undefined || !found.isFile()) return
    const inode = `${found.dev}:${found.ino}`
    if (seen.has(inode)) return
    seen.add(inode)
    usedBytes += Number(allocated ? found.blocks * 512n : found.size)
  }
  for (const model of await entries(join(root, 'hub'))) {
    const blobs = join(root, 'hub', model, 'blobs')
    for (const name of await entries(blobs)) await add(join(blobs, name), false)
  }
  const parts = join(root, workFolder, 'parts')
  // a part is as long as its last byte, and has holes
  for (const model of await entries(parts))
    for (const name of await entries(join(parts, model))) await add(join(parts, model, name), true)
  return { usedBytes, freeBytes: await freeBytes(root) }
}

export async function freeBytes(root: string): Promise<number> {
  try {
    await mkdir(root, { recursive: true })
    const { bavail, bsize } = await statfs(root)
    return bavail * bsize
  } catch (error) {
    throw volumeError(root, error)
  }
}

/**
 * @param neededBytes what is still to be written
 * @throws FetchError `InsufficientSpace`, with the numbers
 */
export function checkSpace(
  what: string,
  neededBytes: number,
  { usedBytes, freeBytes }: VolumeUse,
  { quotaBytes, keepFreeBytes = 0 }: SpaceLimits,
): void {
  const room = Math.max(0, freeBytes - keepFreeBytes)
  if (neededBytes > room) {
    const kept = keepFreeBytes > 0 ? ` with ${formatBytes(keepFreeBytes)} to be kept free` : ''
    throw new FetchError(
      'InsufficientSpace',
      `${what} needs ${formatBytes(neededBytes)} more and the volume has ${formatBytes(freeBytes)} free${kept}: ${formatBytes(neededBytes - room)} are missing. Remove models (fitgate cache list) or make the volume larger`,
    )
  }
  if (quotaBytes !== undefined && usedBytes + neededBytes > quotaBytes) {
    throw new FetchError(
      'InsufficientSpace',
      `${what} needs ${formatBytes(neededBytes)} more; models take ${formatBytes(usedBytes)} of a quota of ${formatBytes(quotaBytes)}: ${formatBytes(usedBytes + neededBytes - quotaBytes)} are missing. Remove models (fitgate cache list) or raise the quota`,
    )
  }
}
