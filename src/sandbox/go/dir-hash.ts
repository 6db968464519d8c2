/**
 * The `h1:` hash of a Go module, as go.sum and the checksum database sum.golang.org write it.
 * Source: golang.org/x/mod/sumdb/dirhash, `Hash1`.
 * @module
 */
import { createHash } from 'node:crypto'

export class DirHash {
  readonly #lines: string[] = []

  /** The name is the whole one inside the module zip: `golang.org/toolchain@v…/bin/go`. */
  add(name: string, content: Uint8Array): void {
    const hash = createHash('sha256').update(content).digest('hex')
    this.#lines.push(`${name}\n${hash}`)
  }

  digest(): string {
    const total = createHash('sha256')
    // sorted by the bytes of the name, which for these names is the order of UTF-16 as well
    for (const line of this.#lines.toSorted((a, b) => (a < b ? -1 : 1))) {
      const [name, hash] = line.split('\n')
      total.update(`${hash}  ${name}\n`)
    }
    return `h1:${total.digest('base64')}`
  }
}
