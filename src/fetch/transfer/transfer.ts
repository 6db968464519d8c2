/**
 * Several files at once and, when there are more connections than files, several ranges of one: whole files beside each other first,
 * because then each is hashed right behind the byte that came last.
 * @module
 */
import type { Hasher, HashJob } from '../hash/hasher.ts'
import type { Hashes } from '../hash/messages.ts'
import type { RemoteFile, Source } from '../remote-file.ts'
import { Part, removePart } from '../volume/part.ts'
import { mismatch } from './mismatch.ts'
import type { Pace } from './pace.ts'
import { asFetchError, type Patience, waitAfter } from './patience.ts'
import { missing, type Range } from './ranges.ts'
import { receive } from './receive.ts'

export interface Wanted {
  readonly file: RemoteFile
  /** Where it is put while it comes. */
  readonly partPath: string
}

export interface TransferOptions {
  readonly source: Source
  readonly wanted: readonly Wanted[]
  readonly hasher: Hasher
  /** At once. */
  readonly connections: number
  /** Bytes of one request. */
  readonly rangeBytes: number
  readonly stallMs: number
  readonly patience: Patience
  readonly pace?: Pace
  /** Wait until files are on the disk: a power cut in the half minute that a kernel takes for it would lose what was published. */
  readonly sync: boolean
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
  /** It is whole and verified, still under the name of a part. */
  readonly onFile: (wanted: Wanted, hashes: Hashes) => Promise<void>
  /** What came was not what was declared, and is fetched once more: so many bytes were for nothing. */
  readonly onAgain: (bytes: number) => void
}

/** @throws FetchError the first failure that waiting does not heal; all connections are closed then */
export async function transfer(options: TransferOptions): Promise<void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  // the largest first, so that none is left alone at the end
  const waiting = [...options.wanted].sort((a, b) => b.file.bytes - a.file.bytes)
  const open = new Set<FileTransfer>()
  const finishing: Promise<void>[] = []

  async function next(last: FileTransfer | undefined): Promise<FileTransfer | undefined> {
    if (last?.hasMore) return last
    const wanted = waiting.shift()
    if (wanted !== undefined) {
      const started = await FileTransfer.start(wanted, options, signal)
      open.add(started)
      finishing.push(guard(started.finished().finally(() => open.delete(started))))
      return started
    }
    return [...open].filter(({ hasMore }) => hasMore).sort((a, b) => a.connections - b.connections)[0]
  }

  async function connection(): Promise<void> {
    let current: FileTransfer | undefined
    for (;;) {
      current = await next(current)
      if (current === undefined) return
      await current.fetchNext()
    }
  }

  function guard(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      // the first one is told, the others follow from it
      if (!stop.signal.aborted) stop.abort(error)
    })
  }

  await Promise.all(Array.from({ length: options.connections }, () => guard(connection())))
  for (const { abandon } of stop.signal.aborted ? open : []) abandon()
  await Promise.all(finishing)
  options.signal.throwIfAborted()
  if (stop.signal.aborted) throw stop.signal.reason
}

class FileTransfer {
  readonly #wanted: Wanted
  readonly #options: TransferOptions
  readonly #signal: AbortSignal
  #part: Part
  #hash: HashJob
  #ranges: Range[]
  #underWay = 0
  #failed: { readonly error: unknown } | undefined
  readonly #received = Promise.withResolvers<void>()

  private constructor(wanted: Wanted, options: TransferOptions, signal: AbortSignal, part: Part) {
    this.#wanted = wanted
    this.#options = options
    this.#signal = signal
    this.#part = part
    this.#ranges = this.#missing()
    this.#hash = this.#startHash()
    this.#received.promise.catch(() => undefined)
    if (this.#ranges.length === 0) this.#received.resolve()
  }

  static async start(wanted: Wanted, options: TransferOptions, signal: AbortSignal): Promise<FileTransfer> {
    // what cannot be asked for in parts cannot be taken up either
    if (!wanted.file.ranges) await removePart(wanted.partPath)
    return new FileTransfer(wanted, options, signal, await Part.open(wanted.partPath, wanted.file.bytes))
  }

  get hasMore(): boolean {
    return this.#ranges.length > 0
  }

  get connections(): number {
    return this.#underWay
  }

  readonly abandon = (): void => {
    this.#received.reject(this.#signal.reason)
  }

  #missing(): Range[] {
    const { bytes, ranges } = this.#wanted.file
    return [...missing(this.#part.there, bytes, ranges ? this.#options.rangeBytes : Math.max(bytes, 1))]
  }

  #startHash(): HashJob {
    const { path, bytes } = this.#part
    const hash = this.#options.hasher.start(path, bytes, this.#wanted.file.declared)
    hash.advance(this.#part.ready)
    return hash
  }

  async fetchNext(): Promise<void> {
    const range = this.#ranges.shift()
    if (range === undefined) return
    this.#underWay++
    try {
      await this.#fetch(range)
    } catch (error) {
      this.#ranges = []
      this.#failed ??= { error }
      throw error
    } finally {
      this.#underWay--
      // nobody writes to it any more: now it may be closed
      if (this.#underWay === 0 && this.#failed !== undefined) this.#received.reject(this.#failed.error)
    }
    if (this.#underWay === 0 && this.#ranges.length === 0) this.#received.resolve()
  }

  async #fetch(range: Range): Promise<void> {
    const { source, stallMs, pace, patience, onBytes } = this.#options
    const { file } = this.#wanted
    const options = { source, file, stallMs, pace, signal: this.#signal, onBytes }
    let from = range.from
    let failures = 0
    while (from < range.to) {
      const part = this.#part
      const onKept = () => this.#hash.advance(part.ready)
      const { at, failure } = await receive({ from, to: range.to }, { ...options, part, onKept })
      if (failure === undefined) return
      this.#signal.throwIfAborted()
      failures = at > from ? 1 : failures + 1
      from = file.ranges ? at : 0
      if (!file.ranges) await this.#startOver(at)
      await waitAfter(
        asFetchError(failure, `${source.label}: ${file.path}`),
        failures,
        patience,
        this.#signal,
      )
    }
  }

  /** Resolves when the file is verified and handed on. */
  async finished(): Promise<void> {
    try {
      await this.#received.promise
      let hashes = await this.#hash.hashes
      if (mismatch(this.#options.source, this.#wanted.file, hashes) !== undefined) {
        await this.#startOver(this.#part.bytes)
        for (const range of this.#missing()) await this.#fetch(range)
        hashes = await this.#hash.hashes
      }
      const wrong = mismatch(this.#options.source, this.#wanted.file, hashes)
      if (wrong !== undefined) {
        await removePart(this.#wanted.partPath)
        throw wrong
      }
      if (this.#options.sync) await this.#part.sync()
      await this.#options.onFile(this.#wanted, hashes)
    } finally {
      this.#hash.cancel()
      await this.#part.close()
    }
  }

  /** Nothing of it is there any more. */
  async #startOver(lost: number): Promise<void> {
    this.#hash.cancel()
    await this.#part.close()
    await removePart(this.#wanted.partPath)
    this.#part = await Part.open(this.#wanted.partPath, this.#wanted.file.bytes)
    this.#hash = this.#startHash()
    this.#options.onAgain(lost)
  }
}
