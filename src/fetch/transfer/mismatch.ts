/**
 * Whether a file is what its source declared.
 * @module
 */
import { FetchError } from '../fetch-error.ts'
import type { Hashes } from '../hash/messages.ts'
import type { RemoteFile, Source } from '../remote-file.ts'

export function mismatch(
  { label }: Pick<Source, 'label'>,
  { path, declared }: RemoteFile,
  hashes: Hashes,
): FetchError | undefined {
  if (declared === undefined || declared.value.toLowerCase() === hashes.declared) return undefined
  return new FetchError(
    'ChecksumMismatch',
    `${label}: ${path} has ${declared.algorithm} ${hashes.declared}, declared is ${declared.value}; nothing of it is kept. Something between here and the source changes files, or the source itself is damaged`,
  )
}
