/**
 * Sizes of the parallel groups against each other, the devices and the kind of model.
 * Source: vLLM 0.11.0 to 0.33.0 `config/parallel.py`, `config/model.py`, `distributed/utils.py`.
 * @module
 */
import { compareVersions } from '../../../catalog/version.ts'
import type { Reason } from '../../../vocabulary/reasons.ts'
import { certain, estimated, type LegalityInput } from './subject.ts'

const isMoE = ({ shape }: LegalityInput) =>
  shape.kinds.some(({ feedForward }) => feedForward.kind === 'experts')

const before = ({ engine }: LegalityInput, version: string) =>
  /\d/.test(engine.version) && compareVersions(engine.version, version) < 0

/** Devices: as many as ranks, on nodes that have them. */
export function deviceReasons(input: LegalityInput): Reason[] {
  const { accelerator, partition, gpusPerNode, gpuCount, nodes, paths, effective } = input
  const { tensorParallel, pipelineParallel, dataParallel } = effective
  const where = partition === undefined ? accelerator.name : `${accelerator.name} (${partition})`
  const reasons: Reason[] = []
  if (gpuCount > gpusPerNode * nodes) {
    const room = nodes === 1 ? 'on one node' : `on ${nodes} nodes`
    reasons.push(
      certain(
        'NodeTooSmall',
        paths.gpuCount,
        `a node of ${where} has ${gpusPerNode} GPUs, ${gpuCount} are needed ${room}`,
      ),
    )
  } else if (tensorParallel > gpusPerNode) {
    reasons.push(
      estimated(
        'TensorParallelBeyondNode',
        paths.tensorParallel,
        `tensor parallel ${tensorParallel} would span nodes of ${gpusPerNode} GPUs each, over a network every layer waits for; use pipeline parallelism between nodes`,
      ),
    )
  }
  const ranks = tensorParallel * pipelineParallel * dataParallel
  if (ranks !== gpuCount) {
    const product = [
      `tensor parallel ${tensorParallel}`,
      ...(pipelineParallel > 1 ? [`pipeline parallel ${pipelineParallel}`] : []),
      ...(dataParallel > 1 ? [`data parallel ${dataParallel}`] : []),
    ].join(' × ')
    reasons.push(
      certain(
        'TensorParallelMismatch',
        paths.tensorParallel,
        `${product} is ${ranks} ${ranks === 1 ? 'rank' : 'ranks'}, but ${gpuCount} ${gpuCount === 1 ? 'GPU is' : 'GPUs are'} asked for`,
      ),
    )
  }
  if (partition !== undefined && tensorParallel > 1) {
    reasons.push(
      certain(
        'TensorParallelAcrossPartitions',
        paths.gpuCount,
        `tensor parallel over partitions of one card gives wrong text (vllm-project/vllm#20125): one ${partition} device serves alone`,
      ),
    )
  }
  return reasons
}

/** Classes that could not be cut into stages, and the version that learnt it. */
const withoutPipeline: Readonly<Record<string, string>> = {
  MiniMaxText01ForCausalLM: '0.17.1',
  MiniMaxM1ForCausalLM: '0.17.1',
}

export function pipelineReasons(input: LegalityInput): Reason[] {
  const { shape, model, engine, effective, paths } = input
  const { pipelineParallel: stages, layerPartition: partition } = effective
  const layers = shape.layers.length
  const path = paths.engineArgs
  if (partition !== undefined && partition.length !== stages) {
    const text = `len(partitions)=${partition.length} does not match pp_size=${stages}.`
    return [certain('ArgumentInvalid', path, `the layers of each stage are set for another size: "${text}"`)]
  }
  const sum = partition?.reduce((total, count) => total + count, 0)
  if (sum !== undefined && sum !== layers) {
    const text = `sum(partitions)=${sum} does not match num_hidden_layers=${layers}.`
    return [certain('ArgumentInvalid', path, `the layers of each stage do not add up: "${text}"`)]
  }
  if (stages === 1) return []
  const learnt = Object.hasOwn(withoutPipeline, shape.architecture)
    ? withoutPipeline[shape.architecture]
    : undefined
  if (engine.backend === 'vllm' && learnt !== undefined && before(input, learnt)) {
    const text =
      'Pipeline parallelism is not supported for this model. Supported models implement the `SupportsPP` interface.'
    return [certain('ArgumentInvalid', path, `${shape.architecture}: "${text}"`)]
  }
  if (stages <= layers) return []
  const message = `pipeline parallel ${stages} leaves stages without a layer: ${model.id} has ${layers}`
  return [estimated('TensorParallelMismatch', paths.tensorParallel, message)]
}

/** Expert and data parallelism on a model that has no experts. */
export function replicaReasons(input: LegalityInput): Reason[] {
  const { engine, effective, settings, model, paths } = input
  if (engine.backend !== 'vllm' || isMoE(input)) return []
  const reasons: Reason[] = []
  if (effective.expertParallel) {
    const text = 'Number of experts in the model must be greater than 0 when expert parallelism is enabled.'
    reasons.push(certain('ArgumentInvalid', paths.engineArgs, `${model.id} has no experts: "${text}"`))
  }
  const external = ['data-parallel-rank', 'data-parallel-external-lb'].find((flag) => flag in settings.other)
  if (external !== undefined && effective.dataParallel > 1 && !before(input, '0.23.0')) {
    const text = 'Non-MoE models do not support external data parallel mode.'
    const fix = `leave --${external} out and run independent servers`
    reasons.push(certain('ArgumentInvalid', paths.engineArgs, `${model.id} is dense: "${text}"; ${fix}`))
  }
  return reasons
}

/** Numbers of a refused decode context parallel size. */
interface ContextGroup {
  readonly size: number
  readonly ranks: number
  readonly kvHeads: number
  /** Query heads of one KV head. */
  readonly queries: number
}

type ContextTexts = Readonly<Record<'tooFewRanks' | 'tooLarge' | 'queries', (group: ContextGroup) => string>>

const oldTexts: ContextTexts = {
  tooFewRanks: ({ ranks, kvHeads }) =>
    `tensor parallel size ${ranks} must be greater than total num kv heads ${kvHeads} when enable decode context parallel for GQA/MQA`,
  tooLarge: ({ size, ranks, kvHeads }) =>
    `decode context parallel size must less than or equal to (tensor parallel size ${ranks} // total num kv heads ${kvHeads}) = ${Math.floor(ranks / kvHeads)}, but got ${size}`,
  queries: ({ size, queries }) =>
    `Total number of q per kv attn heads (${queries}) must be divisible by dcp world size when enable decode context parallel for GQA (${size}).`,
}
/** Since 0.28.0. */
const newTexts: ContextTexts = {
  tooFewRanks: ({ ranks, kvHeads }) =>
    `Decode context parallelism for GQA/MQA requires \`--tensor-parallel-size\` (${ranks}) to be greater than the model's total number of KV heads (${kvHeads}). Increase \`--tensor-parallel-size\` or set \`--decode-context-parallel-size 1\`.`,
  tooLarge: ({ size, ranks, kvHeads }) =>
    `\`--decode-context-parallel-size\` (${size}) exceeds the maximum supported value (${Math.floor(ranks / kvHeads)}) for \`--tensor-parallel-size\` (${ranks}) and ${kvHeads} model KV heads.`,
  queries: ({ size, queries }) =>
    `The model's number of query heads per KV head (${queries}) must be divisible by \`--decode-context-parallel-size\` (${size}) for GQA/MQA.`,
}

/** Ranks that share the cache of one sequence. */
export function decodeContextReasons(input: LegalityInput): Reason[] {
  const { shape, engine, effective, paths } = input
  const { decodeContextParallel: size, tensorParallel: ranks } = effective
  if (size <= 1 || engine.backend !== 'vllm') return []
  const refuse = (text: string) => [
    certain('ArgumentInvalid', paths.engineArgs, `decode context parallel ${size}: "${text}"`),
  ]
  if (ranks % size !== 0) return refuse(`tp_size=${ranks} must be divisible by dcp_size=${size}.`)
  const mixer = shape.kinds.map((kind) => kind.mixer).find(({ kind }) => kind === 'attention')
  if (mixer?.kind !== 'attention') return []
  const texts = before(input, '0.28.0') ? oldTexts : newTexts
  const group = { size, ranks, kvHeads: mixer.kvHeads, queries: Math.floor(mixer.heads / mixer.kvHeads) }
  if (ranks <= group.kvHeads) return refuse(texts.tooFewRanks(group))
  if (size > Math.floor(ranks / group.kvHeads)) return refuse(texts.tooLarge(group))
  if (group.queries % size !== 0) return refuse(texts.queries(group))
  if (!shape.kinds.some(({ mixer: { kind }, mixer: each }) => kind === 'attention' && 'window' in each))
    return []
  const message = `decode context parallel ${size} with sliding-window layers is refused when the cache is laid out`
  return [estimated('ArgumentInvalid', paths.engineArgs, message)]
}
