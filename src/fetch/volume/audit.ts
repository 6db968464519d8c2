/**
 * What was done to a volume, one JSON line each, for whoever has to show where a file came from. Only ever appended to.
 * @module
 */
import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { volumeError } from '../fetch-error.ts'
import type { Manifest } from './manifest.ts'

export type AuditEntry =
  | {
      readonly event: 'fetched'
      readonly manifest: Manifest
      /** Of all bytes, those that came over the network this time. */
      readonly receivedBytes: number
    }
  | {
      readonly event: 'removed'
      readonly id: string
      readonly revision?: string
      readonly freedBytes: number
    }

/** @param time RFC 3339 */
export async function audit(path: string, time: string, entry: AuditEntry): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await appendFile(path, `${linesOf(time, entry).join('\n')}\n`)
  } catch (error) {
    throw volumeError(path, error)
  }
}

function linesOf(time: string, entry: AuditEntry): readonly string[] {
  if (entry.event === 'removed') return [JSON.stringify({ time, ...entry })]
  const { id, revision, source, digest, files } = entry.manifest
  const { receivedBytes } = entry
  return [
    JSON.stringify({
      time,
      event: 'fetched',
      id,
      revision,
      source,
      digest,
      files: files.length,
      receivedBytes,
    }),
    ...files.map(({ path, bytes, sha256, verifiedBy }) =>
      JSON.stringify({ time, event: 'verified', id, revision, path, bytes, sha256, verifiedBy }),
    ),
  ]
}
