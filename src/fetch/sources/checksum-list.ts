/**
 * Lists of files as `sha256sum` writes them, or with bare names; lines that begin with `#` say nothing.
 * @module
 */
import { FetchError } from '../fetch-error.ts'

export interface ListedFile {
  /** A path or a URL. */
  readonly name: string
  readonly sha256?: string
}

/** @throws FetchError `BadInput` with the line */
export function parseList(text: string, where: string): readonly ListedFile[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [, sha256, name] = /^(?:([0-9a-f]{64}) [ *])?(\S.*)$/i.exec(line.trimEnd()) ?? []
    if (name === undefined)
      throw new FetchError('BadInput', `${where}: line ${index + 1} is neither a name nor "SHA256  NAME"`)
    return [{ name, ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }) }]
  })
}
