/**
 * What fitgate says about a cache of either kind. Only what was observed, bounded, and nothing in it ages by itself.
 * @module
 */
import { z } from 'zod'
import { conditions } from '../fields/conditions.ts'

const count = z.int().min(0)
const word = z.string().max(253)
const line = z.string().max(1024)
const time = z.string().max(64)

/** Words of the upstream projects, and Evicting: something goes before something else can come. */
const cachePhases = ['Pending', 'Downloading', 'Evicting', 'Ready', 'Failed'] as const
export type CachePhase = (typeof cachePhases)[number]

/**
 * Of one model. Waiting: it is fetched when somebody uses it. Evicted: it was there; it comes back when somebody uses it.
 */
const cachedModelPhases = [
  'Waiting',
  'Pending',
  'Downloading',
  'Ready',
  'Evicting',
  'Evicted',
  'Failed',
] as const

/** Users of one model that are named; more are counted. */
export const mostUsersNamed = 16

/** Nodes with a copy that are named. */
export const mostNodesNamed = 128

const lastJob = z.object({
  name: word.describe('Name.'),
  uid: word.optional().describe('UID, once what it ended with is told here.'),
})

const cachedModel = z.object({
  id: z.string().max(256).describe('Name that engines ask for.'),
  status: z
    .enum(cachedModelPhases)
    .describe('Waiting, Pending, Downloading, Ready, Evicting, Evicted or Failed.'),
  revision: word.optional().describe('What is on the volume: a commit, or the digest of the file list.'),
  size: word.optional().describe('Size of its files, for people.'),
  bytes: count.optional().describe('Size of its files.'),
  files: count.optional().describe('Number of its files.'),
  digest: word.optional().describe('SHA-256 over names, sizes and digests of all files.'),
  progress: word.optional().describe('How far a download is, for example 40 %.'),
  reason: word.optional().describe('Why it is not there, in one word.'),
  message: line.optional().describe('Why it is not there, in words.'),
  cachedAt: time.optional().describe('When it was published on the volume, RFC 3339.'),
  lastAccessed: time.optional().describe('When a user of it was last seen, RFC 3339.'),
  accessCount: count.optional().describe('Users that came since it is there.'),
  userCount: count.optional().describe('Users now.'),
  users: z
    .array(z.object({ kind: word.describe('Kind.'), name: word.describe('Name.') }))
    .max(mostUsersNamed)
    .optional()
    .describe('Objects that use it now; they are of its namespace.'),
  attempts: count.optional().describe('Attempts that failed since the last that did not.'),
  retryAt: time.optional().describe('When the next attempt begins, RFC 3339; absent: none does by itself.'),
  job: lastJob.optional().describe('The Job that brings the model, or brought it last.'),
})

/** Fields of the status of both kinds. */
export const cacheStatusFields = {
  conditions: conditions.optional().describe('The state, aspect by aspect.'),
  observedGeneration: count.optional().describe('Generation of the spec this speaks about.'),
  phase: z.enum(cachePhases).optional().describe('Pending, Downloading, Evicting, Ready or Failed.'),
  storage: z
    .object({
      totalSize: word.optional().describe('Size of the volume, for people.'),
      usedSize: word.optional().describe('What models and unfinished downloads take, for people.'),
      availableSize: word.optional().describe('What may still be written, for people.'),
      usagePercentage: count.max(100).optional().describe('Used of the whole, percent.'),
      totalBytes: count.optional().describe('Size of the volume.'),
      usedBytes: count.optional().describe('What models and unfinished downloads take.'),
      availableBytes: count.optional().describe('What may still be written.'),
      pvcName: word.optional().describe('The claim.'),
      pvcPhase: word.optional().describe('Pending, Bound or Lost.'),
      volumeUID: word.optional().describe('The claim by its UID: another one is another, empty volume.'),
      mountedOn: word.optional().describe('The node whose pods mount it, where only one node can.'),
      copiesPvcName: word.optional().describe('The claim of the copies on nodes, where engines read those.'),
    })
    .optional()
    .describe('The volume, as it was last seen.'),
  cachedModels: z.array(cachedModel).max(128).optional().describe('The models, one by one.'),
  usage: z
    .object({
      totalModels: count.optional().describe('Models on the volume.'),
      activeModels: count.optional().describe('Models with users.'),
      summary: word.optional().describe('Models on the volume of those listed, for example 2/3.'),
      copies: word.optional().describe('Nodes that hold a copy of those that are to, for example 2/3.'),
      lastCleanup: time.optional().describe('When the last clean-up ran, RFC 3339.'),
      nextCleanup: time.optional().describe('When the next one is due, RFC 3339.'),
    })
    .optional()
    .describe('What is made of it.'),
  downloadProgress: word.optional().describe('How far the downloads are, for example 40 %, 12 min left.'),
  nodes: z
    .array(
      z.object({
        name: word.describe('Node.'),
        ready: z.boolean().describe('Whether every model that was downloaded is on its disk, verified.'),
        reason: word.optional().describe('Verified, or why not, in one word.'),
        message: line.optional().describe('Why not, in words.'),
        attempts: count.optional().describe('Attempts that failed since the last that did not.'),
        retryAt: time.optional().describe('When the next attempt begins, RFC 3339.'),
        job: lastJob.optional().describe('The Job that makes the copy, or made it last.'),
      }),
    )
    .max(mostNodesNamed)
    .optional()
    .describe('Nodes that hold a copy, or are to hold one.'),
} as const
