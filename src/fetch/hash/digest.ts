/**
 * Every checksum a source may declare, computed as bytes go by.
 * @module
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Declared } from '../remote-file.ts'
import { createCrc } from './crc.ts'

export interface Digest {
  update(data: Uint8Array): void
  hex(): string
}

/** @param bytes size of the whole, which a git blob begins with */
export function createDigest({ algorithm, partBytes }: Omit<Declared, 'value'>, bytes: number): Digest {
  switch (algorithm) {
    case 'sha256':
    case 'sha1':
    case 'md5':
      return native(algorithm)
    case 'git-sha1':
      return native('sha1', `blob ${bytes}\0`)
    case 'crc32':
      return plainCrc32()
    case 'crc32c':
    case 'crc64nvme':
      return createCrc(algorithm)
    case 'md5-parts':
      return inParts(partBytes ?? bytes)
    default:
      return algorithm satisfies never
  }
}

function native(name: string, head = ''): Digest {
  const hash = createHash(name).update(head)
  return { update: (data) => void hash.update(data), hex: () => hash.digest('hex') }
}

function plainCrc32(): Digest {
  let value = 0
  return {
    update(data) {
      value = crc32(data, value)
    },
    hex: () => value.toString(16).padStart(8, '0'),
  }
}

/** The ETag of an upload in parts: the digest of the parts' digests, and how many they were. */
function inParts(partBytes: number): Digest {
  const whole = createHash('md5')
  let part = createHash('md5')
  let filled = 0
  let parts = 0
  const close = () => {
    whole.update(part.digest())
    part = createHash('md5')
    filled = 0
    parts++
  }
  return {
    update(data) {
      let at = 0
      while (at < data.length) {
        if (filled === partBytes) close()
        const taken = Math.min(data.length - at, partBytes - filled)
        part.update(data.subarray(at, at + taken))
        filled += taken
        at += taken
      }
    },
    hex() {
      if (filled > 0 || parts === 0) close()
      return `${whole.digest('hex')}-${parts}`
    },
  }
}
