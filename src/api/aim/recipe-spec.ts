/**
 * An AIMRecipe: one known way to serve a model on one kind of GPU with one engine.
 * @module
 */
import { z } from 'zod'
import { environment } from '../fields/env.ts'
import { boundedMap, keyedList } from '../fields/map.ts'
import { quantity } from '../fields/quantity.ts'
import type { DeepReadonly } from '../object.ts'
import { backend, engineArguments, gpuCount, modelId, objective, precision } from './group.ts'

const quantities = boundedMap(quantity, 16)

const source = z.string().min(1).max(1024)

const configuration = z.object({
  gpuCount: gpuCount.describe('GPUs of one replica, 1 to 8.'),
  enabled: z.boolean().describe('Whether it may be chosen.'),
  args: engineArguments.optional().describe('Engine arguments, for example --max-model-len=32768.'),
  env: environment.optional().describe('Environment variables of the engine.'),
  resources: z
    .object({
      limits: quantities.optional().describe('Limits; GPUs come from gpuCount.'),
      requests: quantities.optional().describe('Requests; GPUs come from gpuCount.'),
    })
    .optional()
    .describe('Resources of one replica, where the endpoint sets none.'),
  source: source
    .optional()
    .describe('Where these arguments come from, where it is not the source of the recipe.'),
})

const measured = z.int().min(0).max(2_147_483_647)

const performance = z.object({
  expectedTokensPerSecond: measured.optional().describe('Throughput of one replica.'),
  expectedLatencyMs: measured.optional().describe('Time to the first token, milliseconds.'),
  maxBatchSize: measured.optional().describe('Requests at once.'),
})

export const aimRecipeSpec = z
  .object({
    modelId: modelId.describe('Hub repository of the model, for example Qwen/Qwen3-32B.'),
    hardware: z.string().min(1).max(63).describe('GPU model, for example MI300X.'),
    precision: precision.describe(
      'Number format of the weights: fp4, int4, fp8, int8, fp16, bf16, fp32 or one of their aliases.',
    ),
    backend: backend.describe('Engine: vllm or sglang.'),
    description: z.string().max(4096).optional().describe('What it is for.'),
    recipeId: z
      .string()
      .max(253)
      .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/, 'an id (letters, digits, "-", "_" and ".")')
      .optional()
      .describe('Id of the recipe, where several objects share one (one an engine).'),
    objective: objective
      .optional()
      .describe('What it is tuned for: latency or throughput. Default: nobody says.'),
    type: z
      .enum(['optimized', 'preview', 'unoptimized'])
      .optional()
      .describe('optimized, preview (being tested) or unoptimized (known to run). Default optimized.'),
    source: source.optional().describe('Where the arguments and the measurements come from.'),
    configurations: keyedList(configuration, 'gpuCount', 8)
      .min(1)
      .describe('One entry a GPU count; at least one is enabled.'),
    performance: performance.optional().describe('What was measured.'),
  })
  .describe('What is known.')

export type AIMRecipeSpec = DeepReadonly<z.infer<typeof aimRecipeSpec>>
