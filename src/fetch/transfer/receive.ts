/**
 * One range of one file, from the source to the disk.
 * @module
 */
import { FetchError } from '../fetch-error.ts'
import type { RemoteFile, Source } from '../remote-file.ts'
import type { Part } from '../volume/part.ts'
import type { Pace } from './pace.ts'
import type { Range } from './ranges.ts'

export interface ReceiveOptions {
  readonly source: Source
  readonly file: RemoteFile
  readonly part: Part
  readonly stallMs: number
  readonly pace: Pace | undefined
  readonly signal: AbortSignal
  /** Bytes that reached the disk. */
  readonly onBytes: (bytes: number) => void
  /** More of the file is in the journal. */
  readonly onKept: () => void
}

/** What is smaller is gathered. Of such chunks two are held for each connection: one on its way to the disk, one that fills. */
const batchBytes = 2 ** 17
/** Entered in the journal at once: what a kill may cost, of each connection. */
const keptBytes = 8 * 2 ** 20

/**
 * @returns how far it came; less than the whole range means that the connection broke, and says why
 */
export async function receive(
  range: Range,
  options: ReceiveOptions,
): Promise<{ at: number; failure?: unknown }> {
  const { source, file, part, stallMs, pace, signal, onBytes, onKept } = options
  const attempt = new AbortController()
  const both = AbortSignal.any([signal, attempt.signal])
  const stall = setTimeout(() => {
    attempt.abort(
      new FetchError('Stalled', `${source.label}: no byte of ${file.path} for ${stallMs / 1000} s`),
    )
  }, stallMs)
  let received = range.from
  let written = range.from
  let kept = range.from
  let batched = 0
  let writing: Promise<void> = Promise.resolve()
  // small chunks are copied: those that live until they are written outlive the young generation, and pile up until all of it is collected
  let [filling, spare] = [new Uint8Array(), new Uint8Array()]

  const write = (data: Uint8Array) => {
    const at = written
    written += data.length
    writing = part.write(data, at).then(() => onBytes(data.length))
    // looked at when the next one is written
    writing.catch(() => undefined)
  }
  const flush = async () => {
    await writing
    if (batched === 0) return
    const data = filling.subarray(0, batched)
    ;[filling, spare] = [spare, filling]
    batched = 0
    write(data)
  }
  const take = async (chunk: Uint8Array) => {
    if (chunk.length >= batchBytes) {
      await flush()
      await writing
      write(chunk)
      // it is good until the next one is asked for
      return writing
    }
    if (filling.length === 0) {
      const size = Math.min(batchBytes, range.to - range.from)
      ;[filling, spare] = [new Uint8Array(size), new Uint8Array(size)]
    }
    for (let at = 0; at < chunk.length; ) {
      const fits = chunk.subarray(at, at + filling.length - batched)
      filling.set(fits, batched)
      batched += fits.length
      at += fits.length
      if (batched === filling.length) await flush()
    }
  }
  const keep = async () => {
    await flush()
    await writing
    if (written === kept) return
    part.keep({ from: kept, to: written })
    kept = written
    onKept()
  }

  let failure: unknown
  try {
    for await (const data of await source.open(file, range.from, range.to, both)) {
      stall.refresh()
      const chunk = data.length > range.to - received ? data.subarray(0, range.to - received) : data
      if (chunk.length === 0) continue
      if (pace !== undefined) await pace(chunk.length, both)
      received += chunk.length
      await take(chunk)
      if (written - kept >= keptBytes) await keep()
      stall.refresh()
    }
    if (received < range.to)
      failure = new FetchError('Unavailable', `${source.label}: the connection ended inside ${file.path}`)
  } catch (error) {
    failure = attempt.signal.aborted ? attempt.signal.reason : error
  } finally {
    clearTimeout(stall)
    // frees the connection where the rest is not wanted
    if (received < range.to || failure !== undefined) attempt.abort()
  }
  // what came before it broke is good
  await keep()
  return { at: kept, ...(failure !== undefined && { failure }) }
}
