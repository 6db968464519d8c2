/**
 * A server certificate that the process signs itself: issued when material comes, again at two thirds of its life or when the authority
 * changes. Looked at once a minute rather than by one long timer, so that a process that was paused notices when it wakes.
 * @module
 */
import { issueLeaf, type Leaf } from './leaf.ts'
import type { Material, MaterialSource } from './material.ts'
import type { CertificateSource } from './source.ts'

export interface ServingOptions {
  readonly material: MaterialSource
  /** DNS names and IP addresses of the server. */
  readonly names: readonly string[]
  /** Default: the system's. */
  readonly now?: () => Date
  /** ms of a leaf's life. Default one day. */
  readonly lifetime?: number
  /** ms between two looks. Default one minute. */
  readonly interval?: number
  /** Told when issuing failed; the old certificate stays. Default: nobody. */
  readonly onError?: (error: unknown) => void
}

export class ServingCertificates implements CertificateSource {
  readonly #options: ServingOptions
  readonly #listeners: ((certificate: Leaf) => void)[] = []
  readonly #timer: NodeJS.Timeout
  #issuedFrom: Material | undefined
  #current: Leaf | undefined
  #turn: Promise<void> = Promise.resolve()

  constructor(options: ServingOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.check(), options.interval ?? 60_000)
    this.#timer.unref()
    options.material.onChange(() => void this.check())
    void this.check()
  }

  current(): Leaf | undefined {
    return this.#current
  }

  onChange(listener: (certificate: Leaf) => void): void {
    this.#listeners.push(listener)
  }

  /** Issues a certificate if one is due; one check at a time. */
  check(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#renew()).catch((error) => this.#options.onError?.(error))
    return this.#turn
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#listeners.length = 0
  }

  async #renew(): Promise<void> {
    const material = this.#options.material.current()
    if (!material) return
    const now = this.#options.now?.() ?? new Date()
    const sameSigner = this.#issuedFrom?.key === material.key && this.#issuedFrom.bundle === material.bundle
    // A clock that went back says nothing of how old the leaf is.
    const isDue = !this.#current || now >= this.#current.renewAt || now < this.#current.issuedAt
    if (sameSigner && !isDue) return
    const authority = { certificate: material.bundle, key: material.key }
    const certificate = await issueLeaf(authority, this.#options.names, now, this.#options.lifetime)
    this.#issuedFrom = material
    this.#current = certificate
    for (const listener of this.#listeners) listener(certificate)
  }
}
