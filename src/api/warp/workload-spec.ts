/**
 * What a user may ask of a GPUWorkload: the upstream fields, and what is run where it is not the model's engine.
 * @module
 */
import { z } from 'zod'
import { precisionSpellings } from '../../vocabulary/precision.ts'
import { strategyWords } from '../../vocabulary/strategies.ts'
import { environment } from '../fields/env.ts'
import { nodeSelector, objectName } from '../fields/names.ts'
import { tolerations } from '../fields/tolerations.ts'
import type { DeepReadonly } from '../object.ts'

/** In order of urgency, the least first. */
export const priorities = ['low', 'normal', 'high'] as const
export type Priority = (typeof priorities)[number]

const words = z.array(z.string().max(4096)).min(1).max(128)

const location = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(https?:\/\/|\/)[^\s]+$/, 'an http(s) URL or a path such as /data/requests.jsonl')

const retryPolicy = z.object({
  maxRetries: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('Attempts after the first, whatever the first failed of, 1 to 10. Default 3.'),
  backoffSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(30)
    .describe('Wait before the first retry, seconds, 1 to 300; it doubles up to 5 minutes. Default 30.'),
})

const batch = z.object({
  input: location.describe(
    'Requests in the OpenAI batch format, read by GET or from a file of the container.',
  ),
  output: location.describe('Where the answers go, by PUT or to a file of the container.'),
})

export const gpuWorkloadSpec = z
  .object({
    modelName: z
      .string()
      .min(1)
      .max(255)
      .describe('The model, for example Qwen/Qwen3-32B; the variable MODEL_NAME of the container.'),
    gpuCount: z
      .int()
      .min(1)
      .max(8)
      .describe('GPUs, exactly, all on one node, 1 to 8; the variable GPU_COUNT of the container.'),
    priority: z
      .enum(priorities)
      .default('normal')
      .describe('Who goes first where GPUs are short: low, normal or high. Default normal.'),
    priorityClassName: objectName
      .optional()
      .describe(
        'PriorityClass of the pod; its value orders the queue instead of priority, where low is -100, normal 0 and high 100.',
      ),
    schedulingStrategy: z
      .enum(strategyWords)
      .default('leastLoaded')
      .describe(
        'Which node among those with room: leastLoaded, random, costOptimized, binPacking, topology-aware, exclusive, static, dynamic or shared. Default leastLoaded.',
      ),
    retryPolicy: retryPolicy
      .default({ maxRetries: 3, backoffSeconds: 30 })
      .describe('What happens after an attempt that failed.'),
    precision: z
      .enum(precisionSpellings)
      .optional()
      .describe("Number format of the weights. Default: the model's, as far as it fits."),
    maxModelLen: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe('Longest request, prompt and answer, tokens. Default: the most that fits.'),
    engineArgs: words.optional().describe('Further arguments of vLLM, for example --enable-prefix-caching.'),
    batch: batch
      .optional()
      .describe(
        "Runs these requests through the model's engine. Default: a throughput measurement of the model.",
      ),
    image: z
      .string()
      .max(512)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._\-/:@]*$/, 'an image name such as registry.example/train:1.2')
      .optional()
      .describe(
        'Container image; its own program is run, unless batch or engineArgs ask for vLLM in it. Default: the image of the engine and the GPU.',
      ),
    command: words
      .optional()
      .describe("A program of your own instead of the engine's; nothing is assumed of it."),
    args: words.optional().describe('Arguments of your own program.'),
    env: environment.optional().describe('Environment variables of the container.'),
    nodeSelector: nodeSelector
      .optional()
      .describe('Labels that the node must have, beside those the GPU demands.'),
    tolerations: tolerations.optional().describe('Taints that are tolerated.'),
    ttlSecondsAfterFinished: z
      .int()
      .min(300)
      .max(31_536_000)
      .default(86_400)
      .describe(
        'How long the finished Job and its logs stay, seconds, at least 300; the result stays in the status. Default 86400.',
      ),
    cancel: z
      .boolean()
      .optional()
      .describe(
        'True stops it, wherever it stands: its Job is deleted, and it ends Failed with reason Cancelled.',
      ),
  })
  .describe('What is wanted.')

export type GPUWorkloadSpec = DeepReadonly<z.infer<typeof gpuWorkloadSpec>>

/** Whether the container runs the user's program, of which nothing is known, instead of the model's engine. */
export function runsOwnProgram({
  command,
  args,
  image,
  batch: requests,
  engineArgs,
}: GPUWorkloadSpec): boolean {
  if (command !== undefined || args !== undefined) return true
  return image !== undefined && requests === undefined && engineArgs === undefined
}
