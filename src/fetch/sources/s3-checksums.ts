/**
 * The checksum of a whole object, as far as S3 has one: those it was uploaded with, else what the ETag is made of.
 * @module
 */
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import type { Declared } from '../remote-file.ts'

type Head = Pick<
  HeadObjectCommandOutput,
  | 'ChecksumSHA256'
  | 'ChecksumSHA1'
  | 'ChecksumCRC64NVME'
  | 'ChecksumCRC32C'
  | 'ChecksumCRC32'
  | 'ETag'
  | 'ServerSideEncryption'
  | 'SSECustomerAlgorithm'
>

/** The strongest first. */
const kinds = [
  ['ChecksumSHA256', 'sha256'],
  ['ChecksumSHA1', 'sha1'],
  ['ChecksumCRC64NVME', 'crc64nvme'],
  ['ChecksumCRC32C', 'crc32c'],
  ['ChecksumCRC32', 'crc32'],
] as const

/** @param firstPart size of the first part of an upload in parts, where the store tells */
export async function declaredBy(
  head: Head,
  firstPart: () => Promise<number | undefined>,
): Promise<Declared | undefined> {
  for (const [field, algorithm] of kinds) {
    const value = head[field]
    // a checksum of checksums, with the number of parts behind it, is none of the whole
    if (value !== undefined && !value.includes('-'))
      return { algorithm, value: Buffer.from(value, 'base64').toString('hex') }
  }
  // with keys of a customer or of KMS the ETag is no digest. Source: S3, "Common response headers"
  if (head.ServerSideEncryption?.startsWith('aws:kms') || head.SSECustomerAlgorithm !== undefined)
    return undefined
  const [, md5, parts] = /^"?([0-9a-f]{32})(-\d+)?"?$/.exec(head.ETag ?? '') ?? []
  if (md5 === undefined) return undefined
  if (parts === undefined) return { algorithm: 'md5', value: md5 }
  const partBytes = await firstPart().catch(() => undefined)
  return partBytes === undefined ? undefined : { algorithm: 'md5-parts', value: md5 + parts, partBytes }
}
