/**
 * What fitgate says about an AIMEndpoint. Bounded, and nothing in it ages by itself.
 * @module
 */
import { z } from 'zod'
import { recipeTypes } from '../../catalog/recipe.ts'
import { verdicts } from '../../vocabulary/reasons.ts'
import { conditions } from '../fields/conditions.ts'
import { groupFields } from '../fields/groups.ts'

const count = z.int().min(0)
const word = z.string().max(253)
const line = z.string().max(1024)

/** Words of the upstream project, and Waiting: it can run, and a place for it is awaited. */
export const endpointPhases = ['Reconciling', 'Pending', 'Waiting', 'Ready', 'Failed'] as const
export type EndpointPhase = (typeof endpointPhases)[number]

const selectedRecipe = z.object({
  name: word.describe('Name of the AIMRecipe, or of what was derived where there is none.'),
  recipeId: word.optional().describe("The recipe's own id."),
  type: z.enum(recipeTypes).describe('optimized, preview, unoptimized, or derived from the architecture.'),
  gpuCount: count.describe('GPUs of one replica.'),
  precision: word.describe('Number format of the weights.'),
  backend: word.describe('Engine.'),
  accelerator: word.describe('GPU model, for example MI300X.'),
  engineVersion: word.describe('Version of the engine.'),
})

const endpoints = z.object({
  internal: line.optional().describe('URL inside the cluster.'),
  external: line.optional().describe('URL through a node port.'),
  loadBalancer: line.optional().describe('URL through the load balancer.'),
})

const replicas = z.object({
  current: count.optional().describe('Replicas that exist.'),
  desired: count.optional().describe('Replicas that are wanted.'),
  ready: count.optional().describe('Replicas that answer.'),
  available: count.optional().describe('Replicas that have answered long enough.'),
  summary: word.optional().describe('Ready of wanted, for example 1/1.'),
})

const memory = z.object({
  totalGiB: z.number().describe('Memory of the GPU.'),
  budgetGiB: z.number().describe('What the engine may use of it.'),
  weightsGiB: z.number().describe('Weights.'),
  activationsGiB: z.number().describe('Activations.'),
  nonTorchGiB: z.number().describe('Communicators, contexts and workspaces.'),
  graphsGiB: z.number().describe('Captured graphs.'),
  kvCacheGiB: z.number().describe('What is left for the KV cache.'),
  kvCacheTokens: z.int().describe('Tokens the KV cache holds.'),
  maxModelLen: z.int().describe('Longest request, tokens.'),
  maxConcurrency: z.number().describe('Requests of that length at once.'),
})

const why = {
  reason: word.describe('Code of the reason.'),
  message: line.describe('The reason in words, with its numbers.'),
}

/** The explanation, bounded; of every kind that serves. */
export const decision = z.object({
  verdict: z.enum(verdicts).describe('Fits, Marginal, DoesNotFit or Unknown (could not check).'),
  summary: z.string().max(512).describe('The decision in one sentence.'),
  memory: memory.optional().describe('Memory of the fullest GPU, GiB.'),
  reasons: z
    .array(
      z.object({
        ...why,
        certainty: z.enum(['certain', 'estimated']).optional().describe('Proven, or estimated.'),
        path: line.optional().describe('The field that could be changed.'),
      }),
    )
    .max(10)
    .optional()
    .describe('Why not, or what to know about the choice.'),
  rejected: z
    .array(z.object({ name: word.describe('What was passed over.'), ...why }))
    .max(10)
    .optional()
    .describe('Plans that were not chosen.'),
  alternatives: z
    .array(
      z.object({
        path: line.describe('The field to change.'),
        value: z.union([z.int(), z.string().max(253)]).describe('The value to write.'),
        accelerators: z.array(word).max(16).describe('GPU models on which it then fits.'),
      }),
    )
    .max(5)
    .optional()
    .describe('Changes that would fit.'),
  fitgate: word.optional().describe('Version of fitgate that decided.'),
  snapshot: word.optional().describe('Version of the cluster snapshot it decided on.'),
  intent: word.optional().describe('Hash of what was wanted.'),
})

/** Of every kind that waits for GPUs. */
export const queue = word.describe(
  'Place among those that wait for the same GPUs, coarser the further back, and whether waiting alone will not do: 3rd of 12.',
)

/** What a failed start taught; of every kind that serves. */
export const repair = z.object({
  intent: word.describe('Hash of what was wanted; for another intent the repair means nothing.'),
  field: z.literal('maxModelLen').describe('The field of the plan that was changed.'),
  from: count.describe('What the plan said.'),
  to: count.describe('What it is run with.'),
  reason: word.describe('The failure it was made for.'),
  message: line.describe('The repair in words.'),
})

export const aimEndpointStatus = z
  .object({
    conditions: conditions.optional().describe('The state, aspect by aspect.'),
    observedGeneration: z.int().min(0).optional().describe('Generation of the spec this speaks about.'),
    phase: z.enum(endpointPhases).optional().describe('Reconciling, Pending, Waiting, Ready or Failed.'),
    model: z.string().max(256).optional().describe('Repository of the model.'),
    recipe: word.optional().describe('Name of the recipe.'),
    gpus: word.optional().describe('GPUs of one replica, for example 1 x MI300X, or 2 nodes of 8 x MI300X.'),
    selectedRecipe: selectedRecipe.optional().describe('The plan in use.'),
    endpoints: endpoints.optional().describe('Where it is reached.'),
    replicas: replicas.optional().describe('Replicas.'),
    queue: queue.optional(),
    selector: line.optional().describe('Label selector of the pods, for the autoscaler.'),
    decision: decision.optional().describe('Why this plan, or why none.'),
    repair: repair
      .optional()
      .describe('What a failed start taught: changed once, where the user had left the field open.'),
    ...groupFields,
  })
  .describe('What is there.')
