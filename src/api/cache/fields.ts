/**
 * Fields that both kinds of cache have.
 * @module
 */
import { z } from 'zod'
import { nodeSelector, objectName } from '../fields/names.ts'
import { quantity } from '../fields/quantity.ts'
import { tolerations } from '../fields/tolerations.ts'
import { accessModes, downloadPolicies } from './words.ts'

export const size = quantity
  .optional()
  .describe('Size of the volume, for example 500Gi. Default: what the models take, and a tenth more.')

export const storageClass = objectName
  .optional()
  .describe("StorageClass of the volume. Default: the cluster's.")

export const accessMode = z
  .enum(accessModes)
  .optional()
  .describe(
    'ReadWriteOnce, ReadWriteMany or ReadWriteOncePod. Default ReadWriteMany, so that engines on several nodes can mount it.',
  )

export const downloadPolicy = z
  .enum(downloadPolicies)
  .optional()
  .describe(
    'Always (look again at every change and clean-up whether a branch moved), IfNotPresent, or Never (somebody else fills the volume). Default IfNotPresent.',
  )

/** Said of names that the schema lets pass and the hub does not. */
export const notAModel = 'is no name of a repository, for example Qwen/Qwen3-32B'

const pattern = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\s/][^\s]*$/, 'a pattern such as *.safetensors')

/** At most 64 patterns. */
export const patterns = z.array(pattern).min(1).max(64)

export const includeWords =
  'Only files that match one of these, for example *.safetensors. Default: what the engine loads.'
export const excludeWords = 'No files that match one of these, for example original/*.'

const revisionWords = 'a branch, tag or commit'

/** A part of what `isRevision` takes: no two dots in a row. */
const revisionPart = '[A-Za-z0-9_]\\.?([A-Za-z0-9_+-]\\.?)*'

export const revision = z
  .string()
  .max(128)
  .regex(new RegExp(`^${revisionPart}(/${revisionPart})*$`), revisionWords)

const endpointWords = 'an address such as https://mirror.example'

/** `https://host[:port][/path]`; plain http for mirrors inside the cluster. */
export const endpoint = z
  .string()
  .max(512)
  .regex(/^https?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/, endpointWords)

export const region = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'a region such as eu-west-1')

/** Key of a Secret that a source names; the hub's token stands under it. */
export const tokenKey = 'token'

/** Keys of the Secret by source, as the tools of each have them. */
export const credentialsWords =
  'Name of a Secret in the namespace of the cache: token (hub, https), AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (s3), or credentials.json (gs).'

/** Node group of either kind, beside what says that there is one. */
export const nodeGroupFields = {
  storageClass: objectName
    .optional()
    .describe(
      'StorageClass of the copies: its volume is a folder on the disk of every node of the group (a PersistentVolume of type local, ReadWriteMany). Default: no copies are made, engines read the one volume.',
    ),
  replicas: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'Nodes that hold a copy, all from one download. Default: every node of the group, at most 128.',
    ),
  nodeSelector: nodeSelector.optional().describe('Labels of the nodes. Default: every node with AMD GPUs.'),
  tolerations: tolerations.optional().describe('Taints of those nodes that are tolerated.'),
} as const
