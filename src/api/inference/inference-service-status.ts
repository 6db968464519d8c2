/**
 * What fitgate says about an InferenceService. Bounded, and nothing in it ages by itself.
 * @module
 */
import { z } from 'zod'
import { decision, queue, repair } from '../aim/endpoint-status.ts'
import { conditions } from '../fields/conditions.ts'

const count = z.int().min(0)
const word = z.string().max(253)
const line = z.string().max(1024)

/** Groups that come up at a time; the others wait until these have their nodes. */
export const mostGroupsAtOnce = 8

const reservedGroup = z.object({
  id: word.describe('Name of the reservation; its pods carry it as label fitgate.dev/reservation.'),
  index: count.describe('Index of the group.'),
  members: z
    .array(
      z.object({
        node: word.describe('Node.'),
        resource: word.describe('Resource of the GPUs.'),
        count: count.describe('GPUs that are held for it.'),
      }),
    )
    .max(64)
    .describe('The place of each member, the leader first.'),
  expiresAt: word.describe('When the places go back, RFC 3339.'),
})

const retry = z.object({
  attempts: count.describe(
    'Times that a group was taken down because not all of its pods found their nodes.',
  ),
  after: word.describe('When the next attempt begins, RFC 3339.'),
  message: line.describe('Why the last one failed.'),
})

export const inferenceServiceStatus = z
  .object({
    conditions: conditions.optional().describe('The state, aspect by aspect.'),
    observedGeneration: count.optional().describe('Generation of the spec this speaks about.'),
    replicas: count.optional().describe('Replicas that exist; of a distributed service, groups.'),
    readyReplicas: count.optional().describe('Replicas that answer.'),
    selector: line.optional().describe('Label selector of the pods, for the autoscaler.'),
    endpoints: z
      .object({
        internal: line.optional().describe('URL inside the cluster.'),
        external: line.optional().describe('URL through a node port or the load balancer.'),
      })
      .optional()
      .describe('Where it is reached.'),
    resourceUsage: z
      .object({
        gpuUtilization: word
          .optional()
          .describe(
            'Average use of its GPUs, percent. Kept for clients that know the field: vLLM does not tell it, so it stays out.',
          ),
        memoryUsage: word
          .optional()
          .describe(
            'GPU memory that its engine has taken, and what its KV cache holds, as the engine tells after its start.',
          ),
      })
      .optional()
      .describe('What it uses, as far as it was observed.'),
    modelStatus: z
      .object({
        loaded: z.boolean().optional().describe('Whether the model is loaded.'),
        loadTime: word
          .optional()
          .describe(
            'How long the engine took from its start to its first answer, for example 1m35s; of several, the slowest.',
          ),
        version: word
          .optional()
          .describe('Revision of the model files: of those in its cache, else the one the engine was told.'),
      })
      .optional()
      .describe('The model.'),
    gpus: word.optional().describe('GPUs of one replica, for example 2 nodes of 8 x MI300X.'),
    queue: queue.optional(),
    decision: decision.optional().describe('Why this plan, or why none.'),
    repair: repair
      .optional()
      .describe('What a failed start taught: changed once, where the user had left the field open.'),
    groups: z
      .array(reservedGroup)
      .max(mostGroupsAtOnce)
      .optional()
      .describe('Groups that have places on nodes, which their pods are yet to take.'),
    retry: retry.optional().describe('Of groups that were taken down.'),
  })
  .describe('What is there.')
