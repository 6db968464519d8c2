/**
 * What a user may ask of an InferenceService.
 * @module
 */
import { z } from 'zod'
import { strategyWords } from '../../vocabulary/strategies.ts'
import { backend, modelId, precision } from '../aim/group.ts'
import { distributedFields } from '../fields/distributed.ts'
import { duration } from '../fields/duration.ts'
import { boundedMap } from '../fields/map.ts'
import { nodeSelector, objectName } from '../fields/names.ts'
import { quantity } from '../fields/quantity.ts'
import { tolerations } from '../fields/tolerations.ts'
import type { DeepReadonly } from '../object.ts'
import { engineArgs } from './engine-args.ts'

const port = z.int().min(1).max(65_535)
const replicas = z.int().min(1).max(1000)

const model = z.object({
  name: modelId.describe('Hub repository of the model, for example Qwen/Qwen3-32B.'),
  precision: precision
    .optional()
    .describe(
      'Number format of the weights: fp4, int4, fp8, int8, fp16, bf16, fp32 or one of their aliases. Default: what the repository holds.',
    ),
  maxTokens: z
    .int()
    .min(1)
    .max(100_000_000)
    .optional()
    .describe('Longest request, prompt and answer, tokens. Default: the most that fits.'),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe("Sampling temperature of requests that name none. Default: the model's own."),
})

const vllm = z.object({
  engineArgs: engineArgs
    .optional()
    .describe('Engine arguments, underscores or dashes, for example max_num_batched_tokens: 8192.'),
  envVars: boundedMap(z.string().max(8192), 64).optional().describe('Environment variables of the engine.'),
})

const resources = z.object({
  strategy: z
    .enum(strategyWords)
    .optional()
    .describe(
      'Which nodes groups take where several have room; single pods go where the scheduler puts them. Default binPacking.',
    ),
  totalGpus: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('GPUs of one replica over all of its nodes, exactly. Default: the fewest on which it fits.'),
  autoOptimize: z
    .boolean()
    .optional()
    .describe(
      'Choose tensor and pipeline parallel sizes where vllm.engineArgs leaves them open. Default true; with false, sizes that are not written are 1.',
    ),
  cpuRequest: quantity.optional().describe('CPU request of every pod, for example 16.'),
  memoryRequest: quantity.optional().describe('Memory request of every pod, for example 64Gi.'),
})

const { enabled, size, exclusiveTopology } = distributedFields
const distributed = z.object({
  enabled,
  size,
  backend: z.enum(['lws']).optional().describe('What runs the group: lws (LeaderWorkerSet), the only one.'),
  exclusiveTopology,
  mpi: z
    .object({
      enabled: z.boolean().optional().describe('Not possible, true is refused: vLLM does not start by MPI.'),
      timeout: z.int().min(1).max(86_400).optional().describe('Patience of MPI, seconds.'),
    })
    .optional()
    .describe('Start by MPI. Not possible.'),
})

const storage = z.object({
  modelCache: objectName
    .optional()
    .describe('Name of a ModelCache whose volume (claim <name>-cache) holds the model files.'),
  sharedMemory: quantity
    .optional()
    .describe('Size of /dev/shm in every pod. Default 8Gi for each of its GPUs, at most 64Gi.'),
  readOnly: z
    .boolean()
    .optional()
    .describe(
      "Mount the cache's volume read-only and keep the engine off the network. Default true; with false the engine writes what is missing.",
    ),
})

const monitoring = z.object({
  enabled: z.boolean().optional().describe('Let scrapers find the metrics of the engine. Default false.'),
  prometheus: z
    .object({
      port: port
        .optional()
        .describe("Port of the Service for metrics. Default: the engine's port, which serves them."),
      path: z
        .string()
        .max(256)
        .regex(/^\/[^\s]*$/, 'a path such as /metrics')
        .optional()
        .describe('Path of the metrics. Default /metrics.'),
    })
    .optional()
    .describe('Where the metrics are.'),
})

const autoscaling = z.object({
  enabled: z.boolean().optional().describe('Make a HorizontalPodAutoscaler. Default false.'),
  minReplicas: replicas.optional().describe('Fewest replicas. Default 1.'),
  maxReplicas: replicas.optional().describe('Most replicas. Default 5.'),
  targetUtilization: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Average CPU use to aim at, percent of the request. Default 70.'),
  scaleDownDelay: duration
    .optional()
    .describe('How long load must be low before replicas go. Default 5m, at most 1h.'),
  scales: z
    .enum(['replicas', 'groups'])
    .optional()
    .describe(
      'What is counted: replicas of one pod, or groups of nodes, which distributed needs. Default replicas.',
    ),
})

const networking = z.object({
  serviceType: z
    .enum(['ClusterIP', 'NodePort', 'LoadBalancer'])
    .optional()
    .describe('ClusterIP, NodePort or LoadBalancer. Default ClusterIP.'),
  ports: z
    .object({
      http: port.optional().describe('Port of the engine and of the Service. Default 8000.'),
      grpc: port.optional().describe('Not possible, refused: the engine serves HTTP.'),
    })
    .optional()
    .describe('Ports.'),
  ingress: z
    .object({ enabled: z.boolean().optional().describe('Not available yet: true is refused.') })
    .optional()
    .describe('An Ingress. Not available yet.'),
})

export const inferenceServiceSpec = z
  .object({
    model: model.describe('The model to serve.'),
    backend: backend.optional().describe('Engine: vllm or sglang, on one node or several. Default vllm.'),
    vllm: vllm
      .optional()
      .describe('What the engine is told beside that; arguments are for vllm, variables for either.'),
    resources: resources.optional().describe('What a replica gets.'),
    distributed: distributed.optional().describe('Replicas that span nodes.'),
    storage: storage.optional().describe('Model files and shared memory.'),
    monitoring: monitoring.optional().describe('How metrics are found.'),
    replicas: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe('Replicas, also set by kubectl scale. Default 1. Not with autoscaling.'),
    autoscaling: autoscaling.optional().describe('The autoscaler.'),
    networking: networking.optional().describe('How the service is reached.'),
    nodeSelector: nodeSelector
      .optional()
      .describe('Labels that nodes must have, beside those the GPU demands.'),
    tolerations: tolerations.optional().describe('Taints that are tolerated.'),
  })
  .describe('What is wanted.')

export type InferenceServiceSpec = DeepReadonly<z.infer<typeof inferenceServiceSpec>>
