/**
 * Credentials that change while the process runs.
 * @module
 */

export interface Credential {
  readonly token?: string
  /** PEM. */
  readonly cert?: string
  /** PEM. */
  readonly key?: string
}

export interface Credentials {
  /** What to use now; asked for every request, so it keeps what is still good. */
  current(): Promise<Credential>
  /**
   * The server answered 401: what is kept is not good any more.
   * @returns whether the next `current()` may bring something else
   */
  refused(): boolean
}
