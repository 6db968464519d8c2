/**
 * Reads the entries of a zip file that is in memory. Stored and deflated entries, no encryption, no zip64:
 * what the Go module proxy serves. Source: APPNOTE.TXT 4.3 (PKWARE), sections 4.3.7, 4.3.12 and 4.3.16.
 * @module
 */
import { inflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  /** Unpacks and checks the length; throws when the data is damaged. */
  content(): Buffer
}

const endOfDirectory = 0x06054b50
const directoryHeader = 0x02014b50
const localHeader = 0x04034b50

/** Every file of the archive, folders left out. Throws when this is not a zip file, or a name points outside of it. */
export function* unzip(archive: Buffer): Generator<ZipEntry> {
  const end = findEnd(archive)
  const count = archive.readUInt16LE(end + 10)
  let at = archive.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (archive.readUInt32LE(at) !== directoryHeader) throw new Error('damaged zip file: no directory entry')
    const method = archive.readUInt16LE(at + 10)
    const packedSize = archive.readUInt32LE(at + 20)
    const size = archive.readUInt32LE(at + 24)
    const nameLength = archive.readUInt16LE(at + 28)
    const start = archive.readUInt32LE(at + 42)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
    if (name.endsWith('/')) continue
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..'))
      throw new Error(`zip entry ${JSON.stringify(name)} points outside of the archive`)
    yield { name, content: () => unpack(archive, { name, method, start, packedSize, size }) }
  }
}

interface Location {
  readonly name: string
  readonly method: number
  readonly start: number
  readonly packedSize: number
  readonly size: number
}

function unpack(archive: Buffer, { name, method, start, packedSize, size }: Location): Buffer {
  if (archive.readUInt32LE(start) !== localHeader) throw new Error(`damaged zip file: no header of ${name}`)
  // the lengths of the local header: its extra field is not the directory's
  const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28)
  const packed = archive.subarray(data, data + packedSize)
  if (method !== 0 && method !== 8) throw new Error(`${name}: unknown compression method ${method}`)
  const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) })
  if (content.length !== size)
    throw new Error(`damaged zip file: ${name} has ${content.length} of ${size} bytes`)
  return content
}

/** The end record is last, but for a comment of at most 64 KiB. */
function findEnd(archive: Buffer): number {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 22 - 0xffff); at--) {
    if (archive.readUInt32LE(at) === endOfDirectory) return at
  }
  throw new Error('not a zip file')
}
