/**
 * A file's text, or that of standard input.
 * @module
 */
import { createReadStream } from 'node:fs'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { UsageError } from './command.ts'

/** `-` is standard input, on every system. */
export function openText(path: string): NodeJS.ReadableStream {
  return path === '-' ? process.stdin : createReadStream(path)
}

/** What to say of a file that cannot be read: `x.csv: there is no such file`. */
export function cannotRead(path: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return new UsageError(`${path}: there is no such file`)
  if (code === 'EISDIR') return new UsageError(`${path}: is a folder`)
  return new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
}

/** @throws UsageError when it cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await text(openText(path))
  } catch (error) {
    throw cannotRead(path, error)
  }
}
