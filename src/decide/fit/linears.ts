/**
 * The weight matrices of a layer as the engines create them: which are fused, along which side each is split over ranks.
 * One description serves the bytes (`weights.ts`) and the divisibility rules (`legality.ts`).
 * Source: vLLM 0.33.0 `model_executor/models/*` and `layers/linear.py`.
 * @module
 */
import type {
  CompressedLatent,
  FeedForward,
  LayerKind,
  Mixer,
  ModelShape,
  TensorClass,
} from '../../catalog/model-shape.ts'

/** One of the matrices fused along the output. */
export interface OutputPart {
  readonly width: number
  /** Key or value heads: ranks beyond them hold copies. Absent: split like any width. */
  readonly kvHeads?: number
}

/** One parameter of the engine. */
export interface Linear {
  /** Its name in vLLM, `qkv_proj`. */
  readonly name: string
  readonly class: TensorClass
  /** Length of a row: the input of the whole layer. */
  readonly input: number
  /** Rows: the outputs of the whole layer, fused. */
  readonly outputs: readonly OutputPart[]
  /** Over ranks: its rows, its row length, or not at all (a copy on each). */
  readonly split: 'rows' | 'length' | 'none'
  /** Experts that have one each. Default 1. */
  readonly copies?: number
  readonly bias?: boolean
}

const part = (width: number): OutputPart => ({ width })
const column = (name: string, cls: TensorClass, input: number, ...widths: number[]): Linear => ({
  name,
  class: cls,
  input,
  outputs: widths.map(part),
  split: 'rows',
})
const row = (name: string, cls: TensorClass, input: number, output: number): Linear => ({
  name,
  class: cls,
  input,
  outputs: [part(output)],
  split: 'length',
})
const copied = (name: string, cls: TensorClass, input: number, ...widths: number[]): Linear => ({
  name,
  class: cls,
  input,
  outputs: widths.map(part),
  split: 'none',
})

/** DeepSeek V4: outputs projected in groups of heads; compressors stay in 16 bit (vLLM 0.33.0, `models/deepseek_v4`). */
function compressedLinears(mixer: CompressedLatent, hidden: number): readonly Linear[] {
  const { heads, headDim, ratio, indexDim = 128, projections } = mixer
  if (projections === undefined) return []
  const { queryRank, outputGroups, outputRank, indexHeads, streams } = projections
  const outputs = outputGroups * outputRank
  // overlapping pairs at ratio 4
  const pair = ratio === 4 ? 2 : 1
  const mixes = 2 * (2 + streams) * streams
  return [
    copied('fused_wqa_wkv', 'attention', hidden, queryRank, headDim),
    column('wq_b', 'attention', queryRank, heads * headDim),
    column('wo_a', 'attention', (heads * headDim) / outputGroups, outputs),
    row('wo_b', 'attention', outputs, hidden),
    // fp32: two of 16 bit each
    copied('hc_fn', 'norm', streams * hidden, 2 * mixes),
    ...(ratio === undefined
      ? []
      : [copied('compressor.fused_wkv_wgate', 'norm', hidden, pair * headDim, pair * headDim)]),
    ...(ratio === 4
      ? [
          copied('indexer.wq_b', 'indexer', queryRank, indexHeads * indexDim),
          copied('indexer.weights_proj', 'router', hidden, indexHeads),
          copied('indexer.compressor', 'norm', hidden, pair * indexDim, pair * indexDim),
        ]
      : []),
  ]
}

/** Matrices of attention, state or latent cache. */
function mixerLinears(mixer: Mixer, hidden: number): readonly Linear[] {
  switch (mixer.kind) {
    case 'attention': {
      const { heads, kvHeads, headDim, valueHeadDim, indexKeys } = mixer
      const queries = part(heads * headDim * (mixer.outputGate ? 2 : 1))
      const keys = { width: kvHeads * headDim, kvHeads }
      const values = { width: kvHeads * valueHeadDim, kvHeads }
      return [
        {
          name: 'qkv_proj',
          class: 'attention',
          input: hidden,
          // where keys serve as values, engines load them into both
          outputs: mixer.sharesCache ? [queries] : [queries, keys, values],
          split: 'rows',
          bias: mixer.qkvBias === true,
        },
        {
          ...row('o_proj', 'attention', heads * valueHeadDim, hidden),
          bias: mixer.outputBias === true,
        },
        ...(indexKeys
          ? [
              copied(
                'index_qk_proj',
                'indexer',
                hidden,
                indexKeys.heads * indexKeys.headDim,
                indexKeys.headDim,
              ),
            ]
          : []),
      ]
    }
    case 'latent': {
      const { heads, queryRank, kvRank, nopeDim, ropeDim, valueHeadDim, indexer } = mixer
      const query = heads * (nopeDim + ropeDim)
      const latent = kvRank + ropeDim
      return [
        ...(queryRank === undefined
          ? [
              column('q_proj', 'attention', hidden, query),
              copied('kv_a_proj_with_mqa', 'attention', hidden, latent),
            ]
          : [
              copied('fused_qkv_a_proj', 'attention', hidden, queryRank, latent),
              column('q_b_proj', 'attention', queryRank, query),
            ]),
        column('kv_b_proj', 'attention', kvRank, heads * (nopeDim + valueHeadDim)),
        row('o_proj', 'attention', heads * valueHeadDim, hidden),
        ...(mixer.outputGate ? [column('g_proj', 'attention', hidden, heads * valueHeadDim)] : []),
        ...(indexer
          ? [
              copied('indexer.wq_b', 'indexer', queryRank ?? hidden, indexer.heads * indexer.headDim),
              copied('indexer.wk', 'indexer', hidden, indexer.headDim),
              copied('indexer.weights_proj', 'router', hidden, indexer.heads),
            ]
          : []),
      ]
    }
    case 'gated-delta': {
      const keys = mixer.keyHeads * mixer.keyDim
      const values = mixer.valueHeads * mixer.valueDim
      return [
        column('in_proj_qkvz', 'stateMixer', hidden, keys, keys, values, values),
        // two numbers a head: formats leave them in 16 bit
        column('in_proj_ba', 'norm', hidden, mixer.valueHeads, mixer.valueHeads),
        column('conv1d', 'norm', mixer.convKernel, keys, keys, values),
        row('out_proj', 'stateMixer', values, hidden),
      ]
    }
    case 'kimi-delta': {
      const { heads, headDim, convKernel } = mixer
      const width = heads * headDim
      return [
        column('qkv_proj', 'stateMixer', hidden, width, width, width),
        column('conv1d', 'norm', convKernel, width, width, width),
        copied('f_a_proj', 'stateMixer', hidden, headDim),
        column('f_b_proj', 'stateMixer', headDim, width),
        ...(mixer.fullRankGate
          ? [column('g_proj', 'stateMixer', hidden, width)]
          : [
              copied('g_a_proj', 'stateMixer', hidden, headDim),
              column('g_b_proj', 'stateMixer', headDim, width),
            ]),
        column('b_proj', 'norm', hidden, heads),
        row('o_proj', 'stateMixer', width, hidden),
      ]
    }
    case 'mamba2': {
      const inner = mixer.heads * mixer.headDim
      const groups = mixer.groups * mixer.stateSize
      return [
        column('in_proj', 'stateMixer', hidden, inner, inner, groups, groups, mixer.heads),
        column('conv1d', 'norm', mixer.convKernel, inner, groups, groups),
        row('out_proj', 'stateMixer', inner, hidden),
      ]
    }
    case 'lightning': {
      const width = mixer.heads * mixer.headDim
      return [
        column('qkv_proj', 'stateMixer', hidden, width, width, width),
        column('output_gate', 'stateMixer', hidden, width),
        row('out_proj', 'stateMixer', width, hidden),
      ]
    }
    case 'compressed-latent':
      return compressedLinears(mixer, hidden)
    case 'none':
      return []
    default:
      return mixer satisfies never
  }
}

function mlp(
  name: string,
  cls: TensorClass,
  hidden: number,
  width: number,
  gated: boolean,
  bias = false,
): readonly Linear[] {
  return [
    gated
      ? { ...column(`${name}gate_up_proj`, cls, hidden, width, width), bias }
      : { ...column(`${name}up_proj`, cls, hidden, width), bias },
    { ...row(`${name}down_proj`, cls, width, hidden), bias },
  ]
}

function feedForwardLinears(feedForward: FeedForward, hidden: number): readonly Linear[] {
  switch (feedForward.kind) {
    case 'dense':
      return mlp('', 'dense', hidden, feedForward.width, feedForward.gated, feedForward.bias)
    case 'experts': {
      const {
        experts,
        width,
        gated,
        bias = false,
        sharedWidth,
        sharedGate,
        denseWidth,
        latentSize,
      } = feedForward
      const inner = latentSize ?? hidden
      return [
        ...mlp('experts.', 'experts', inner, width, gated, bias).map((linear) => ({
          ...linear,
          copies: experts,
        })),
        ...(sharedWidth > 0 ? mlp('shared_experts.', 'sharedExperts', hidden, sharedWidth, gated) : []),
        ...(denseWidth === undefined ? [] : mlp('', 'dense', hidden, denseWidth, gated)),
        ...(latentSize === undefined
          ? []
          : [
              copied('fc1_latent_proj', 'dense', hidden, latentSize),
              copied('fc2_latent_proj', 'dense', latentSize, hidden),
            ]),
        { ...copied('gate', 'router', hidden, experts), bias: feedForward.routerBias === true },
        ...(sharedGate ? [copied('shared_expert_gate', 'router', hidden, 1)] : []),
      ]
    }
    case 'none':
      return []
    default:
      return feedForward satisfies never
  }
}

const known = new WeakMap<ModelShape, ReadonlyMap<LayerKind, readonly Linear[]>>()

/** Matrices of each layer kind of a shape. Made once a shape: they do not depend on how it is split. */
export function linearsOf(shape: ModelShape): ReadonlyMap<LayerKind, readonly Linear[]> {
  let linears = known.get(shape)
  if (linears === undefined) {
    linears = new Map(
      shape.kinds.map((kind) => [
        kind,
        [
          ...mixerLinears(kind.mixer, shape.hiddenSize),
          ...feedForwardLinears(kind.feedForward, shape.hiddenSize),
        ],
      ]),
    )
    known.set(shape, linears)
  }
  return linears
}

/** Rows of a matrix on one of `ranks`. */
export function rowsOnRank({ outputs, split }: Linear, ranks: number): number {
  let rows = 0
  for (const { width, kvHeads } of outputs) {
    if (split !== 'rows') rows += width
    else if (kvHeads !== undefined && ranks > kvHeads) rows += width / kvHeads
    else rows += width / ranks
  }
  return rows
}

/** Length of a row on one of `ranks`. */
export function lengthOnRank({ input, split }: Linear, ranks: number): number {
  return split === 'length' ? input / ranks : input
}
