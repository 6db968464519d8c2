/**
 * One upgrade at a time in the whole cluster. Who has the turn is written on the object; what was written a moment ago and the watch
 * has not told of yet is remembered here.
 * @module
 */

export class Turn {
  readonly #upgrading: () => Iterable<string>
  #claimed: string | undefined

  /** @param upgrading keys of the workloads whose record says that they are being upgraded */
  constructor(upgrading: () => Iterable<string>) {
    this.#upgrading = upgrading
  }

  /** Whether no other workload is being upgraded. */
  isFree(key: string): boolean {
    if (this.#claimed !== undefined && this.#claimed !== key) return false
    for (const other of this.#upgrading()) if (other !== key) return false
    return true
  }

  /** The write that begins an upgrade is about to be made; forgotten when the watch tells of it, or when it failed. */
  claim(key: string): void {
    this.#claimed = key
  }

  /** The watch has told of the workload as it is now, or the write failed. */
  forget(key: string): void {
    if (this.#claimed === key) this.#claimed = undefined
  }
}
