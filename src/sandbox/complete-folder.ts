/**
 * A folder that is either complete or not there: it is filled under another name and renamed when it is done.
 * @module
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type LockOptions, withLock } from './file-lock.ts'

/**
 * Makes sure that `folder` exists, calling `fill` with an empty temporary folder beside it when it does not.
 * Of several processes that ask at once, one fills and the others wait for it.
 */
export async function completeFolder(
  folder: string,
  fill: (temporary: string) => Promise<void>,
  options: LockOptions = {},
): Promise<string> {
  if (await isFolder(folder)) return folder
  return withLock(
    `${folder}.lock`,
    async () => {
      if (await isFolder(folder)) return folder
      await removeLeftovers(folder)
      const temporary = `${folder}.partial-${randomBytes(4).toString('hex')}`
      await mkdir(temporary, { recursive: true })
      try {
        await fill(temporary)
        await rename(temporary, folder)
      } catch (error) {
        await rm(temporary, { recursive: true, force: true })
        throw error
      }
      return folder
    },
    options,
  )
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** What a killed process left half filled; the lock is ours, so nobody is still writing to it. */
async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder)
  for (const name of await readdir(parent)) {
    if (name.startsWith(`${basename(folder)}.partial-`))
      await rm(join(parent, name), { recursive: true, force: true })
  }
}
