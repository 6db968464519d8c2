/**
 * One at a time for a model on a volume, also where the volume is shared by several machines: a file that its holder renews. It needs
 * no lock of the file system (NFS has none to rely on) and no common clock: who waits watches whether the file still changes.
 *
 * Two holders at once, after a machine slept, do no harm: content goes by its digest, so both write the same bytes.
 * @module
 */
import { randomBytes } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRecord, parseJson } from '../../vocabulary/model-files/json-record.ts'
import { codeOf, FetchError, volumeError } from '../fetch-error.ts'

export interface LeaseOptions {
  /**
   * Who this is across restarts, such as the UID of a pod: an earlier life of the same owner has lost its lease. Default: this process
   */
  readonly owner?: string
  /** Default 2000 */
  readonly renewMs?: number
  /** A lease that has not changed for so long is nobody's. Default 15000 */
  readonly silentMs?: number
  readonly signal: AbortSignal
  /** Called once, when somebody else holds it. */
  readonly onWait?: (holder: string) => void
}

interface Holder {
  readonly owner: string
  readonly host: string
  /** Process ids mean something only within one of these. */
  readonly processes: string
  readonly pid: number
}

const pollMs = 250

/** Runs `work` with the lease; its signal is aborted when the lease was lost. */
export async function withLease<T>(
  path: string,
  options: LeaseOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { renewMs = 2000, signal } = options
  const own: Holder = {
    owner: options.owner ?? randomBytes(8).toString('hex'),
    host: hostname(),
    processes: processSpace(),
    pid: process.pid,
  }
  const life = randomBytes(8).toString('hex')
  await acquire(path, own, life, options)
  const lost = new AbortController()
  let beat = 0
  let renewal: Promise<void> = Promise.resolve()
  const renewing = setInterval(() => {
    renewal = renew(path, own, life, ++beat).then(
      (still) => {
        if (!still)
          lost.abort(
            new FetchError('Interrupted', 'somebody else took over, as this process did not run for a while'),
          )
      },
      // a volume that is away for a moment: the next one tells
      () => undefined,
    )
  }, renewMs)
  try {
    return await work(AbortSignal.any([signal, lost.signal]))
  } finally {
    clearInterval(renewing)
    await renewal
    if ((await lifeAt(path)) === life) await rm(path, { force: true })
  }
}

const contentOf = (holder: Holder, life: string, beat: number) => JSON.stringify({ ...holder, life, beat })

async function acquire(path: string, own: Holder, life: string, options: LeaseOptions): Promise<void> {
  const { silentMs = 15_000, signal, onWait } = options
  const written = `${path}.${life}`
  let seen: { readonly text: string; readonly at: number } | undefined
  let told = false
  try {
    await mkdir(dirname(path), { recursive: true })
    // linking a file that is written already: nobody reads half a lease
    await writeFile(written, contentOf(own, life, 0))
    for (;;) {
      signal.throwIfAborted()
      try {
        return await link(written, path)
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      const text = await readFile(path, 'utf8').catch(() => undefined)
      if (text === undefined) continue
      if (seen?.text !== text) seen = { text, at: performance.now() }
      const holder = holderOf(text)
      if (holder === undefined || isGone(holder, own) || performance.now() - seen.at > silentMs) {
        await takeAway(path, text, life)
        continue
      }
      if (!told) onWait?.(`${holder.host}, process ${holder.pid}`)
      told = true
      await sleep(pollMs, undefined, { signal })
    }
  } catch (error) {
    throw volumeError(path, error)
  } finally {
    await rm(written, { force: true })
  }
}

/** A dead lease goes, unless it was taken by somebody between reading and removing it. */
async function takeAway(path: string, text: string, life: string): Promise<void> {
  const aside = `${path}.stale-${life}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

/** @returns whether it is still ours */
async function renew(path: string, own: Holder, life: string, beat: number): Promise<boolean> {
  const current = await lifeAt(path)
  if (current !== undefined && current !== life) return false
  const written = `${path}.${life}`
  await writeFile(written, contentOf(own, life, beat))
  await rename(written, path)
  return true
}

async function lifeAt(path: string): Promise<string | undefined> {
  const value = parseJson(await readFile(path, 'utf8').catch(() => ''))
  return isRecord(value) && typeof value.life === 'string' ? value.life : undefined
}

function holderOf(text: string): Holder | undefined {
  const value = parseJson(text)
  if (!isRecord(value)) return undefined
  const { owner, host, processes, pid } = value
  if (typeof owner !== 'string' || typeof host !== 'string') return undefined
  if (typeof processes !== 'string' || typeof pid !== 'number') return undefined
  return { owner, host, processes, pid }
}

/** Seen without waiting: an earlier life of ours, or a process of this machine that no longer runs. */
function isGone(holder: Holder, own: Holder): boolean {
  const sameSpace = holder.host === own.host && holder.processes === own.processes
  if (holder.owner === own.owner) return !(sameSpace && isAlive(holder.pid))
  return sameSpace && !isAlive(holder.pid)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Containers count their processes each for itself. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return process.platform
  }
}
