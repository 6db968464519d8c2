/**
 * What a source tells of a model before a byte of it is fetched, and how it hands out bytes.
 * @module
 */

/** A checksum that a source declares. Values are lower-case hexadecimal. */
export interface Declared {
  /**
   * `git-sha1` is that of a git blob (with its header). `md5-parts` and `sha256-parts` are what S3 makes of an upload in parts: the
   * digest of the parts' digests.
   */
  readonly algorithm: 'sha256' | 'sha1' | 'git-sha1' | 'md5' | 'crc32' | 'crc32c' | 'crc64nvme' | 'md5-parts'
  readonly value: string
  /** Size of all parts but the last, for `md5-parts`. */
  readonly partBytes?: number
}

export interface RemoteFile {
  /** With `/`, inside the model; checked by `unsafePath`. */
  readonly path: string
  readonly bytes: number
  /** Absent where the source declares none that can be checked: then only the size is. */
  readonly declared?: Declared
  /** What changes with the content, as far as the source tells: an ETag, a generation. */
  readonly version?: string
  /** Whether parts of it can be asked for. */
  readonly ranges: boolean
}

export interface Listing {
  /** Commit, or 40 digits of the digest of this list. */
  readonly revision: string
  /** Branch or tag that led to it, kept as a ref. */
  readonly ref: string
  readonly files: readonly RemoteFile[]
}

/**
 * Bytes of one file, in order, from where they were asked for. A chunk is good until the next one is asked for. Errors are a
 * `FetchError` or of the connection.
 */
export type Chunks = AsyncIterable<Uint8Array>

export interface Source {
  /** For people: `hf://org/name`. */
  readonly label: string
  list(signal: AbortSignal): Promise<Listing>
  /** `from` to before `to`; with `ranges` false always the whole file. */
  open(file: RemoteFile, from: number, to: number, signal: AbortSignal): Promise<Chunks>
  close(): void
}
