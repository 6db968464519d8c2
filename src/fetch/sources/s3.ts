/**
 * Objects below a prefix of an S3 bucket, of Amazon or of any store that speaks its protocol.
 * @module
 */
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3'
import { inTurn } from '../../vocabulary/in-turn.ts'
import { FetchError } from '../fetch-error.ts'
import type { Agents } from '../reach/agents.ts'
import type { Chunks, Listing, RemoteFile, Source } from '../remote-file.ts'
import { revisionOf } from './revision.ts'
import { declaredBy } from './s3-checksums.ts'
import { s3Error } from './s3-errors.ts'

export interface S3Options {
  readonly bucket: string
  readonly prefix: string
  /** Default: Amazon's of the region. */
  readonly endpoint?: string
  /** Default: AWS_REGION, then us-east-1. */
  readonly region?: string
  /** The bucket in the path instead of the host name. Default: where an endpoint is given. */
  readonly pathStyle?: boolean
  /** Without credentials, for public buckets. */
  readonly unsigned?: boolean
  readonly agents: Agents
  readonly timeoutMs: number
}

export function s3Source({ bucket, prefix, agents, timeoutMs, ...options }: S3Options): Source {
  const region = options.region ?? 'us-east-1'
  const label = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`
  const host = options.endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`
  const folder = prefix === '' ? '' : `${prefix}/`
  let client: S3Client | undefined

  async function connect() {
    const library = await import('@aws-sdk/client-s3')
    const url = URL.parse(host)
    if (url === null) throw new FetchError('BadInput', `"${host}" is no URL of an S3 endpoint`)
    const agent = agents.agentFor(url)
    client ??= new library.S3Client({
      region,
      ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
      forcePathStyle: options.pathStyle ?? options.endpoint !== undefined,
      // tried again by the same rules as every other source
      maxAttempts: 1,
      requestHandler: {
        httpAgent: agent,
        httpsAgent: agent,
        connectionTimeout: timeoutMs,
        requestTimeout: timeoutMs,
      },
      ...(options.unsigned && { signer: { sign: async (request) => request } }),
    })
    return { library, client }
  }

  async function list(signal: AbortSignal): Promise<Listing> {
    const { library, client } = await connect()
    const objects: { readonly key: string; readonly bytes: number }[] = []
    try {
      let token: string | undefined
      do {
        const page = await client.send(
          new library.ListObjectsV2Command({ Bucket: bucket, Prefix: folder, ContinuationToken: token }),
          { abortSignal: signal },
        )
        // what consoles make to show a folder
        for (const { Key: key, Size: bytes = 0 } of page.Contents ?? [])
          if (key !== undefined && !key.endsWith('/')) objects.push({ key, bytes })
        token = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (token !== undefined)
    } catch (error) {
      throw s3Error(error, label)
    }
    if (objects.length === 0)
      throw new FetchError('NotFound', `${label} holds nothing; check bucket and prefix`)
    const files = await inTurn(objects, ({ key, bytes }) => describe(key, bytes, signal))
    return { revision: revisionOf(files), ref: 'main', files }
  }

  async function describe(key: string, bytes: number, signal: AbortSignal): Promise<RemoteFile> {
    const { library, client } = await connect()
    const head = (part?: number) =>
      client.send(
        new library.HeadObjectCommand({
          Bucket: bucket,
          Key: key,
          ChecksumMode: 'ENABLED',
          PartNumber: part,
        }),
        { abortSignal: signal },
      )
    try {
      const found = await head()
      const declared = await declaredBy(found, async () => (await head(1)).ContentLength)
      return {
        path: key.slice(folder.length),
        bytes,
        ranges: true,
        ...(found.ETag !== undefined && { version: found.ETag }),
        ...(declared && { declared }),
      }
    } catch (error) {
      throw s3Error(error, `s3://${bucket}/${key}`)
    }
  }

  async function open(file: RemoteFile, from: number, to: number, signal: AbortSignal): Promise<Chunks> {
    const { library, client } = await connect()
    const command = new library.GetObjectCommand({
      Bucket: bucket,
      Key: folder + file.path,
      Range: `bytes=${from}-${to - 1}`,
      IfMatch: file.version,
    })
    try {
      return bytesOf(await client.send(command, { abortSignal: signal }))
    } catch (error) {
      throw s3Error(error, `s3://${bucket}/${folder}${file.path}`)
    }
  }

  return { label, list, open, close: () => client?.destroy() }
}

function bytesOf({ Body }: GetObjectCommandOutput): Chunks {
  if (Body === undefined || !(Symbol.asyncIterator in Body)) throw new Error('the answer has no body')
  return Body as Chunks
}
