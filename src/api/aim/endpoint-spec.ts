/**
 * What a user may ask of an AIMEndpoint. Five wishes have two forms, nested and flat (`endpoint-forms.ts`).
 * @module
 */
import { z } from 'zod'
import { distributedFields } from '../fields/distributed.ts'
import { environment } from '../fields/env.ts'
import { labelName, nodeSelector, objectName } from '../fields/names.ts'
import { quantity } from '../fields/quantity.ts'
import { tolerations } from '../fields/tolerations.ts'
import { cache, deployment, image, monitoring, scaling, security, service } from './endpoint-serving.ts'
import { backend, engineArguments, modelId, objective, precision } from './group.ts'

const model = z.object({
  id: modelId
    .optional()
    .describe('Hub repository of the model, for example Qwen/Qwen3-32B. This or spec.modelId.'),
  version: z
    .string()
    .max(63)
    .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/, 'a label value')
    .optional()
    .describe(
      'Your own name for this version of the model: a label and the variable MODEL_VERSION. It does not choose what is loaded; revision does.',
    ),
  revision: z
    .string()
    .max(128)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'a branch, tag or commit')
    .optional()
    .describe('Branch, tag or commit of the repository. Default: its main branch.'),
})

/** GPUs of one replica, on one node or on all that it may span: 64 of 8. */
const replicaGpuCount = z.int().min(1).max(512)

const recipe = z.object({
  autoSelect: z
    .boolean()
    .optional()
    .describe('Choose the best recipe that fits. Default true, unless customRecipe names one.'),
  gpuCount: replicaGpuCount
    .optional()
    .describe('The same wish as spec.resources.gpuCount; where both are set they must be equal.'),
  precision: precision
    .optional()
    .describe(
      'Number format of the weights: fp4, int4, fp8, int8, fp16, bf16, fp32 or one of their aliases.',
    ),
  backend: backend.optional().describe('Engine: vllm or sglang. Default: whichever has the better recipe.'),
  objective: objective
    .optional()
    .describe(
      'What to prefer among plans of equal standing: latency (the most memory bandwidth a replica) or throughput (the fewest GPUs a replica). Default: neither.',
    ),
  customRecipe: z
    .object({
      name: objectName.describe('Name of an AIMRecipe.'),
      namespace: labelName.optional().describe('Refused: an AIMRecipe has no namespace.'),
    })
    .optional()
    .describe('Use this AIMRecipe and no other.'),
})

const resources = z.object({
  gpuCount: replicaGpuCount
    .optional()
    .describe(
      'GPUs of one replica, tried first and never exceeded, 1 to 8, or more where distributed is enabled. Default: the fewest on which it fits.',
    ),
  memory: quantity.optional().describe('Memory request of a replica, for example 64Gi.'),
  cpu: quantity.optional().describe('CPU request of a replica, for example 16.'),
  memoryLimit: quantity.optional().describe('Memory limit of a replica.'),
  cpuLimit: quantity.optional().describe('CPU limit of a replica.'),
})

const hubTokenSecret = z.object({
  name: objectName.describe("Name of a Secret in the endpoint's namespace."),
  key: z.string().min(1).max(253).default('token').describe('Key of the token inside it.'),
})

export const aimEndpointSpec = z
  .object({
    model: model.optional().describe('The model to serve.'),
    modelId: modelId.optional().describe('Flat form of model.id.'),
    recipe: recipe.optional().describe('How the recipe is chosen.'),
    autoSelect: z.boolean().optional().describe('Flat form of recipe.autoSelect.'),
    precision: precision.optional().describe('Flat form of recipe.precision.'),
    backend: backend.optional().describe('Flat form of recipe.backend.'),
    resources: resources.optional().describe('What a replica gets.'),
    distributed: z
      .object(distributedFields)
      .optional()
      .describe('Replicas that span nodes: LeaderWorkerSets. Default: a replica stays on one node.'),
    gpuCount: replicaGpuCount.optional().describe('Flat form of resources.gpuCount.'),
    maxModelLen: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe("Longest request, prompt and answer, tokens. Default: the recipe's, or the most that fits."),
    engineArgs: engineArguments
      .optional()
      .describe("Further engine arguments, for example --enable-prefix-caching; they win over the recipe's."),
    env: environment.optional().describe("Environment variables of the engine; they win over the recipe's."),
    hubTokenSecret: hubTokenSecret.optional().describe('Token for gated or private models.'),
    replicas: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe(
        'Replicas, also set by kubectl scale. Default scaling.minReplicas, or 1. Not with an autoscaler.',
      ),
    scaling: scaling.optional().describe('Number of replicas, and the autoscaler.'),
    service: service.optional().describe('How the endpoint is reached.'),
    cache: cache
      .optional()
      .describe('An AIMCache that holds the model, or a volume of its own that keeps it between restarts.'),
    cacheName: objectName.optional().describe('Flat form of cache.name.'),
    deployment: deployment.optional().describe('How changes roll out.'),
    image: image.optional().describe('The container image. Default: the image of the engine and the GPU.'),
    security: security.optional().describe('Identity of the pods.'),
    monitoring: monitoring.optional().describe('How metrics are found.'),
    nodeSelector: nodeSelector
      .optional()
      .describe('Labels that nodes must have, beside those the GPU demands.'),
    tolerations: tolerations.optional().describe('Taints that are tolerated.'),
    priorityClassName: objectName.optional().describe('PriorityClass of the pods.'),
  })
  .describe('What is wanted.')
