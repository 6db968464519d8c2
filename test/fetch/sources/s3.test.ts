import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAgents } from '../../../src/fetch/reach/agents.ts'
import { type S3Options, s3Source } from '../../../src/fetch/sources/s3.ts'
import { anywhere, fetchSource, volume } from '../fetching.ts'
import { contentAt } from '../hub-server.mjs'
import { snapshotOf } from '../snapshot.ts'
import { findVersitygw, type S3Server, startVersitygw } from '../versitygw/versitygw.ts'

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
const weights = contentAt(9, 0, 12_000_001)
const config = Buffer.from('{"model_type":"test"}')
const Bucket = 'models'

let server: S3Server
let client: S3Client

beforeAll(async () => {
  server = await startVersitygw(await findVersitygw())
  process.env.AWS_ACCESS_KEY_ID = server.accessKey
  process.env.AWS_SECRET_ACCESS_KEY = server.secretKey
  client = new S3Client({ endpoint: server.url, region: 'us-east-1', forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket }))
  await client.send(new PutObjectCommand({ Bucket, Key: 'org/model/config.json', Body: config }))
  await inParts('org/model/model.safetensors', weights, 5 * 2 ** 20)
  // where it has to be compiled first
}, 1_200_000)
afterAll(async () => {
  client?.destroy()
  await server?.close()
})

async function inParts(Key: string, data: Uint8Array, partBytes: number): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const parts: { PartNumber: number; ETag: string | undefined }[] = []
  for (let at = 0; at < data.length; at += partBytes) {
    const PartNumber = parts.length + 1
    const Body = data.subarray(at, at + partBytes)
    const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    parts.push({ PartNumber, ETag })
  }
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }),
  )
}

const source = (options: Partial<S3Options> = {}) =>
  s3Source({
    bucket: Bucket,
    prefix: 'org/model',
    endpoint: server.url,
    agents: anywhere,
    timeoutMs: 5000,
    ...options,
  })

describe('a real S3 server', () => {
  it('gives a model, objects of one part and of several, each verified', async () => {
    const root = await volume()
    expect(await fetchSource(source(), { root })).toMatchObject({
      outcome: 'Fetched',
      models: [{ files: 2 }],
    })
    expect(snapshotOf(root)).toEqual({ 'config.json': sha256(config), 'model.safetensors': sha256(weights) })
    expect(await fetchSource(source(), { root })).toMatchObject({ outcome: 'AlreadyThere' })
  })

  it('an object that is replaced in the meantime is SourceChanged', async () => {
    const Key = 'changing/config.json'
    await client.send(new PutObjectCommand({ Bucket, Key, Body: config }))
    const before = source({ prefix: 'changing' })
    const changing = {
      ...before,
      list: async (signal: AbortSignal) => {
        const listing = await before.list(signal)
        await client.send(new PutObjectCommand({ Bucket, Key, Body: config.toString().toUpperCase() }))
        return listing
      },
    }
    expect(await fetchSource(changing, { root: await volume() })).toMatchObject({ outcome: 'SourceChanged' })
  })

  it.each([
    ['NotFound', { prefix: 'org/absent' }, 'holds nothing'],
    ['NotFound', { bucket: 'absent' }, 'no such bucket'],
    ['AuthRequired', { unsigned: true }, 'AWS_ACCESS_KEY_ID'],
    ['Unavailable', { endpoint: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
    [
      'SourceForbidden',
      { agents: createAgents({ reach: { hosts: ['s3.amazonaws.com'], cidrs: [] }, env: {} }) },
      '--allow-cidr',
    ],
  ] as const)('%s is told with its remedy: %o', async (outcome, options, words) => {
    expect(await fetchSource(source(options), { root: await volume() })).toMatchObject({
      outcome,
      message: expect.stringContaining(words),
    })
  })
})
