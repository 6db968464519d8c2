/**
 * A lock between processes that survives a kill -9 of its holder: the file names the holder, and a holder that no longer
 * runs has lost it. A holder on another machine (a shared home folder) loses it when it stops touching the file.
 * @module
 */
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts'

export interface LockHolder extends ProcessIdentity {
  readonly host: string
}

export interface LockOptions {
  /** Called once, when somebody else holds the lock. */
  readonly onWait?: (holder: LockHolder) => void
  readonly signal?: AbortSignal
}

const heartbeatMs = 5_000
/** A holder on another host that has not touched the file for this long is gone. */
const silentMs = 60_000
const pollMs = 200

/** Runs `work` while holding the lock file at `path`. Rejects with the signal's reason when aborted while waiting. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true })
  const content = JSON.stringify({ ...identify(process.pid), host: hostname() })
  await acquire(path, content, options)
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, heartbeatMs)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    await rm(path, { force: true })
  }
}

async function acquire(path: string, content: string, { onWait, signal }: LockOptions): Promise<void> {
  const own = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  let told = false
  // linking a file that is written already means that nobody ever reads half a lock
  await writeFile(own, content)
  try {
    for (;;) {
      signal?.throwIfAborted()
      try {
        return await link(own, path)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const holder = await liveHolder(path)
      if (holder === undefined) continue
      if (!told) onWait?.(holder)
      told = true
      await sleep(pollMs, undefined, { signal })
    }
  } finally {
    await rm(own, { force: true })
  }
}

/** Who holds the lock now; a dead holder's file is taken away first. */
async function liveHolder(path: string): Promise<LockHolder | undefined> {
  let text: string
  let touched: number
  try {
    text = await readFile(path, 'utf8')
    touched = (await stat(path)).mtimeMs
  } catch {
    return undefined
  }
  const holder = JSON.parse(text) as LockHolder
  const alive = holder.host === hostname() ? isRunning(holder) : Date.now() - touched < silentMs
  if (alive) return holder
  const aside = `${path}.stale-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await rename(path, aside)
    // between reading and renaming, another waiter may have cleared the dead lock and taken it: give it back
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, path)
  } catch {
    return undefined
  } finally {
    await rm(aside, { force: true })
  }
  return undefined
}
