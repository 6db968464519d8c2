/**
 * What a process is given to serve and to be believed with: the authority and the snapshot's key, from the Secret, however it comes.
 * @module
 */
export interface Material {
  /** Every trusted root, PEM; the first one signs. */
  readonly bundle: string
  /** Key of the first root, PKCS #8 PEM. */
  readonly key: string
  /** Shared secret of snapshot server and clients. */
  readonly snapshotKey: string
}

export interface MaterialSource {
  /** The newest that could be read; `undefined` before the first. */
  current(): Material | undefined
  /** Called after `current` changed. */
  onChange(listener: () => void): void
  stop(): void
}

/** The material held in memory: what the controller, which reads the Secret itself, feeds. */
export class HeldMaterial implements MaterialSource {
  #material: Material | undefined
  readonly #listeners: (() => void)[] = []

  current(): Material | undefined {
    return this.#material
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Equal material changes nothing and tells nobody. */
  set(material: Material): void {
    const old = this.#material
    const same =
      old?.bundle === material.bundle && old.key === material.key && old.snapshotKey === material.snapshotKey
    if (same) return
    this.#material = material
    for (const listener of this.#listeners) listener()
  }

  stop(): void {
    this.#listeners.length = 0
  }
}
