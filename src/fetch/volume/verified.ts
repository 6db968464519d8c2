/**
 * Which finished files of an unfinished model were verified, so that an attempt after a kill need not read all of them again.
 * @module
 */
import { appendFile, readFile, stat } from 'node:fs/promises'
import { isRecord, parseJson } from '../../vocabulary/model-files/json-record.ts'
import { volumeError } from '../fetch-error.ts'

export interface Verified {
  /** What it was fetched as. */
  readonly key: string
  /** Its name below `blobs/`. */
  readonly blob: string
  readonly sha256: string
  /** A file that was written to since then is not the one that was verified. */
  readonly modifiedMs: number
}

/** By key; lines that make no sense, such as one that was cut by a kill, are left out. */
export async function readVerified(path: string): Promise<ReadonlyMap<string, Verified>> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const lines = text.split('\n').map(parseJson).filter(isVerified)
  return new Map(lines.map((line) => [line.key, line]))
}

export async function noteVerified(
  path: string,
  blobFile: string,
  what: Omit<Verified, 'modifiedMs'>,
): Promise<void> {
  try {
    const { mtimeMs } = await stat(blobFile)
    // a line of its own, whatever a kill left before it
    await appendFile(path, `\n${JSON.stringify({ ...what, modifiedMs: mtimeMs })}\n`)
  } catch (error) {
    throw volumeError(path, error)
  }
}

function isVerified(value: unknown): value is Verified {
  return (
    isRecord(value) &&
    typeof value.key === 'string' &&
    typeof value.blob === 'string' &&
    typeof value.sha256 === 'string' &&
    typeof value.modifiedMs === 'number'
  )
}
