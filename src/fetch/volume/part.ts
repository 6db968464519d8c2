/**
 * A file that is being fetched, and the journal of what of it is there. A kill loses what was not in the journal yet; what the journal
 * has and a power cut lost is found by the checksum.
 * @module
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { volumeError } from '../fetch-error.ts'
import { contiguous, journalLine, type Range, readJournal, withRange } from '../transfer/ranges.ts'

const journalOf = (path: string) => `${path}.journal`

/** What an earlier attempt left of a file. */
export async function partlyThere(path: string, bytes: number): Promise<readonly Range[]> {
  try {
    const [journal, found] = await Promise.all([readFile(journalOf(path), 'utf8'), stat(path)])
    // a file shorter than its journal says was replaced by something else
    return readJournal(journal, bytes).filter(({ to }) => to <= found.size)
  } catch {
    return []
  }
}

export class Part {
  readonly path: string
  readonly bytes: number
  readonly #handle: FileHandle
  readonly #journal: number
  #there: readonly Range[]

  private constructor(
    path: string,
    bytes: number,
    handle: FileHandle,
    journal: number,
    there: readonly Range[],
  ) {
    this.path = path
    this.bytes = bytes
    this.#handle = handle
    this.#journal = journal
    this.#there = there
  }

  /** Takes up what is there. */
  static async open(path: string, bytes: number): Promise<Part> {
    try {
      await mkdir(dirname(path), { recursive: true })
      const there = await partlyThere(path, bytes)
      if (there.length === 0) await removePart(path)
      const handle = await open(path, there.length === 0 ? 'w+' : 'r+')
      const journal = openSync(journalOf(path), 'a')
      // the end of a line that was cut by a kill
      if (there.length > 0) writeSync(journal, '\n')
      return new Part(path, bytes, handle, journal, there)
    } catch (error) {
      throw volumeError(path, error)
    }
  }

  get there(): readonly Range[] {
    return this.#there
  }

  /** Bytes from the start without a gap. */
  get ready(): number {
    return contiguous(this.#there)
  }

  async write(data: Uint8Array, at: number): Promise<void> {
    try {
      // a disk that fills up takes a part before it refuses the rest
      for (let done = 0; done < data.length; ) {
        const { bytesWritten } = await this.#handle.write(data, done, data.length - done, at + done)
        done += bytesWritten
      }
    } catch (error) {
      throw volumeError(this.path, error)
    }
  }

  /** What is written already is now known to be there, after a kill too. */
  keep(range: Range): void {
    try {
      writeSync(this.#journal, journalLine(range))
    } catch (error) {
      throw volumeError(this.path, error)
    }
    this.#there = withRange(this.#there, range)
  }

  /** On the disk, not only on its way there. */
  async sync(): Promise<void> {
    await this.#handle.datasync().catch((error) => {
      throw volumeError(this.path, error)
    })
  }

  async close(): Promise<void> {
    closeSync(this.#journal)
    await this.#handle.close()
  }
}

export async function removePart(path: string): Promise<void> {
  // the journal first: a file without one is nothing, a journal without its file would be believed
  await rm(journalOf(path), { force: true })
  await rm(path, { force: true })
}

/** Once the file has its final name. */
export async function removeJournal(path: string): Promise<void> {
  await rm(journalOf(path), { force: true })
}
