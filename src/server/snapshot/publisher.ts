/**
 * The newest snapshot in this process, and who waits for a newer one.
 * @module
 */
import type { Snapshot } from '../../inventory/snapshot.ts'

export class Publisher {
  #snapshot: Snapshot | undefined
  #body = ''
  #waiting = new Set<() => void>()
  readonly #listeners: ((snapshot: Snapshot) => void)[] = []

  current(): Snapshot | undefined {
    return this.#snapshot
  }

  /** The document as it is served; serialised once a version. */
  body(): string {
    return this.#body
  }

  /** Called with every published version. */
  onPublish(listener: (snapshot: Snapshot) => void): void {
    this.#listeners.push(listener)
  }

  /** The same version again is a sign of life, nothing more. */
  publish(snapshot: Snapshot): void {
    const isNew = snapshot.version !== this.#snapshot?.version
    if (isNew) {
      this.#snapshot = snapshot
      this.#body = JSON.stringify(snapshot)
      this.release()
    }
    for (const listener of this.#listeners) listener(this.#snapshot ?? snapshot)
  }

  /** Resolves when a version other than `version` is there, or after `ms`, or on `release`. */
  async changedFrom(version: string, ms: number): Promise<void> {
    if (this.#snapshot?.version !== version || ms <= 0) return
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.#waiting.add(done)
    })
  }

  /** Lets everybody who waits go. */
  release(): void {
    for (const done of [...this.#waiting]) done()
  }
}
