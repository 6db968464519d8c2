/**
 * Where a host that follows no controller gets its snapshot from: a text it was given, a file, a bucket, another server.
 * @module
 */

/** What a source had. */
export interface FoundSnapshot {
  readonly text: string
  /** Hex HMAC-SHA256 as it came with the text. */
  readonly signature?: string | null
  /** Names this content, to ask for news only. Default: none, everything is read again. */
  readonly tag?: string | null
  /**
   * Whether a controller said just now that this holds. Of a stored document nobody did: its age counts from when it was made.
   */
  readonly live: boolean
}

export interface SnapshotSource {
  /** For the log, without secrets. */
  readonly what: string
  /** Nothing newer ever comes of it. Default false. */
  readonly constant?: boolean
  /**
   * @param tag of what is held already
   * @returns `unchanged` when a live source says that what is held still holds
   * @throws Error when there is nothing, or it cannot be reached
   */
  read(tag?: string): Promise<FoundSnapshot | 'unchanged'>
}
