/**
 * Files and links that are the old ones or the new ones, never half.
 * @module
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { volumeError } from '../fetch-error.ts'

async function inPlace(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await make(temporary)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw volumeError(path, error)
  }
}

export function writeWhole(path: string, text: string): Promise<void> {
  return inPlace(path, async (temporary) => {
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
  })
}

export function linkWhole(target: string, path: string): Promise<void> {
  return inPlace(path, (temporary) => symlink(target, temporary))
}
