/**
 * What a user may ask of an AIMCache. Three wishes have two forms, nested and short: `modelId`, `cachePath`, `size`.
 * @module
 */
import { z } from 'zod'
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
import { evictionStrategies, modelPriorities } from '../cache/words.ts'
import { age } from '../fields/duration.ts'
import { keyedList } from '../fields/map.ts'
import { objectName } from '../fields/names.ts'
import { quantity } from '../fields/quantity.ts'
import type { DeepReadonly } from '../object.ts'
import { modelId } from './group.ts'

const mountPath = z
  .string()
  .max(512)
  .regex(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/, 'a path such as /workspace/model-cache')

const storage = z.object({
  storageClass,
  size,
  accessMode,
  mountPath: mountPath
    .optional()
    .describe('Where engines find the volume, as their HF_HOME. Default /workspace/model-cache.'),
})

const source = z.object({
  url: z
    .string()
    .max(1024)
    .regex(
      /^([hH][fF]|[sS]3|[gG][sS]|[hH][tT][tT][pP][sS]?):\/\/\S+$/,
      'hf://org/name[@revision], s3://bucket/prefix, gs://bucket/prefix or https://host/file',
    )
    .describe('hf://org/name[@revision], s3://bucket/prefix, gs://bucket/prefix or https://host/file.'),
  endpoint: endpoint.optional().describe('A mirror of the hub, or the server of an s3 source.'),
  region: region.optional().describe('Region of an s3 source.'),
  pathStyle: z
    .boolean()
    .optional()
    .describe(
      "Whether an s3 server wants the bucket in the path instead of the host's name. Default true with an endpoint, else false.",
    ),
  credentialsSecret: objectName.optional().describe(credentialsWords),
})

const model = z.object({
  id: modelId.describe('Name that engines ask for, for example Qwen/Qwen3-32B.'),
  source: source.optional().describe('Where it comes from. Default: the repository of that name on the hub.'),
  revision: revision
    .optional()
    .describe('Branch, tag or commit of a hub repository; a commit is pinned. Default: its main branch.'),
  include: patterns.optional().describe(includeWords),
  exclude: patterns.optional().describe(excludeWords),
  priority: z
    .enum(modelPriorities)
    .optional()
    .describe('Who stays longest where room is short: low, medium or high. Default medium.'),
  retention: age
    .optional()
    .describe('How long it is kept after its last use, for example 30d. Default cleanup.maxAge.'),
  maxSize: quantity.optional().describe('It is not fetched when its files are larger.'),
  preload: z
    .boolean()
    .optional()
    .describe(
      'Fetch it at once. With false it comes when an engine that mounts the cache asks. Default true.',
    ),
  pin: z.boolean().optional().describe('Never evict it. Default false.'),
})

const cleanup = z.object({
  enabled: z
    .boolean()
    .optional()
    .describe('Whether anything is ever evicted. Default true where cleanup is written.'),
  schedule: z
    .string()
    .max(100)
    .optional()
    .describe(
      'When models past their age go, as cron in UTC, for example "0 2 * * *". Default: they go only to make room.',
    ),
  maxAge: age
    .optional()
    .describe(
      'How long models without a retention are kept after their last use, for example 30d. Default: for ever.',
    ),
  minFreeSpace: quantity.optional().describe('Space that stays free on the volume. Default none.'),
  strategy: z
    .enum(evictionStrategies)
    .optional()
    .describe(
      'Which of equal priority goes first: lru (used longest ago), lfu (used the fewest times), fifo (downloaded first) or largest. Default lru.',
    ),
})

const hubTokenSecret = z.object({
  name: objectName.describe("Name of a Secret in the cache's namespace."),
  key: z.string().min(1).max(253).default('token').describe('Key of the token inside it.'),
})

export const aimCacheSpec = z
  .object({
    storage: storage.optional().describe('The volume.'),
    size: size.describe('Short form of storage.size.'),
    cachePath: mountPath.optional().describe('Short form of storage.mountPath.'),
    models: keyedList(model, 'id', 64).optional().describe('The models it holds.'),
    modelId: modelId.optional().describe('Short form of models: one, from the hub.'),
    downloadPolicy,
    hubTokenSecret: hubTokenSecret
      .optional()
      .describe('Token for gated or private models of the hub that name no Secret of their own.'),
    cleanup: cleanup.optional().describe('What is evicted, and when. Default: nothing ever is.'),
    nodeGroup: z
      .object(nodeGroupFields)
      .optional()
      .describe(
        'Keep a copy on the disk of each node of a group, which engines read. Needs its storageClass.',
      ),
  })
  .describe('What is wanted.')

export type AIMCacheSpec = DeepReadonly<z.infer<typeof aimCacheSpec>>
