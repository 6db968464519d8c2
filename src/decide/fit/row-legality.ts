/**
 * What no memory can make legal: shapes that the engine refuses before it loads anything. Texts quote the engine's own.
 * Source: vLLM 0.11 to 0.33, `config/model.py`, `distributed/utils.py`, fp8 and group-quantised linear methods.
 * @module
 */

import type { Accelerator } from '../../catalog/accelerator.ts'
import type { ModelArchitecture } from '../../catalog/model.ts'
import type { WeightFormat } from '../../catalog/weight-format.ts'
import type { Precision } from '../../vocabulary/precision.ts'
import { formatCount } from '../../vocabulary/quantity.ts'
import type { Reason, ReasonCode } from '../../vocabulary/reasons.ts'

export interface LegalityInput {
  readonly architecture: ModelArchitecture
  /** Display name of the model. */
  readonly model: string
  readonly accelerator: Accelerator
  readonly partition?: string
  readonly gpusPerNode: number
  readonly gpuCount: number
  readonly tensorParallel: number
  readonly pipelineParallel: number
  /** Replicas of the engine in one pod; 1 where they share the tensor-parallel ranks. */
  readonly dataParallel: number
  readonly precision: Precision
  readonly format: WeightFormat
  readonly expertParallel: boolean
  readonly maxModelLen?: number
  /** The engine lets lengths above the model's maximum pass (VLLM_ALLOW_LONG_MAX_MODEL_LEN). */
  readonly allowLongContext: boolean
  readonly paths: {
    /** Where the tensor parallel size comes from. */
    readonly tensorParallel: string
    readonly gpuCount: string
    readonly precision: string
    readonly maxModelLen: string
  }
}

const certain = (code: ReasonCode, path: string, message: string): Reason => ({
  code,
  certainty: 'certain',
  path,
  message,
})

/** Divisibility over tensor-parallel ranks: a rule, what it counts, and the engine's words. */
export function shardingReasons(
  a: ModelArchitecture,
  model: string,
  tp: number,
  precision: Precision,
  format: WeightFormat,
  expertParallel: boolean,
  path: string,
): Reason[] {
  const reasons: Reason[] = []
  if (tp <= 1) return reasons
  if (a.attentionHeads % tp !== 0) {
    reasons.push(
      certain(
        'AttentionHeads',
        path,
        `${model} has ${a.attentionHeads} attention heads: "Total number of attention heads (${a.attentionHeads}) must be divisible by tensor parallel size (${tp})."`,
      ),
    )
  }
  const kv = a.mla ? undefined : a.kvHeads
  if (kv !== undefined && (kv >= tp ? kv % tp !== 0 : tp % kv !== 0)) {
    reasons.push(
      certain(
        'KVHeads',
        path,
        `${model} has ${kv} KV heads, which do not divide over tensor parallel ${tp}: "${Math.max(kv, tp)} is not divisible by ${Math.min(kv, tp)}"`,
      ),
    )
  }
  const denseWidth = a.moe && a.moe.denseLayers === 0 ? undefined : a.feedForwardSize
  if (denseWidth !== undefined && denseWidth % tp !== 0) {
    reasons.push(
      certain(
        'FeedForwardWidth',
        path,
        `${model} has feed-forward layers ${formatCount(denseWidth)} wide: "${denseWidth} is not divisible by ${tp}"`,
      ),
    )
  }
  const expertWidth = expertParallel ? undefined : a.moe?.feedForwardSize
  if (expertWidth !== undefined && expertWidth % tp !== 0) {
    reasons.push(
      certain(
        'ExpertWidth',
        path,
        `${model} has experts ${formatCount(expertWidth)} wide: "${expertWidth} is not divisible by ${tp}"`,
      ),
    )
  }
  const block =
    precision === 'fp8' && /block/.test(format)
      ? 128
      : precision === 'int4'
        ? format.endsWith('g32')
          ? 32
          : 128
        : undefined
  for (const width of [denseWidth, expertWidth]) {
    if (block === undefined || width === undefined || width % tp !== 0 || (width / tp) % block === 0) continue
    reasons.push(
      certain(
        'QuantBlock',
        path,
        precision === 'fp8'
          ? `layers ${formatCount(width)} wide over ${tp} ranks: "Weight input_size_per_partition = ${width / tp} is not divisible by weight quantization block_k = 128."`
          : `layers ${formatCount(width)} wide over ${tp} ranks: "Weight input_size_per_partition=${width / tp} … is not divisible by group_size=${block}"`,
      ),
    )
    break
  }
  return reasons
}

/** Every reason why this shape is illegal; empty when it is legal. */
export function legalityReasons(input: LegalityInput): Reason[] {
  const { architecture: a, accelerator, tensorParallel: tp, pipelineParallel: pp, gpuCount, paths } = input
  const reasons: Reason[] = []
  const where = input.partition ? `${accelerator.name} (${input.partition})` : accelerator.name
  if (gpuCount > input.gpusPerNode) {
    reasons.push(
      certain(
        'NodeTooSmall',
        paths.gpuCount,
        `a node of ${where} has ${input.gpusPerNode} GPUs, ${gpuCount} are needed on one node`,
      ),
    )
  }
  const dp = input.dataParallel
  if (tp * pp * dp !== gpuCount) {
    const product = [
      `tensor parallel ${tp}`,
      ...(pp > 1 ? [`pipeline parallel ${pp}`] : []),
      ...(dp > 1 ? [`data parallel ${dp}`] : []),
    ].join(' × ')
    reasons.push(
      certain(
        'TensorParallelMismatch',
        paths.tensorParallel,
        `${product} is ${tp * pp * dp} ranks, but ${gpuCount} ${gpuCount === 1 ? 'GPU is' : 'GPUs are'} asked for`,
      ),
    )
  }
  if (pp > a.layers) {
    reasons.push(
      certain(
        'TensorParallelMismatch',
        paths.tensorParallel,
        `pipeline parallel ${pp} leaves stages without a layer: ${input.model} has ${a.layers}`,
      ),
    )
  }
  if (input.partition && tp > 1) {
    reasons.push(
      certain(
        'TensorParallelAcrossPartitions',
        paths.gpuCount,
        `tensor parallel over partitions of one card gives wrong text (vllm-project/vllm#20125): one ${input.partition} device serves alone`,
      ),
    )
  }
  if (
    !accelerator.formats.includes(input.precision) &&
    !accelerator.weightOnlyFormats.includes(input.precision)
  ) {
    reasons.push(
      certain(
        'FormatUnsupported',
        paths.precision,
        `${accelerator.name}${accelerator.gfx === '' ? '' : ` (${accelerator.gfx})`} cannot hold ${input.precision} weights; it has ${[...accelerator.formats, ...accelerator.weightOnlyFormats].join(', ')}`,
      ),
    )
  }
  reasons.push(
    ...shardingReasons(
      a,
      input.model,
      tp,
      input.precision,
      input.format,
      input.expertParallel,
      paths.tensorParallel,
    ),
  )
  if (input.maxModelLen !== undefined && input.maxModelLen > a.maxPositions && !input.allowLongContext) {
    reasons.push(
      certain(
        'ContextTooLong',
        paths.maxModelLen,
        `${formatCount(input.maxModelLen)} tokens are more than the model's maximum of ${formatCount(a.maxPositions)}: "User-specified max_model_len (${input.maxModelLen}) is greater than the derived max_model_len"`,
      ),
    )
  }
  return reasons
}
