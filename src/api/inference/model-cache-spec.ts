/**
 * What a user may ask of a ModelCache: the upstream fields, and what keeps a download trustworthy.
 * @module
 */
import { z } from 'zod'
import { modelId } from '../aim/group.ts'
import {
  accessMode,
  credentialsWords,
  downloadPolicy,
  endpoint,
  excludeWords,
  includeWords,
  nodeGroupFields,
  patterns,
  region,
  revision,
  size,
  storageClass,
} from '../cache/fields.ts'
import { objectName } from '../fields/names.ts'
import type { DeepReadonly } from '../object.ts'

/** Upstream's words; each has a block of its name. */
export const sourceTypes = ['huggingface', 's3', 'gcs', 'http'] as const
export type SourceType = (typeof sourceTypes)[number]

const bucket = z
  .string()
  .max(222)
  .regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'a name of a bucket')

const key = z
  .string()
  .max(1024)
  .regex(/^[^\s]*$/, 'a prefix such as models/qwen3-32b')

const huggingface = z.object({
  repository: modelId.optional().describe('Repository on the hub. Default: modelName.'),
  revision: revision
    .optional()
    .describe('Branch, tag or commit; a commit is pinned. Default: its main branch.'),
  tokenSecret: objectName
    .optional()
    .describe(
      "Name of a Secret in the cache's namespace with the token for gated or private models under token.",
    ),
  endpoint: endpoint.optional().describe('A mirror of the hub.'),
})

const s3 = z.object({
  bucket: bucket.describe('Bucket.'),
  key: key.optional().describe('Prefix of the files. Default: the whole bucket.'),
  region: region.optional().describe('Region. Default us-east-1.'),
  endpoint: endpoint.optional().describe("The server. Default: AWS's."),
  pathStyle: z
    .boolean()
    .optional()
    .describe(
      "Whether the server wants the bucket in the path instead of the host's name. Default true with an endpoint, else false.",
    ),
  credentialsSecret: objectName.optional().describe(credentialsWords),
})

const gcs = z.object({
  bucket: bucket.describe('Bucket.'),
  key: key.optional().describe('Prefix of the files. Default: the whole bucket.'),
  credentialsSecret: objectName.optional().describe(credentialsWords),
})

const urlWords = 'an address such as https://files.example/model.list'

const http = z.object({
  url: z
    .string()
    .max(1024)
    .regex(/^https?:\/\/\S+$/, urlWords)
    .describe('A file, or a list of files with a name that ends in .list or .sha256.'),
  credentialsSecret: objectName.optional().describe(credentialsWords),
})

const source = z.object({
  type: z
    .enum(sourceTypes)
    .optional()
    .describe('huggingface, s3, gcs or http. Default: the block that is there, or huggingface.'),
  huggingface: huggingface.optional().describe('A repository of the hub.'),
  s3: s3.optional().describe('A bucket of S3 or a server that speaks as it does.'),
  gcs: gcs.optional().describe('A bucket of Google Cloud Storage.'),
  http: http.optional().describe('Files of a web server.'),
})

const caching = z.object({
  enabled: z
    .boolean()
    .optional()
    .describe('Keep copies on the disks of nodes. Default true where caching is written.'),
  ...nodeGroupFields,
})

export const modelCacheSpec = z
  .object({
    modelName: modelId.describe('Name that engines ask for, for example Qwen/Qwen3-32B.'),
    storageClass,
    size,
    accessMode,
    downloadPolicy,
    source: source
      .optional()
      .describe('Where the files come from. Default: the repository modelName of the hub.'),
    include: patterns.optional().describe(includeWords),
    exclude: patterns.optional().describe(excludeWords),
    caching: caching
      .optional()
      .describe('Copies on the disks of nodes, which engines read. Needs its storageClass.'),
  })
  .describe('What is wanted.')

export type ModelCacheSpec = DeepReadonly<z.infer<typeof modelCacheSpec>>
