/**
 * What fitgate says about an InferenceService. Bounded, and nothing in it ages by itself.
 * @module
 */
import { z } from 'zod'
import { decision, queue, repair } from '../aim/endpoint-status.ts'
import { conditions } from '../fields/conditions.ts'
import { groupFields } from '../fields/groups.ts'

const count = z.int().min(0)
const word = z.string().max(253)
const line = z.string().max(1024)

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
    ...groupFields,
  })
  .describe('What is there.')
