import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDigest } from '../../../src/fetch/hash/digest.ts'
import type { Declared } from '../../../src/fetch/remote-file.ts'

const check = new TextEncoder().encode('123456789')
const md5 = (data: Uint8Array) => createHash('md5').update(data)

function digestOf(data: Uint8Array, declared: Omit<Declared, 'value'>, step = data.length): string {
  const digest = createDigest(declared, data.length)
  for (let at = 0; at < data.length; at += Math.max(step, 1))
    digest.update(data.subarray(at, at + Math.max(step, 1)))
  return digest.hex()
}

describe('a declared checksum', () => {
  it.each([
    // the check values of the CRC catalogue
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    // git hash-object
    ['git-sha1', 'e2e107ac61ac259b87c544f6e7a4eb03422c6c21'],
    ['sha256', createHash('sha256').update(check).digest('hex')],
    ['md5', md5(check).digest('hex')],
  ] as const)('%s of "123456789" is %s', (algorithm, value) => {
    expect(digestOf(check, { algorithm })).toBe(value)
  })

  it('of an upload in parts is that of the parts', () => {
    const parts = [check.subarray(0, 4), check.subarray(4, 8), check.subarray(8)].map((part) =>
      md5(part).digest(),
    )
    expect(digestOf(check, { algorithm: 'md5-parts', partBytes: 4 }, 3)).toBe(
      `${md5(Buffer.concat(parts)).digest('hex')}-3`,
    )
  })

  it('does not depend on how the bytes come', () => {
    const algorithm = fc.constantFrom('crc32', 'crc32c', 'crc64nvme', 'md5-parts', 'git-sha1' as const)
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1, max: 40 }),
        algorithm,
        (data, step, kind) => {
          const declared = { algorithm: kind as Declared['algorithm'], partBytes: 16 }
          expect(digestOf(data, declared, step)).toBe(digestOf(data, declared))
        },
      ),
    )
  })
})
